"""Real trainings in processes of their own, as a study runs them."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from aavae.config import HardwareConfig
from aavae.data.image_set import Dataset
from aavae.errors import UserError
from aavae.paths import runs_dir
from aavae.runs.process import describe_process
from aavae.runs.registry import create_run, find_run, list_runs
from aavae.runs.status import Status, read_status, write_status
from aavae.studies.runner import run_study
from aavae.studies.study import PlannedRun, Study
from tests.patience import PATIENCE
from tests.studies.conftest import build_micro_study
from tests.studies.examples import finish

CPU = HardwareConfig(accelerator="cpu", precision="32-true", threads=1)
MANY_EPOCHS = 500
"""So many that a training does not end before somebody stops it."""

SCRIPT = """
import signal
# A test run in a shell's background inherits that Ctrl-C is ignored.
signal.signal(signal.SIGINT, signal.default_int_handler)
from aavae.studies.runner import run_study
from tests.studies.conftest import build_micro_study
from tests.studies.test_runner import CPU, MANY_EPOCHS
run_study(build_micro_study(MANY_EPOCHS), hardware=CPU)
"""


def wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def read(planned: PlannedRun) -> Status:
    return read_status(runs_dir() / planned.name / "status.json")


def has_begun(planned: PlannedRun) -> bool:
    status = read(planned)
    return status.state == "running" and status.epoch >= 1


def kill(planned: PlannedRun) -> None:
    wait_until(lambda: has_begun(planned))
    pid = read(planned).pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)


def test_a_study_whose_trainer_was_killed_is_resumed_and_what_is_finished_stays(
    micro_data: Dataset,
) -> None:
    study = build_micro_study(num_epochs=6)
    killed, other = study.plan_runs()
    killer = threading.Thread(target=kill, args=(killed,))
    killer.start()
    outcomes = run_study(study, hardware=CPU)
    killer.join()
    assert {outcome.run: outcome.state for outcome in outcomes} == {
        killed.name: "failed",
        other.name: "finished",
    }
    assert "resume" in next(outcome.message for outcome in outcomes if outcome.state == "failed")
    assert read(killed).state == "interrupted"
    epochs = len(find_run(killed.name).metrics)
    assert 0 < epochs < 6
    lines: list[str] = []
    (outcome,) = run_study(study, hardware=CPU, report=lines.append)
    assert (outcome.run, outcome.state) == (killed.name, "finished")
    assert lines[0] == "micro: 1 of 2 runs are finished."
    for planned in (killed, other):
        run = find_run(planned.name)
        assert (run.config, run.status.state) == (planned.config, "finished")
        assert [metrics["epoch"] for metrics in run.metrics] == list(range(1, 7))
    assert run_study(study, hardware=CPU) == []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_study_lets_its_trainings_save_and_leaves_no_process(
    micro_data: Dataset, number: signal.Signals
) -> None:
    plan = build_micro_study(MANY_EPOCHS).plan_runs()
    child = subprocess.Popen([sys.executable, "-c", SCRIPT], stderr=subprocess.PIPE, text=True)
    try:
        wait_until(lambda: all(has_begun(planned) for planned in plan) or child.poll() is not None)
        pids = [read(planned).pid for planned in plan]
        child.send_signal(number)
        _, errors = child.communicate(timeout=PATIENCE)
    finally:
        if child.poll() is None:
            child.terminate()  # which ends its trainings too
            child.wait()
    assert child.returncode == 128 + number
    assert "Every training saves at its next batch and stops; once more ends it at once." in errors
    for planned, pid in zip(plan, pids, strict=True):
        run = find_run(planned.name)
        assert run.status.state == "stopped"
        assert f"({number.name}) stopped it, after it had saved" in run.status.message
        assert 0 < run.status.epoch < MANY_EPOCHS
        assert not run.layout.stop.exists()
        assert pid is not None
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


def test_a_run_that_another_process_trains_is_skipped(micro_data: Dataset, micro_study: Study) -> None:
    first, second = micro_study.plan_runs()
    status = Status(state="running", **describe_process())
    write_status(create_run(first.name, first.config).layout.status, status)
    finish(second)
    (outcome,) = run_study(micro_study, hardware=CPU)
    assert (outcome.run, outcome.state) == (first.name, "skipped")
    assert read(first).state == "running"


def test_a_training_that_cannot_start_has_failed_and_says_where_to_look(
    micro_data: Dataset, micro_study: Study
) -> None:
    first, second = micro_study.plan_runs()
    finish(second)
    nowhere = HardwareConfig(accelerator="cuda", precision="32-true")
    (outcome,) = run_study(micro_study, hardware=nowhere)
    assert (outcome.run, outcome.state) == (first.name, "failed")
    assert outcome.message
    assert find_run(first.name).status.state == "failed"
    assert "aavae: " in find_run(first.name).layout.log.read_text()


def test_without_its_images_a_study_says_so_and_makes_no_run(
    micro_study: Study, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AAVAE_DATA", str(tmp_path / "nothing"))
    with pytest.raises(UserError, match="no image set 'tiny'"):
        run_study(micro_study, hardware=CPU)
    assert list_runs() == []
