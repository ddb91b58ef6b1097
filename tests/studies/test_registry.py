import pytest

from aavae.config import RunConfig
from aavae.errors import UserError
from aavae.runs.registry import check_name
from aavae.studies.registry import find_study, list_studies


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
