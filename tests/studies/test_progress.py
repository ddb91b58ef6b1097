import shutil

import pytest

from aavae.errors import UserError
from aavae.paths import runs_dir, study_models_dir
from aavae.runs.registry import create_run
from aavae.runs.status import Status, write_status
from aavae.studies.progress import find_planned, index_runs, read_progress
from aavae.studies.study import Study
from tests.studies.examples import finish


def test_what_is_left_is_what_is_not_trained_yet(micro_study: Study) -> None:
    first, second = micro_study.plan_runs()
    assert read_progress(micro_study) == (2, 0, [(first, 1), (second, 1)], pytest.approx(0.2))
    finish(first)
    assert read_progress(micro_study) == (2, 1, [(second, 1)], pytest.approx(0.1))
    write_status(create_run(second.name, second.config).layout.status, Status(state="stopped", epoch=1))
    assert read_progress(micro_study) == (2, 1, [(second, 0.5)], pytest.approx(0.05))
    assert read_progress(micro_study, seeds=2).reference_hours_left == pytest.approx(0.25)


def test_a_model_that_shipped_with_the_studies_need_not_be_trained_and_one_s_own_goes_before_it(
    micro_study: Study,
) -> None:
    planned = micro_study.plan_runs()[0]
    study_models_dir().mkdir(parents=True)
    finish(planned).layout.path.rename(study_models_dir() / planned.name)
    assert read_progress(micro_study).num_finished == 1
    assert index_runs()[planned.name].shipped
    shutil.copytree(study_models_dir() / planned.name, runs_dir() / planned.name)
    assert not index_runs()[planned.name].shipped


def test_a_run_of_a_planned_name_with_other_settings_is_a_user_error(micro_study: Study) -> None:
    planned = micro_study.plan_runs()[0]
    create_run(planned.name, planned.config.model_copy(update={"num_epochs": 3}))
    with pytest.raises(UserError, match="has other settings than the study's"):
        find_planned(planned, index_runs())
