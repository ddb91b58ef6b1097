"""Jobs as child processes on this machine, each the command line with its own arguments."""

import contextlib
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from aavae.config import HardwareConfig, RunConfig
from aavae.errors import UserError
from aavae.paths import ROOT, cache_dir
from aavae.runs.registry import Run, create_run, list_runs
from aavae.runs.status import Status, write_status

_LOG_TAIL = 2_000


class Job(NamedTuple):
    """A child process and its output.

    Attributes:
        process: the child.
        log: where its standard output and error go.
    """

    process: subprocess.Popen[bytes]
    log: Path

    @property
    def is_running(self) -> bool:
        """Whether the child is still at work."""
        return self.process.poll() is None

    @property
    def has_failed(self) -> bool:
        """Whether the child ended with an error."""
        return self.process.poll() not in (None, 0)

    def read_log_tail(self) -> str:
        """The end of the child's output."""
        return read_tail(self.log)


def read_tail(log: Path) -> str:
    """The end of a log file; empty where there is none."""
    try:
        text = log.read_bytes()[-_LOG_TAIL:].decode("utf-8", errors="replace")
    except OSError:
        return ""
    # A progress bar redraws its line after a carriage return: the last state is what counts.
    return "\n".join(line.rsplit("\r", 1)[-1] for line in text.rstrip().split("\n"))


_jobs: dict[tuple[str, ...], Job] = {}
_lock = threading.RLock()
"""Held over the check and the start, so that of two sessions that press at once one starts."""


def submit(arguments: Sequence[str], log: Path) -> Job:
    """Start `python -m aavae ARGUMENTS`, or return the job that already does exactly that."""
    key = tuple(arguments)
    with _lock:
        job = _jobs.get(key)
        if job is None or not job.is_running:
            job = _start(key, log)
            _jobs[key] = job
        return job


def find(arguments: Sequence[str]) -> Job | None:
    """The job that was last started with these arguments, running or ended."""
    return _jobs.get(tuple(arguments))


def _start(arguments: tuple[str, ...], log: Path) -> Job:
    try:
        log.parent.mkdir(parents=True, exist_ok=True)
        with open(log, "ab") as output:
            process = subprocess.Popen(
                [sys.executable, "-m", "aavae", *arguments],
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
    except OSError as error:
        raise UserError(f"The job could not be started: {error.strerror}.") from error
    return Job(process, log)


def submit_projection(arguments: Sequence[str]) -> Job:
    """Start `python -m aavae project ...`; its result appears in the cache."""
    return submit(("project", *arguments), cache_dir() / "jobs" / "project.log")


def find_projection(arguments: Sequence[str]) -> Job | None:
    """The job that `submit_projection` last started with these arguments."""
    return find(("project", *arguments))


def start_training(name: str, config: RunConfig, hardware: HardwareConfig | None = None) -> Run:
    """Create a run and train it in a child process, which goes on when the app ends.

    Raises:
        UserError: the name is taken, or another run is being trained.
    """
    with _lock:
        _check_idle()
        run = create_run(name, config)
        _launch(run, Status(state="waiting", message="starting"), hardware)
    return run


def resume_training(run: Run, hardware: HardwareConfig | None = None) -> None:
    """Train a run from where it is.

    Raises:
        UserError: this run or another one is being trained.
    """
    with _lock:
        _check_idle()
        waiting = {"state": "waiting", "message": "starting"}
        _launch(run, run.status.model_copy(update=waiting), hardware)


def _check_idle() -> None:
    busy = find_training()
    if busy is not None:
        raise UserError(f"The run '{busy.name}' is being trained: wait for it, or stop it first.")


def _launch(run: Run, status: Status, hardware: HardwareConfig | None) -> None:
    # Written before the child starts, so that it never overwrites what the child says.
    write_status(run.layout.status, status)
    hardware = hardware or HardwareConfig()
    arguments = ["train", "--resume", run.name]
    arguments += ["--accelerator", hardware.accelerator, "--precision", hardware.precision]
    submit(arguments, run.layout.log)


def find_training() -> Run | None:
    """The run that is being trained now, by whichever process."""
    return next((run for run in list_runs() if not run.shipped and run.status.is_active), None)


def stop_training(run: Run) -> None:
    """Ask a trainer to save and stop at its next batch."""
    with contextlib.suppress(OSError):
        run.layout.stop.touch()
