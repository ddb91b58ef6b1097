from pathlib import Path

from aavae.paths import study_models_dir
from aavae.runs.publish import publish
from aavae.runs.status import Status, write_status
from aavae.studies.available import find_model
from aavae.studies.registry import find_study
from aavae.studies.study import PlannedRun
from tests.studies.examples import finish, make_row


def plan(seed: int = 0) -> PlannedRun:
    study = find_study("ablation")
    return study.plan_run(study.cells[0], seed)


def test_a_finished_run_of_one_s_own_is_found_by_its_name() -> None:
    planned = plan()
    row = make_row(run=planned.name)
    assert find_model(row) is None
    run = finish(planned)
    found = find_model(row)
    assert found is not None and found.run == run
    write_status(run.layout.status, Status(state="stopped", epoch=3))
    assert find_model(row) is None


def test_a_shipped_model_is_found_by_its_configuration_whatever_its_name(checkpoints: Path) -> None:
    planned, run = plan(), finish(plan())
    publish(run, "ae")
    run.layout.status.unlink()
    found = find_model(make_row(run=planned.name))
    assert found is not None and found.run is not None
    assert found.run.shipped and found.run.layout.path == checkpoints / "ae"
    assert find_model(make_row(run=plan(seed=1).name)) is None


def test_a_model_that_shipped_with_the_studies_is_found() -> None:
    planned, run = plan(), finish(plan())
    study_models_dir().mkdir(parents=True)
    run.layout.path.rename(study_models_dir() / planned.name)
    found = find_model(make_row(run=planned.name))
    assert found is not None and found.run is not None and found.run.is_of_study


def test_a_run_of_another_length_is_not_the_row_s() -> None:
    planned = plan()
    finish(planned)
    assert find_model(make_row(run=planned.name, num_epochs=24)) is None


def test_the_untrained_encoder_is_always_there() -> None:
    found = find_model(make_row(run="untrained", method="untrained", num_epochs=0))
    assert found is not None and found.kind == "untrained"
