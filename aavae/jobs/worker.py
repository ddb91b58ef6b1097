"""The process of a job: waits for its turn, then is the command line that the job names.

`python -m aavae.jobs.worker DIRECTORY` for a job of this machine; Slurm's tasks call `run_job`. While it
waits it has imported no torch. Nobody else needs to live: the order of the queue is that of the
directories' names.
"""

import io
import os
import runpy
import sys
import time
from pathlib import Path

from aavae.jobs.job import Job, JobState, JobStatus, read_job, read_jobs, read_tail, write_job_status
from aavae.jobs.settings import load_settings
from aavae.runs.layout import RunLayout
from aavae.runs.pause import Paused
from aavae.runs.process import describe_process
from aavae.runs.status import read_status, write_status

_POLL_SECONDS = 0.3


def count_ahead(job: Job, jobs: list[Job]) -> int:
    """How many active jobs of the same lane and engine came before this one; a group counts once."""
    ahead = [
        other
        for other in jobs
        if other.id < job.id
        and other.status.is_active
        and other.spec.lane == job.spec.lane
        and other.spec.cluster == job.spec.cluster
        and not (job.spec.group and other.spec.group == job.spec.group)
    ]
    groups = {other.spec.group for other in ahead if other.spec.group}
    return sum(not other.spec.group for other in ahead) + len(groups)


def count_slots(job: Job) -> int:
    """How many jobs of its lane this machine runs at once."""
    return load_settings().jobs_at_once if job.spec.lane == "training" else 1


def wait_for_turn(job: Job) -> bool:
    """Return True when it is this job's turn, False if it was stopped before."""
    # Ids only grow, so of any two jobs the earlier one never waits for the later: no lock is needed.
    while not job.stop.exists():
        if count_ahead(job, read_jobs()) < count_slots(job):
            return True
        time.sleep(_POLL_SECONDS)
    return False


def run_job(directory: Path) -> int:
    """Do a job's work in this process and write down how it ended; returns the exit status.

    Raises:
        Paused: a cluster wants its machine back; the job waits again.
    """
    job = read_job(directory)
    if job is None:
        return 2
    if os.environ.get("SLURM_PROCID", "0") != "0":
        # One of several processes of a job: the first one writes.
        return _run_command(job)
    _send_output_to(job.log)
    status = job.status.model_copy(
        update={
            "state": "running",
            "message": "",
            # A job that a cluster interrupted goes on.
            "started": job.status.started or time.time(),
            **describe_process(),
        }
    )
    write_job_status(directory, status)
    try:
        exit_status = _run_command(job)
    except Paused:
        write_job_status(directory, status.model_copy(update={"state": "waiting", "pid": None}))
        raise
    state: JobState = "failed" if exit_status else "stopped" if job.stop.exists() else "finished"
    last_line = read_tail(job.log).rsplit("\n", 1)[-1] if exit_status else ""
    message = last_line.removeprefix("aavae: ")
    write_job_status(
        directory, status.model_copy(update={"state": state, "message": message, "ended": time.time()})
    )
    return exit_status


def _run_command(job: Job) -> int:
    # As if it had been typed: Fabric starts further processes by repeating this command.
    sys.argv = ["aavae", *job.spec.arguments]
    try:
        runpy.run_module("aavae", run_name="__main__", alter_sys=True)
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else int(stop.code is not None)
    return 0


def _send_output_to(log: Path) -> None:
    sys.stdout.flush()
    sys.stderr.flush()
    descriptor = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
    for stream in (1, 2):
        os.dup2(descriptor, stream)
    os.close(descriptor)
    # A log is for watching: a line is in the file as soon as it is printed.
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(line_buffering=True)


def _say_that_it_waits(job: Job) -> None:
    status = job.status.model_copy(update={**describe_process(), "state": "waiting"})
    write_job_status(job.path, status)
    if job.spec.run:
        layout = RunLayout.of(job.spec.run)
        waiting = read_status(layout.status).model_copy(
            update={**describe_process(), "state": "waiting", "message": "", "seconds_left": None}
        )
        write_status(layout.status, waiting)


def _say_that_it_never_began(job: Job) -> None:
    message = "It was stopped before its turn came."
    status = JobStatus(state="stopped", message=message, ended=time.time())
    write_job_status(job.path, status)
    if job.spec.run:
        layout = RunLayout.of(job.spec.run)
        write_status(
            layout.status,
            read_status(layout.status).model_copy(update={"state": "stopped", "message": message}),
        )


def main(directory: Path) -> int:
    """Wait, then work; returns the exit status."""
    job = read_job(directory)
    if job is None:
        return 2
    _say_that_it_waits(job)
    if not wait_for_turn(job):
        _say_that_it_never_began(job)
        return 0
    return run_job(directory)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
