"""Two users with one directory of runs: the second one works, or is told in a sentence why not."""

import json
import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from aavae.config import RunConfig
from aavae.data.disk import write_set
from aavae.data.image_set import Dataset
from aavae.errors import UserError
from aavae.jobs import queue
from aavae.jobs.job import jobs_dir
from aavae.paths import runs_dir
from aavae.runs.lock import hold_lock
from aavae.runs.registry import create_run, find_run
from aavae.runs.status import read_status
from tests.another_user import check_refused, forbid, run_as_another
from tests.conftest import make_run

HOLD = """
import sys
from pathlib import Path
from aavae.errors import UserError
from aavae.runs.lock import hold_lock
try:
    with hold_lock(Path(sys.argv[1]), "taken", patience_seconds=0.2):
        print("held")
except UserError as error:
    print(error)
"""

TRAIN_PAGE = """
from streamlit.testing.v1 import AppTest
app = AppTest.from_file("app.py", default_timeout=120).run().switch_page("pages/train.py").run()
print("EXCEPTIONS", len(app.exception))
print("ERRORS", [error.value for error in app.error])
print("CAPTIONS", [caption.value for caption in app.caption])
"""


@pytest.fixture
def shared(tiny_dataset: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Runs, cache and images that every user may write, made by one who hides nothing from others."""
    before = os.umask(0o022)
    monkeypatch.setenv("AAVAE_DATA", str(tmp_path / "data"))
    write_set(tmp_path / "data", tiny_dataset, "drawn")
    for variable in ("AAVAE_RUNS", "AAVAE_CACHE"):
        Path(os.environ[variable]).mkdir(parents=True)
        Path(os.environ[variable]).chmod(0o777)
    yield runs_dir()
    os.umask(before)


def test_a_lock_and_the_queue_are_for_everybody_who_may_write_the_runs(shared: Path) -> None:
    with queue.hold_queue():
        pass
    assert (jobs_dir().stat().st_mode & 0o777, (jobs_dir() / ".lock").stat().st_mode & 0o777) == (
        0o777,
        0o666,
    )
    assert run_as_another("-c", HOLD, str(jobs_dir() / ".lock")).stdout == "held\n"


@pytest.mark.parametrize("sticky", [False, True])
def test_a_lock_that_another_user_made_with_a_strict_mode_still_locks(shared: Path, sticky: bool) -> None:
    path = shared / "lock"
    path.touch(mode=0o444)
    shared.chmod(0o1777 if sticky else 0o777)
    assert run_as_another("-c", HOLD, str(path)).stdout == "held\n"
    with hold_lock(path, "taken"):
        assert run_as_another("-c", HOLD, str(path)).stdout == "taken\n"


def test_where_there_can_be_no_lock_a_sentence_says_so(shared: Path) -> None:
    with forbid(shared):
        said = run_as_another("-c", HOLD, str(shared / "lock")).stdout
    assert said.startswith(f"{shared} cannot be written (Permission denied): ask its owner")


def test_another_user_puts_a_training_in_the_queue_and_it_is_trained(shared: Path) -> None:
    with queue.hold_queue():
        pass
    make_run("first")
    flags = ("--name", "second", "--data", "tiny", "--num-epochs", "0", "--accelerator", "cpu")
    done = run_as_another("-m", "aavae", "train", "--queue", "--json", *flags)
    assert done.returncode == 0, done.stderr
    (row,) = json.loads(done.stdout)
    assert (row["run"], row["state"]) == ("second", "waiting")
    deadline = time.monotonic() + 120
    while (status := read_status(Path(row["path"]) / "status.json")).is_active:
        assert time.monotonic() < deadline
        time.sleep(0.1)
    assert status.state == "finished"


def test_what_belongs_to_somebody_else_is_refused_in_a_sentence(shared: Path) -> None:
    run = create_run("first", RunConfig(data="tiny", num_epochs=1))
    with queue.hold_queue():
        pass
    train = ("-m", "aavae", "train", "--resume", "first")
    with forbid(run.layout.path, jobs_dir()):
        check_refused(run_as_another(*train), "cannot be written (Permission denied): ask its owner")
        check_refused(
            run_as_another(*train, "--queue"), "The run 'first' cannot be written (Permission denied): ask"
        )
        done = run_as_another("-m", "aavae", "train", "--queue", "--name", "second", "--num-epochs", "1")
        check_refused(done, f"The job cannot be written to {jobs_dir()} (Permission denied): ask its owner")
        assert not (shared / "second").exists()
        listed = run_as_another("-m", "aavae", "models", "--json")
        assert "first" in [row["name"] for row in json.loads(listed.stdout)]
    assert find_run("first").status.state == "interrupted"


def test_the_train_page_opens_for_another_user_and_says_why_it_cannot_measure(shared: Path) -> None:
    with queue.hold_queue():
        pass
    with forbid(jobs_dir()):
        page = run_as_another("-c", TRAIN_PAGE).stdout
    assert "EXCEPTIONS 0" in page
    assert "ERRORS []" in page
    assert f"The job cannot be written to {jobs_dir()} (Permission denied)" in page


def test_stopping_another_user_s_job_is_a_sentence(shared: Path) -> None:
    from aavae.jobs.job import JobStatus
    from aavae.runs.process import describe_process
    from tests.jobs.test_job import write_job

    directory = write_job(1, JobStatus(state="running", **describe_process()))
    with forbid(directory):
        done = run_as_another("-m", "aavae", "jobs", "stop", "1")
    check_refused(done, "'a map' cannot be asked to stop (Permission denied): ask its owner")
    with pytest.raises(UserError, match="no single job"):
        queue.find_job("2")
