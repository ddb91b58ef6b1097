import time
from pathlib import Path

import pytest

from aavae.config import RunConfig
from aavae.errors import UserError
from aavae.jobs import local
from aavae.runs.registry import find_run
from aavae.runs.status import Status, read_status, write_status
from tests.conftest import make_run


def wait_for(job: local.Job) -> None:
    job.process.wait(timeout=60)


def test_a_job_runs_the_command_line_and_keeps_its_output(tmp_path: Path) -> None:
    job = local.submit(["models", "--json"], tmp_path / "log.txt")
    wait_for(job)
    assert not job.has_failed
    assert job.read_log_tail().startswith("[")


def test_a_failed_job_says_so(tmp_path: Path) -> None:
    job = local.submit(["probe", "nobody"], tmp_path / "log.txt")
    wait_for(job)
    assert job.has_failed
    assert "There is no run 'nobody'" in job.read_log_tail()


def test_the_same_job_is_not_started_twice(tmp_path: Path) -> None:
    first = local.submit(["data"], tmp_path / "log.txt")
    second = local.submit(["data"], tmp_path / "log.txt")
    wait_for(first)
    assert first is second
    third = local.submit(["data"], tmp_path / "log.txt")
    wait_for(third)
    assert third is not first


def test_a_log_tail_is_the_last_state_of_each_line(tmp_path: Path) -> None:
    log = tmp_path / "log.txt"
    assert local.read_tail(log) == ""
    log.write_bytes(b"one\n 0%\r 50%\r100%\nthree\n")
    assert local.read_tail(log) == "one\n100%\nthree"


def test_training_runs_in_a_child_and_stops_when_asked() -> None:
    run = local.start_training("child", RunConfig(num_epochs=50, batch_size=64))
    with pytest.raises(UserError, match="'child' is being trained"):
        local.start_training("another", RunConfig())
    deadline = time.monotonic() + 90
    while read_status(run.layout.status).step == 0:
        assert time.monotonic() < deadline, local.read_tail(run.layout.log)
        time.sleep(0.2)
    busy = local.find_training()
    assert busy is not None and busy.name == "child"
    local.stop_training(run)
    while find_run("child").status.state == "running":
        assert time.monotonic() < deadline, local.read_tail(run.layout.log)
        time.sleep(0.2)
    assert find_run("child").status.state == "stopped"
    assert find_run("child").has_weights
    assert local.find_training() is None


def test_a_resumed_run_waits_at_once_and_cannot_be_resumed_twice(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    started: list[object] = []
    monkeypatch.setattr(local, "submit", lambda *arguments: started.append(arguments))
    run = make_run("mine")
    write_status(run.layout.status, Status(state="stopped", epoch=1, step=4, total_steps=8))
    local.resume_training(run)
    status = read_status(run.layout.status)
    assert (status.state, status.epoch, status.step) == ("waiting", 1, 4)
    with pytest.raises(UserError, match="'mine' is being trained"):
        local.resume_training(run)
    assert len(started) == 1
