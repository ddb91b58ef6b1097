import os
import resource
import signal
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from aavae.config import ClusterConfig, HardwareConfig, ModelConfig, RunConfig
from aavae.data.disk import write_set
from aavae.data.image_set import Dataset
from aavae.errors import UserError
from aavae.jobs import local, queue, training
from aavae.jobs.job import JobSpec, read_tail
from aavae.paths import runs_dir
from aavae.runs.registry import Run, create_run, find_run, list_damaged_runs
from aavae.runs.status import Status, read_status, write_status
from tests.conftest import make_imported_run, make_run
from tests.degenerate import draw_set
from tests.patience import PATIENCE

LOCAL = ClusterConfig()
CPU = HardwareConfig(accelerator="cpu", precision="32-true", threads=1)
LONG = RunConfig(num_epochs=500, batch_size=16, data="tiny", model=ModelConfig(latent_dim=8))
SHORT = LONG.model_copy(update={"num_epochs": 1})


@pytest.fixture(autouse=True)
def tiny_data(micro_dataset: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_set(tmp_path / "data", micro_dataset, "drawn")
    monkeypatch.setenv("AAVAE_DATA", str(tmp_path / "data"))


@pytest.fixture
def no_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Jobs are written and never begin."""
    monkeypatch.setattr(local, "launch", lambda directory: None)


def wait_for(run: Run, condition: Callable[[Status], bool], seconds: float = PATIENCE) -> Status:
    deadline = time.monotonic() + seconds
    while not condition(status := read_status(run.layout.status)):
        assert time.monotonic() < deadline, (status, read_tail(run.layout.log))
        time.sleep(0.05)
    return status


def test_trainings_wait_for_each_other_stop_and_resume() -> None:
    first = training.start_training("first", LONG, CPU, LOCAL)
    second = training.start_training("second", SHORT, CPU, LOCAL)
    wait_for(first, lambda status: status.step > 4)
    assert [find_run(name).status.state for name in ("first", "second")] == ["running", "waiting"]
    training.stop_training(first)
    training.stop_training(first)
    stopped = wait_for(first, lambda status: not status.is_active)
    assert stopped.state == "stopped"
    assert wait_for(second, lambda status: not status.is_active).state == "finished"
    assert [metrics["epoch"] for metrics in find_run("second").metrics] == [1]

    training.resume_training(first, CPU, LOCAL)
    assert next(job for job in queue.list_jobs() if job.spec.run == "first").status.state == "stopped"
    with pytest.raises(UserError, match="'first' is waiting already: watch it, or stop it first"):
        training.resume_training(first, CPU, LOCAL)
    wait_for(first, lambda status: status.state == "running" and status.step > stopped.step)
    training.stop_training(first)
    wait_for(first, lambda status: status.state == "stopped")


def test_a_shutdown_lets_the_training_save_and_whoever_waits_leaves_the_queue() -> None:
    first = training.start_training("first", LONG, CPU, LOCAL)
    second = training.start_training("second", LONG, CPU, LOCAL)
    waiting = wait_for(second, lambda status: status.pid is not None)
    running = wait_for(first, lambda status: status.step > 4)
    for status in (waiting, running):
        assert status.pid is not None
        os.kill(status.pid, signal.SIGTERM)
    status = wait_for(first, lambda status: not status.is_active)
    assert (status.state, status.step > 4) == ("stopped", True)
    assert status.message == "A request to end (SIGTERM) stopped it, after it had saved: resume it."
    other = wait_for(second, lambda status: not status.is_active)
    assert (other.state, other.step) == ("stopped", 0)
    assert other.message == "A request to end (SIGTERM) ended it before its turn came: resume it."
    for child in local._children:
        assert child.wait(timeout=60) == 128 + signal.SIGTERM
    for job in queue.list_jobs():
        assert job.status.state == "stopped"
        assert "(SIGTERM)" in job.status.message


def test_a_run_whose_images_are_gone_has_failed_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    run = create_run("first", SHORT)
    monkeypatch.setenv("AAVAE_DATA", "/nonexistent")
    training.resume_training(run, CPU, LOCAL)
    status = wait_for(run, lambda status: not status.is_active)
    assert (status.state, "no image set 'tiny'" in status.message) == ("failed", True)
    assert queue.list_jobs()[0].status.state == "failed"


def test_a_run_of_another_directory_is_not_for_this_queue(tmp_path: Path) -> None:
    run = make_run("mine")
    moved = run.layout.path.rename(tmp_path / "mine")
    with pytest.raises(UserError, match="whose queue this is: set AAVAE_RUNS"):
        training.resume_training(find_run(str(moved)), CPU, LOCAL)


def test_relative_directories_are_the_same_ones_for_the_worker(
    micro_dataset: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for variable in ("AAVAE_RUNS", "AAVAE_CACHE", "AAVAE_CHECKPOINTS"):
        monkeypatch.setenv(variable, variable.lower())
    monkeypatch.setenv("AAVAE_DATA", "data")
    run = training.start_training("first", SHORT, CPU, LOCAL)
    assert run.layout.path == tmp_path / "aavae_runs" / "first"
    assert wait_for(run, lambda status: not status.is_active).state == "finished"


def test_a_full_disk_at_the_start_leaves_nothing_that_takes_the_name() -> None:
    usual = resource.getrlimit(resource.RLIMIT_FSIZE)
    with queue.hold_queue():
        pass
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, usual[1]))
    try:
        with pytest.raises(UserError, match=r"cannot be made .*: free some space"):
            training.start_training("first", SHORT, CPU, LOCAL)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, usual)
    assert [path.name for path in runs_dir().iterdir()] == [".jobs"]
    assert queue.list_jobs() == []


def test_a_run_that_waits_can_be_taken_off_the_queue() -> None:
    first = training.start_training("first", LONG, CPU, LOCAL)
    second = training.start_training("second", LONG, CPU, LOCAL)
    wait_for(second, lambda status: status.pid is not None)
    training.stop_training(second)
    status = wait_for(second, lambda status: not status.is_active)
    assert (status.state, status.step) == ("stopped", 0)
    assert "before its turn" in status.message
    training.stop_training(first)
    wait_for(first, lambda status: not status.is_active)


def test_a_training_ends_the_measurements_beside_it() -> None:
    estimate = queue.submit(JobSpec(title="", kind="estimate", arguments=("estimate",)), LOCAL)
    run = training.start_training("first", SHORT, CPU, LOCAL)
    assert wait_for(run, lambda status: not status.is_active).state == "finished"
    assert queue.find_job(estimate.id).status.state == "stopped"
    assert training.find_local_training() is None


def test_a_race_runs_side_by_side() -> None:
    configs = [LONG.model_copy(update={"method": method}) for method in ("vae", "aavae")]
    runs = training.start_race(configs, ["one", "other"])
    for run in runs:
        wait_for(run, lambda status: status.state == "running" and status.step > 0)
    assert [read_status(run.layout.status).state for run in runs] == ["running", "running"]
    for run in runs:
        training.stop_training(run)
        wait_for(run, lambda status: status.state == "stopped")


@pytest.mark.usefixtures("no_processes")
def test_of_many_sessions_that_press_start_at_once_one_gets_the_name() -> None:
    def start(_: int) -> str:
        try:
            training.start_training("mine", LONG, CPU, LOCAL)
        except UserError as error:
            return str(error)
        return ""

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(start, range(8)))
    assert answers.count("") == 1
    assert all("There is a run 'mine' already" in answer for answer in answers if answer)
    assert len(queue.list_jobs()) == 1


@pytest.mark.usefixtures("no_processes")
def test_of_many_sessions_that_press_resume_at_once_one_does() -> None:
    run = make_run("mine")
    write_status(run.layout.status, Status(state="stopped", epoch=1, step=4, total_steps=8))

    def resume(_: int) -> str:
        try:
            training.resume_training(run, CPU, LOCAL)
        except UserError as error:
            return str(error)
        return ""

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(resume, range(8)))
    assert answers.count("") == 1
    status = read_status(run.layout.status)
    assert (status.state, status.epoch, status.step) == ("waiting", 1, 4)
    assert len(queue.list_jobs()) == 1


def test_what_the_engine_refuses_leaves_no_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(UserError, match="sbatch"):
        training.start_training("mine", LONG, CPU, ClusterConfig(cluster="slurm"))
    with pytest.raises(UserError, match="no run 'mine'"):
        find_run("mine")


def test_a_set_of_one_image_leaves_no_run(no_processes: None, tmp_path: Path) -> None:
    write_set(tmp_path / "data", draw_set([0], [0, 0], "a", "one"), "drawn")
    with pytest.raises(UserError, match="needs at least 2"):
        training.start_training("mine", LONG.model_copy(update={"data": "one"}), CPU, LOCAL)
    with pytest.raises(UserError, match="no run 'mine'"):
        find_run("mine")
    assert not list_damaged_runs()


def test_a_run_is_renamed_and_deleted_when_it_is_idle() -> None:
    run = make_run("mine")
    make_run("taken")
    for name in ("taken", "aavae", "../up", ""):
        with pytest.raises(UserError):
            training.rename_run(run, name)
    renamed = training.rename_run(run, "yours")
    assert renamed.config == run.config and renamed.has_weights
    assert not run.layout.path.exists()
    training.delete_run(renamed)
    assert not renamed.layout.path.exists()
    with pytest.raises(UserError, match="cannot be deleted"):
        training.delete_run(renamed)


@pytest.mark.usefixtures("no_processes")
def test_an_active_or_shipped_run_stays() -> None:
    run = training.start_training("mine", LONG, CPU, LOCAL)
    with pytest.raises(UserError, match="'mine' is waiting: stop it before it is deleted"):
        training.delete_run(run)
    with pytest.raises(UserError, match="stop it before it is renamed"):
        training.rename_run(run, "yours")
    with pytest.raises(UserError, match="came with the explorer"):
        training.delete_run(find_run("aavae"))
    with pytest.raises(UserError, match=r"imported from published\.ckpt and cannot be trained here"):
        training.resume_training(make_imported_run("paper"))
    with pytest.raises(UserError, match="shipped model and complete"):
        training.resume_training(find_run("aavae"))


def test_a_damaged_run_can_be_deleted() -> None:
    make_run("broken").layout.config.write_text("{")
    (damaged,) = list_damaged_runs()
    training.delete_run(damaged)
    assert list_damaged_runs() == []


def test_a_killed_trainer_does_not_block_the_queue() -> None:
    first = training.start_training("first", LONG, CPU, LOCAL)
    second = training.start_training("second", SHORT, CPU, LOCAL)
    status = wait_for(first, lambda status: status.step > 0)
    assert status.pid is not None
    os.kill(status.pid, signal.SIGKILL)
    assert wait_for(second, lambda status: not status.is_active).state == "finished"
    assert find_run("first").status.state == "interrupted"
    training.resume_training(first, CPU, LOCAL)
    wait_for(first, lambda status: status.state == "running" and status.step > 0)
    job = training.find_active_job(first)
    assert job is not None
    queue.kill(job)
    wait_for(first, lambda status: not status.is_active)
    assert queue.find_job(job.id).status.state == "stopped"
