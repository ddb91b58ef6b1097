import time
from pathlib import Path

import pytest

from aavae.jobs.job import JobSpec, JobStatus, jobs_dir, read_job, read_jobs, read_tail, write_job_status
from aavae.runs.layout import write_json
from aavae.runs.process import describe_process

SPEC = JobSpec(title="a map", kind="projection", arguments=("project", "aavae"))


def write_job(number: int, status: JobStatus, spec: JobSpec = SPEC) -> Path:
    directory = jobs_dir() / f"{number:020d}"
    directory.mkdir(parents=True)
    write_json(directory / "job.json", spec.model_dump())
    write_job_status(directory, status)
    return directory


def test_jobs_come_in_the_order_of_submission() -> None:
    assert read_jobs() == []
    for number in (30, 4, 200):
        write_job(number, JobStatus(state="finished"))
    assert [int(job.id) for job in read_jobs()] == [4, 30, 200]
    assert read_jobs()[0].spec == SPEC


def test_a_job_whose_process_is_gone_is_interrupted_or_stopped_if_that_was_asked_for() -> None:
    directory = write_job(1, JobStatus(state="running", pid=2**22 + 1, process_started=1.0))
    job = read_job(directory)
    assert job is not None and job.status.state == "interrupted"
    assert "without saying why" in job.status.message
    job.stop.touch()
    job = read_job(directory)
    assert job is not None and job.status.state == "stopped"


def test_a_recycled_pid_is_another_process() -> None:
    process = describe_process()
    directory = write_job(1, JobStatus(state="running", **process))
    job = read_job(directory)
    assert job is not None and job.status.state == "running"
    write_job_status(
        directory, JobStatus(state="running", **{**process, "process_started": time.time() - 1e6})
    )
    job = read_job(directory)
    assert job is not None and job.status.state == "interrupted"


@pytest.mark.parametrize("name", ["job.json", "status.json"])
@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff\xfe", b'{"kind": "dance"}'])
def test_debris_costs_only_itself(name: str, content: bytes) -> None:
    directory = write_job(1, JobStatus(state="finished"))
    write_job(2, JobStatus(state="finished"))
    (jobs_dir() / "3").mkdir()
    (jobs_dir() / "settings.json").write_text("{")
    (directory / name).write_bytes(content)
    assert [int(job.id) for job in read_jobs()] == [2]


def test_analyses_do_not_wait_for_trainings() -> None:
    kinds = ("training", "study", "probe", "import")
    lanes = {kind: SPEC.model_copy(update={"kind": kind}).lane for kind in kinds}
    assert lanes == {"training": "training", "study": "training", "probe": "analysis", "import": "analysis"}


def test_a_log_tail_is_the_last_state_of_each_line(tmp_path: Path) -> None:
    log = tmp_path / "log.txt"
    assert read_tail(log) == ""
    log.write_bytes(b"one\n 0%\r 50%\r100%\nthree\n")
    assert read_tail(log) == "one\n100%\nthree"
    log.write_bytes(b"x" * 10**6 + b"\nlast\n")
    assert read_tail(log).endswith("\nlast")
    assert len(read_tail(log)) < 5_000
