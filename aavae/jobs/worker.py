"""The process of a job: waits for its turn, then is the command line that the job names.

`python -m aavae.jobs.worker DIRECTORY` for a job of this machine; Slurm's tasks call `run_job`. While it
waits it has imported no torch. Nobody else needs to live: the order of the queue is that of the
directories' names.
"""

import contextlib
import io
import os
import runpy
import sys
import threading
import time
import traceback
from collections.abc import Iterator, Sequence
from pathlib import Path

from aavae.config import Cluster
from aavae.jobs.job import Job, JobState, JobStatus, Lane, read_job, read_jobs, read_tail, write_job_status
from aavae.jobs.progress import as_job
from aavae.jobs.settings import load_settings
from aavae.language import _
from aavae.permissions import OWNER_VARIABLE
from aavae.runs.interrupt import Interruption, get_interruption, heed_signals
from aavae.runs.layout import RunLayout
from aavae.runs.pause import Paused
from aavae.runs.process import describe_process
from aavae.runs.status import read_status, write_status

_POLL_SECONDS = 0.3
_OUT_OF_TIME = "out of time"
"""What a STOP file says that nobody but the clock has written."""


def count_ahead(job: Job, jobs: Sequence[Job]) -> int:
    """How many active jobs of the same lane and engine came before this one; a group counts once."""
    earlier = [
        other
        for other in jobs
        if other.id < job.id and not (job.spec.group and other.spec.group == job.spec.group)
    ]
    return _count_active(earlier, job.spec.lane, job.spec.cluster)


def count_ahead_of_new(lane: Lane, jobs: Sequence[Job]) -> int:
    """How many active jobs would come before one of no group that is submitted to this machine now."""
    return _count_active(jobs, lane, "local")


def _count_active(jobs: Sequence[Job], lane: Lane, cluster: Cluster) -> int:
    active = [
        job for job in jobs if job.status.is_active and job.spec.lane == lane and job.spec.cluster == cluster
    ]
    groups = {job.spec.group for job in active if job.spec.group}
    return sum(not job.spec.group for job in active) + len(groups)


def count_slots(lane: Lane) -> int:
    """How many jobs of a lane this machine runs at once."""
    return load_settings().jobs_at_once if lane == "training" else 1


def wait_for_turn(job: Job) -> bool:
    """Return True when it is this job's turn, False if it was stopped before, or a signal came."""
    # Ids only grow, so of any two jobs the earlier one never waits for the later: no lock is needed.
    while not job.stop.exists() and get_interruption() is None:
        if count_ahead(job, read_jobs()) < count_slots(job.spec.lane):
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
    with contextlib.suppress(OSError):  # its run was deleted while it waited, which the command says
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
        with as_job(directory), _end_in_time(job):
            exit_status = _run_command(job)
    except Paused:
        write_job_status(directory, status.model_copy(update={"state": "waiting", "pid": None}))
        raise
    state, message = _describe_end(job, exit_status)
    write_job_status(
        directory, status.model_copy(update={"state": state, "message": message, "ended": time.time()})
    )
    if job.spec.run:
        _say_that_run_ended(RunLayout.of(job.spec.run), state, message)
    return exit_status


@contextlib.contextmanager
def _end_in_time(job: Job) -> Iterator[None]:
    """Ask the block's training to save and stop once it has had its minutes."""

    def ask() -> None:
        job.stop.write_text(_OUT_OF_TIME, encoding="utf-8")
        RunLayout.of(job.spec.run).stop.touch()

    timer = threading.Timer(60 * job.spec.minutes, ask)
    timer.daemon = True
    if job.spec.minutes and job.spec.run:
        timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _describe_end(job: Job, exit_status: int) -> tuple[JobState, str]:
    """How a job ended, and why, from its exit status and the last line of its log."""
    if exit_status > 128 and job.spec.kind == "import":
        return "stopped", ""
    if exit_status > 128:
        return "stopped", Interruption.from_exit_status(exit_status).reason
    if exit_status:
        return "failed", read_tail(job.log).rsplit("\n", 1)[-1].removeprefix("aavae: ")
    if not job.stop.exists():
        return "finished", ""
    if job.stop.read_text(encoding="utf-8") == _OUT_OF_TIME:
        words = _("It saved and stopped: a training has {minutes:g} min here. Resume it.")
        return "stopped", words.format(minutes=job.spec.minutes)
    return "stopped", ""


def _say_that_run_ended(layout: RunLayout, state: JobState, message: str) -> None:
    """Write down how a training ended that never came as far as to do so itself."""
    status = read_status(layout.status)
    if status.is_active and status.pid == os.getpid():
        end = {"state": "failed" if state == "failed" else "stopped", "message": message, "pid": None}
        write_status(layout.status, status.model_copy(update=end))


def _run_command(job: Job) -> int:
    os.environ[OWNER_VARIABLE] = job.spec.owner
    # As if it had been typed: Fabric starts further processes by repeating this command.
    sys.argv = ["aavae", *job.spec.arguments]
    try:
        runpy.run_module("aavae", run_name="__main__", alter_sys=True)
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else int(stop.code is not None)
    except Exception:
        traceback.print_exc()
        return 1
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


def _say_that_it_never_began(job: Job, interruption: Interruption | None) -> None:
    message = _("It was stopped before its turn came.")
    if interruption is not None:
        message = _("{signal} ended it before its turn came: resume it.").format(signal=interruption.name)
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
    with heed_signals("The job"):
        _say_that_it_waits(job)
        is_turn = wait_for_turn(job)
        interruption = get_interruption()
        if not is_turn or interruption is not None:
            _say_that_it_never_began(job, interruption)
            return interruption.exit_status if interruption is not None else 0
    return run_job(directory)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
