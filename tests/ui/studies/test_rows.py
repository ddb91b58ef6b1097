import pytest

from aavae.evaluation.subject import BASELINES
from aavae.methods import METHODS
from aavae.studies.ablation import build_ablation
from aavae.studies.registry import list_studies
from aavae.studies.study import Study
from aavae.ui.studies.rows import describe_budget, format_setting, label_rows, name_cell, name_method
from tests.studies.examples import make_row, make_table


def plan_rows(study: Study) -> list:
    return [
        make_row(run=plan.name, method=plan.config.method, seed=plan.config.seed, settings=plan.settings)
        for plan in study.plan_runs()
    ]


@pytest.mark.parametrize("study", list_studies(), ids=lambda study: study.name)
def test_no_two_rows_of_a_study_have_one_label(study: Study) -> None:
    labels = label_rows(make_table(study.name, plan_rows(study)))
    assert len(labels) == len(set(labels.values())) == len(study.plan_runs())


def test_a_combination_of_switches_that_is_a_method_has_its_name() -> None:
    names = {name_cell(row) for row in plan_rows(build_ablation())}
    assert names == {
        "AE",
        "AE with KL",
        "VAE",
        "VAE without KL",
        "Denoising AE",
        "Denoising AE with KL",
        "AAVAE",
        "AAVAE with KL",
    }


@pytest.mark.parametrize(
    ("settings", "name"),
    [
        ({}, "AAVAE"),
        ({"beta": 0.001}, "AAVAE, beta 0.001"),
        ({"optim.learning_rate": 3e-4}, "AAVAE, learning rate 0.0003"),
        ({"batch_size": 512}, "AAVAE, batch size 512"),
        ({"recipe": "ours", "encoder": "patch"}, "Our recipe, patch encoder"),
        ({"recipe": "reference", "encoder": "resnet50"}, "The paper's recipe, ResNet-50"),
    ],
)
def test_other_rows_say_what_is_varied(settings: dict, name: str) -> None:
    assert name_cell(make_row(settings=settings)) == name


def test_every_method_and_baseline_has_a_name() -> None:
    assert [name_method(name) for name in METHODS] == [method.title for method in METHODS.values()]
    assert name_method("untrained") == BASELINES["untrained"]


def test_whole_numbers_are_written_without_a_point() -> None:
    assert [format_setting(value) for value in (0.0, 0.3, 512, 3e-4)] == ["0", "0.3", "512", "0.0003"]


def test_seeds_are_in_the_labels_only_where_there_are_several() -> None:
    first, second = make_row(), make_row(run="study-aavae-seed-1", seed=1)
    assert label_rows(make_table("zoo", [first])) == {first.run: "AAVAE"}
    labels = label_rows(make_table("beta", [first, second]))
    assert list(labels.values()) == ["AAVAE, seed 0", "AAVAE, seed 1"]


def test_the_budget_says_epochs_by_method_and_how_many_seeds() -> None:
    rows = [
        make_row(num_epochs=23),
        make_row(run="study-aavae-seed-1", seed=1, num_epochs=23),
        make_row(run="study-simclr-seed-0", method="simclr", num_epochs=14),
        make_row(run="untrained", method="untrained", num_epochs=0),
    ]
    assert describe_budget(make_table("sensitivity", rows)) == (
        "Each model trained for six minutes of two fast Zen 4 cores on 50,000 images (cifar10). "
        "AAVAE: 23 epochs; SimCLR: 14 epochs; 1 to 2 seeds each. "
        "The epochs are what counts, whatever computes them: here cpu."
    )
    rows = [make_row(device=device, seed=seed) for seed, device in enumerate(("cpu", "H100", "cpu"))]
    assert "here H100 and cpu." in describe_budget(make_table("sensitivity", rows))
    rows = [make_row(device=None)]
    assert describe_budget(make_table("sensitivity", rows)).endswith(" 23 epochs; 1 seed each.")
