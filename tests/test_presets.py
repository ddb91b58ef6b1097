import itertools

import pytest
import torch

from aavae.augment.blur import compute_kernel_size
from aavae.config import AugmentConfig, ModelConfig, RunConfig
from aavae.data.store import DatasetInfo
from aavae.methods import METHODS, MethodName
from aavae.presets import apply_preset, list_presets
from aavae.train.optim import build_optimizers, compute_learning_rate_factor
from tests.data.infos import BUNDLED, CIFAR10, STL10, make_info

SMALL = make_info("pets", 1_000, 200, size=64)
SETS = [(BUNDLED,), (CIFAR10, BUNDLED), (SMALL, BUNDLED), (STL10, BUNDLED)]
"""The set that is chosen first."""


def count_images(config: RunConfig, num_train: int) -> int:
    return config.num_epochs * (num_train - num_train % config.batch_size)


@pytest.mark.parametrize("infos", SETS)
def test_each_preset_sees_more_images_than_the_one_before_it(infos: tuple[DatasetInfo, ...]) -> None:
    presets = list_presets(infos, infos[0])
    assert [preset.name for preset in presets] == ["minutes", "hour", "paper", "paper-stl10"]
    counts = {info.name: info.num_train for info in (*infos, CIFAR10, STL10)}
    seen = [count_images(preset.config, counts[preset.config.data]) for preset in presets]
    assert all(
        slower > fewer * faster
        for fewer, (faster, slower) in zip((5, 10, 2), itertools.pairwise(seen), strict=True)
    )


@pytest.mark.parametrize(
    ("info", "epochs"),
    [
        (BUNDLED, (28, 950)),
        (CIFAR10, (6, 190)),
        (STL10, (3, 90)),
        (SMALL, (364, 2_000)),
        (make_info("few", 4, 2), (2_000, 2_000)),
        (make_info("many", 1_000_000), (1, 9)),
    ],
)
def test_a_look_is_at_as_many_images_whatever_the_set_and_at_its_size(
    info: DatasetInfo, epochs: tuple[int, int]
) -> None:
    for preset, num_epochs in zip(list_presets((info,), info), epochs, strict=False):
        expected = {
            "data": info.name,
            "num_epochs": num_epochs,
            "model": ModelConfig(image_size=info.size[0]),
        }
        assert preset.config == RunConfig().model_copy(update=expected)
        assert preset.is_available


def test_descriptions_name_the_images() -> None:
    first, long = (
        [list_presets(SETS[0], info)[row].description for info in (BUNDLED, CIFAR10, SMALL)] for row in (0, 1)
    )
    assert first[0] == "The encoder for CPUs sees the bundled sample 28 times."
    assert [text.partition(" sees ")[2] for text in first[1:]] == [
        "the complete CIFAR-10 6 times.",
        "the images of 'pets' 364 times.",
    ]
    assert [text.rpartition(" on ")[2] for text in long] == [
        "the bundled sample.",
        "the complete CIFAR-10.",
        "the images of 'pets'.",
    ]


def test_a_size_that_no_run_can_have_breaks_no_preset() -> None:
    odd = make_info("odd", size=33)
    assert list_presets((odd,), odd)[0].config.model.image_size == 33


@pytest.mark.parametrize("infos", SETS)
def test_the_paper_s_presets_are_available_where_their_images_are(infos: tuple[DatasetInfo, ...]) -> None:
    for preset in list_presets(infos, infos[0])[2:]:
        assert preset.is_available == any(info.name == preset.config.data for info in infos)
        assert preset.is_available != ("first" in preset.description)


def test_stl10_at_another_size_is_not_the_paper_s() -> None:
    small = make_info("stl10", 105_000, 8_000, size=64)
    preset = list_presets((small,), small)[3]
    assert not preset.is_available
    assert preset.description.endswith("import it first, as the image set stl10, at 96 pixels.")


def test_the_paper_s_run_on_stl10_is_the_reference_s_command() -> None:
    config = list_presets((STL10,), STL10)[3].config
    assert (config.data, config.num_epochs, config.batch_size) == ("stl10", 3_200, 512)
    assert config.model == ModelConfig(encoder="resnet50", latent_dim=128, image_size=96)
    assert config.augment == AugmentConfig(jitter_strength=1.0, blur_probability=0.5)
    assert config.target_crop == 96 / 105
    optim = list_presets((CIFAR10,), CIFAR10)[2].config.optim
    assert config.optim == optim.model_copy(update={"learning_rate": 5e-4})
    assert compute_kernel_size(96) == 9


def test_the_paper_s_run_is_adam_at_a_constant_rate_after_ten_epochs() -> None:
    config = list_presets((CIFAR10,), CIFAR10)[2].config
    assert (config.model.encoder, config.model.latent_dim) == ("resnet50", 128)
    assert (config.batch_size, config.num_epochs, config.data) == (256, 3_200, "cifar10")
    assert config.augment == AugmentConfig()
    (parameter,) = torch.nn.Linear(1, 1, bias=False).parameters()
    (ours,) = build_optimizers(torch.nn.ParameterList([parameter]), config.optim)
    other = parameter.detach().clone().requires_grad_()
    adam = torch.optim.Adam([other], lr=2.5e-4, fused=True)
    for _ in range(3):
        for weight, optimizer in ((parameter, ours), (other, adam)):
            weight.grad = torch.full_like(weight, 0.5)
            optimizer.step()
    assert torch.equal(parameter, other)
    factors = [compute_learning_rate_factor(config.optim, step, 32_000, 10) for step in (0, 99, 100, 31_999)]
    assert factors == [0.01, 1, 1, 1]


@pytest.mark.parametrize("method", METHODS)
def test_applying_a_preset_keeps_what_a_person_asked(method: MethodName) -> None:
    beta = None if METHODS[method].contrastive else 0.5
    features = None if METHODS[method].contrastive else 2.0
    mine = RunConfig(method=method, beta=beta, features=features, temperature=0.1, seed=7, batch_size=2)
    for preset in list_presets((BUNDLED, CIFAR10), BUNDLED):
        config = apply_preset(preset, mine)
        asked = {"method": method, "beta": beta, "features": features, "temperature": 0.1, "seed": 7}
        assert config.model_dump(include={*asked}) == asked
        assert config.model_dump(exclude={*asked}) == preset.config.model_dump(exclude={*asked})
        assert RunConfig.model_validate_json(config.model_dump_json()) == config
