import itertools
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from aavae.config import ClusterConfig
from aavae.errors import UserError
from aavae.jobs import local, queue
from aavae.jobs.job import Job, JobSpec, JobStatus, read_tail
from aavae.language import LOCALE_VARIABLE, use_language
from aavae.runs.process import describe_process
from tests.catalogs import write_catalog
from tests.jobs.test_job import write_job
from tests.patience import PATIENCE

LOCAL = ClusterConfig()


def describe(*arguments: str) -> JobSpec:
    return JobSpec(title=" ".join(arguments), kind="projection", arguments=arguments)


def wait_for(job: Job, condition: Callable[[Job], bool], seconds: float = PATIENCE) -> Job:
    deadline = time.monotonic() + seconds
    while True:
        job = queue.find_job(job.id)
        if condition(job):
            return job
        assert time.monotonic() < deadline, (job.status, read_tail(job.log))
        time.sleep(0.05)


def wait_for_end(job: Job) -> Job:
    return wait_for(job, lambda job: not job.status.is_active)


def test_a_job_runs_the_command_line_and_keeps_its_output() -> None:
    job = wait_for_end(queue.submit(describe("models", "--json"), LOCAL))
    assert job.status.state == "finished", read_tail(job.log)
    assert '"name": "aavae"' in job.log.read_text()
    assert job.seconds is not None and 0 < job.seconds < PATIENCE


def test_a_failed_job_says_why_in_one_sentence() -> None:
    job = wait_for_end(queue.submit(describe("probe", "nobody"), LOCAL))
    assert job.status.state == "failed"
    assert job.status.message.startswith("There is no run 'nobody'")


def test_a_job_speaks_the_language_of_who_started_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    write_catalog(
        tmp_path, {"There is no run '{name}'; runs here: {known}.": "Kein Lauf '{name}', nur {known}."}
    )
    monkeypatch.setenv(LOCALE_VARIABLE, str(tmp_path))
    with use_language("de"):
        job = wait_for_end(queue.submit(describe("probe", "nobody"), LOCAL))
    assert job.status.message.startswith("Kein Lauf 'nobody', nur ")


def test_jobs_run_one_after_the_other_in_the_order_of_submission() -> None:
    jobs = [queue.submit(describe("models", *extra), LOCAL) for extra in ((), ("--json",))]
    jobs.append(queue.submit(describe("data"), LOCAL))
    ended = [wait_for_end(job).status for job in jobs]
    for before, after in itertools.pairwise(ended):
        assert before.ended is not None and after.started is not None
        assert before.ended <= after.started


def test_the_same_job_is_not_submitted_twice_while_it_is_active() -> None:
    with ThreadPoolExecutor(8) as pool:
        jobs = list(pool.map(lambda _: queue.submit(describe("data"), LOCAL), range(8)))
    assert len({job.id for job in jobs}) == 1
    wait_for_end(jobs[0])
    assert queue.find_last(("data",)) is not None
    again = queue.submit(describe("data"), LOCAL)
    assert again.id > jobs[0].id
    wait_for_end(again)


def test_a_job_outlives_the_process_that_submitted_it() -> None:
    script = (
        "from aavae.jobs import queue; from aavae.jobs.job import JobSpec; import os, time;"
        "queue.submit(JobSpec(title='t', kind='projection', arguments=('models',)));"
        "print('submitted', flush=True); time.sleep(60)"
    )
    submitter = subprocess.Popen(
        [sys.executable, "-c", script], stdout=subprocess.PIPE, start_new_session=True, text=True
    )
    assert submitter.stdout is not None
    assert submitter.stdout.readline() == "submitted\n"
    os.killpg(submitter.pid, signal.SIGKILL)
    submitter.communicate()
    (job,) = queue.list_jobs()
    assert wait_for_end(job).status.state == "finished"


def test_a_waiting_job_that_is_stopped_never_begins() -> None:
    blocker = write_job(1, JobStatus(state="running", **describe_process()))
    job = queue.submit(describe("models"), LOCAL)
    wait_for(job, lambda job: job.status.pid is not None)
    queue.stop(job)
    queue.stop(job)
    job = wait_for_end(job)
    assert job.status.state == "stopped"
    assert job.status.started is None
    assert blocker.exists()


def test_a_killed_job_is_interrupted_and_does_not_hold_up_the_next() -> None:
    write_job(1, JobStatus(state="running", **describe_process()))
    job = queue.submit(describe("models"), LOCAL)
    job = wait_for(job, lambda job: job.status.pid is not None)
    assert job.status.pid is not None
    os.kill(job.status.pid, signal.SIGKILL)
    assert wait_for_end(job).status.state == "interrupted"
    queue.kill(job)


def test_only_a_process_that_is_still_the_job_s_is_killed() -> None:
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as other:
        status = JobStatus(state="running", pid=other.pid, process_started=1.0)
        write_job(1, status)
        (job,) = queue.list_jobs()
        local.end(job._replace(status=status), kill=True)
        time.sleep(0.2)
        assert other.poll() is None


def test_a_job_that_is_not_there_is_a_sentence() -> None:
    with pytest.raises(UserError, match="no single job '7'; jobs here: none"):
        queue.find_job("7")


def test_old_ended_jobs_are_forgotten() -> None:
    for number in range(1, 61):
        write_job(number, JobStatus(state="finished"))
    job = wait_for_end(queue.submit(describe("models"), LOCAL))
    numbers = [int(other.id) for other in queue.list_jobs()]
    assert numbers == [*range(11, 61), int(job.id)]
