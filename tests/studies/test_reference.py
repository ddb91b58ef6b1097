from aavae.presets import list_presets
from aavae.studies.reference import build_recipe
from tests.data.infos import CIFAR10


def test_the_reference_is_the_paper_s_preset_but_for_length_and_warm_up() -> None:
    paper = next(preset.config for preset in list_presets((CIFAR10,), CIFAR10) if preset.name == "paper")
    *_, resnet50 = build_recipe().cells
    optim = paper.optim.model_copy(update={"warmup_epochs": 0})
    assert resnet50.config == paper.model_copy(update={"num_epochs": 3, "optim": optim})


def test_all_train_an_aavae_and_say_which_recipe_and_encoder() -> None:
    cells = build_recipe().cells
    assert {cell.config.method for cell in cells} == {"aavae"}
    assert [(cell.settings["recipe"], cell.settings["encoder"]) for cell in cells] == [
        ("ours", "patch"),
        ("reference", "resnet18"),
        ("reference", "resnet50"),
    ]
    assert [cell.config.model.encoder for cell in cells] == ["patch", "resnet18", "resnet50"]
