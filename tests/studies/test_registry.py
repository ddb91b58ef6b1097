import pytest

from aavae.config import RunConfig
from aavae.errors import UserError
from aavae.runs.registry import check_name
from aavae.studies.registry import find_study, list_studies
from tests.data.infos import CIFAR10, make_info


def test_runs_of_one_name_are_one_run_in_all_studies() -> None:
    by_name: dict[str, RunConfig] = {}
    for study in list_studies():
        plan = study.plan_runs()
        assert len({planned.name for planned in plan}) == len(plan)
        for planned in plan:
            check_name(planned.name)
            assert by_name.setdefault(planned.name, planned.config) == planned.config
    assert len(set(map(RunConfig.model_dump_json, by_name.values()))) == len(by_name)


def test_studies_share_runs() -> None:
    names = {study.name: {planned.name for planned in study.plan_runs()} for study in list_studies()}
    assert {f"study-vae-beta-0-seed-{seed}" for seed in range(3)} <= names["ablation"] & names["beta"]
    assert {f"study-aavae-seed-{seed}" for seed in range(3)} <= names["ablation"] & names["sensitivity"]
    assert "hour-aavae-seed-0" in names["zoo"] & names["recipe"]


def test_a_study_is_found_by_its_name() -> None:
    assert all(find_study(study.name) is study for study in list_studies())
    with pytest.raises(UserError, match=r"no study '\.\./x': choose from zoo, ablation"):
        find_study("../x")


def test_every_study_can_be_on_another_image_set_with_runs_of_its_own() -> None:
    pets = make_info("pets", 5_000, size=64)
    names = {planned.name for study in list_studies() for planned in study.plan_runs()}
    for own in list_studies():
        study = find_study(own.name, pets)
        assert own.is_on_own_images and not study.is_on_own_images
        assert (study.data, len(study.cells)) == ("pets", len(own.cells))
        for planned in study.plan_runs():
            check_name(planned.name)
            assert planned.name not in names
            assert (planned.config.data, planned.config.model.image_size) == ("pets", 64)
    assert find_study("zoo", CIFAR10).is_on_own_images
    assert find_study("zoo", CIFAR10).cells == find_study("zoo").cells
