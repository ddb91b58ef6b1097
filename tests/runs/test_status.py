import os
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from aavae.runs.process import describe_process
from aavae.runs.status import Status, overwrite_status, read_status, write_status


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "status.json"


def running(pid: int, process_started: float | None) -> Status:
    return Status(state="running", pid=pid, process_started=process_started, epoch=3, step=12)


def test_a_live_trainer_s_run_is_running(path: Path) -> None:
    write_status(path, running(os.getpid(), psutil.Process().create_time()))
    status = read_status(path)
    assert (status.state, status.epoch, status.step) == ("running", 3, 12)
    assert abs(status.updated - time.time()) < 60


def test_a_dead_trainer_s_run_is_interrupted(path: Path) -> None:
    child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    write_status(path, running(child.pid, psutil.Process(child.pid).create_time()))
    assert read_status(path).state == "running"
    child.kill()
    while psutil.Process(child.pid).status() != psutil.STATUS_ZOMBIE:
        time.sleep(0.01)
    assert read_status(path).state == "interrupted"
    child.communicate()
    status = read_status(path)
    assert (status.state, status.epoch) == ("interrupted", 3)
    assert "resume the run" in status.message


def test_a_recycled_pid_is_another_process(path: Path) -> None:
    write_status(path, running(os.getpid(), psutil.Process().create_time() - 3600))
    assert read_status(path).state == "interrupted"


@pytest.mark.parametrize("state", ["waiting", "stopped", "finished", "failed"])
def test_other_states_do_not_need_a_process(path: Path, state: str) -> None:
    write_status(path, Status.model_validate({"state": state, "message": "why"}))
    assert (read_status(path).state, read_status(path).message) == (state, "why")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"\xff\xfe\x00",
        b'{"state": "dancing"}',
        b'{"epoch": 1}',
        b"[" * 10**5,
        b'{"state": "stopped", "step": -1}',
        b'{"state": "stopped", "total_steps": 1' + b"0" * 400 + b"}",
        b'{"state": "stopped", "seconds_left": NaN}',
        b'{"state": "stopped", "updated": 1e999}',
    ],
)
def test_garbage_is_damaged(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    assert read_status(path).state == "damaged"


def test_a_run_without_status_never_started(path: Path) -> None:
    assert read_status(path).state == "interrupted"
    assert "never started" in read_status(path).message


def test_a_trainer_that_does_not_start_in_two_minutes_is_interrupted(path: Path) -> None:
    for age, state in ((60, "waiting"), (180, "interrupted")):
        path.write_text(Status(state="waiting", updated=time.time() - age).model_dump_json())
        assert read_status(path).state == state


@pytest.mark.parametrize(("age", "state"), [(60, "running"), (600, "interrupted")])
def test_another_machine_s_trainer_lives_while_its_heart_beats(path: Path, age: int, state: str) -> None:
    status = running(os.getpid(), 1.0).model_copy(update={"host": "elsewhere", "updated": time.time() - age})
    path.write_text(status.model_dump_json())
    assert read_status(path).state == state


def test_a_cluster_may_keep_a_run_waiting_for_days(path: Path) -> None:
    status = Status(state="waiting", cluster="slurm", updated=time.time() - 86_400)
    path.write_text(status.model_dump_json())
    assert read_status(path).state == "waiting"


def test_a_run_that_waits_for_its_turn_dies_with_the_process_that_waits(path: Path) -> None:
    write_status(path, Status(state="waiting").model_copy(update=describe_process()))
    assert read_status(path).state == "waiting"
    write_status(path, Status(state="waiting", pid=os.getpid(), process_started=1.0))
    status = read_status(path)
    assert status.state == "interrupted"
    assert "did not start" in status.message


def test_a_status_of_a_later_version_is_readable(path: Path) -> None:
    path.write_text('{"state": "finished", "temperature": 40}')
    assert read_status(path).state == "finished"


def test_a_status_is_overwritten_where_it_is(path: Path) -> None:
    write_status(path, Status(state="running", message="a long message " * 20))
    inode = path.stat().st_ino
    overwrite_status(path, Status(state="failed", message="short"))
    assert (read_status(path).state, read_status(path).message) == ("failed", "short")
    assert path.stat().st_ino == inode
