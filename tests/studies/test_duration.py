from types import SimpleNamespace

import pytest

from aavae.runs.registry import create_run, find_run
from aavae.runs.status import Status, write_status
from aavae.studies.duration import find_hours
from aavae.studies.progress import read_progress
from aavae.studies.study import Study
from tests.studies.examples import finish


def test_without_a_measurement_nobody_knows(micro_study: Study) -> None:
    assert find_hours(read_progress(micro_study)) is None


def test_hours_are_those_of_the_runs_and_parts_that_are_left(
    micro_study: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("aavae.studies.duration.find_usual", lambda config: SimpleNamespace(seconds=7_200.0))
    assert find_hours(read_progress(micro_study)) == 4
    first, second = micro_study.plan_runs()
    finish(first)
    write_status(create_run(second.name, second.config).layout.status, Status(state="stopped", epoch=1))
    assert find_hours(read_progress(micro_study)) == 1
    write_status(find_run(second.name).layout.status, Status(state="finished", epoch=2))
    assert find_hours(read_progress(micro_study)) == 0
