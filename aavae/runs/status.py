"""A run's life, as its trainer last wrote it and as it really is."""

import time
from pathlib import Path
from typing import Literal

import psutil
from pydantic import BaseModel, ConfigDict, ValidationError

from aavae.runs.layout import write_json

_START_SECONDS = 120
"""A trainer that has not written its status after this long has died on its way."""

State = Literal["waiting", "running", "stopped", "finished", "failed", "interrupted", "damaged"]


class Status(BaseModel):
    """What `status.json` holds.

    Attributes:
        state: `interrupted` and `damaged` are never written: they are what `read_status` finds.
        message: for people; why a run failed.
        pid: the trainer's process.
        process_started: that process's start, seconds since 1970: tells a recycled pid.
        updated: the last heartbeat, seconds since 1970.
        epoch: epochs finished.
        step: steps made.
        total_steps: steps of the whole run.
        images_per_second: of the last steps.
        seconds_left: estimate; None before the first step.
        device: for people, e.g. "cpu" or "NVIDIA H100".
        precision: the arithmetic in use.
    """

    model_config = ConfigDict(extra="ignore")

    state: State
    message: str = ""
    pid: int | None = None
    process_started: float | None = None
    updated: float = 0.0
    epoch: int = 0
    step: int = 0
    total_steps: int = 0
    images_per_second: float | None = None
    seconds_left: float | None = None
    device: str = ""
    precision: str = ""

    @property
    def is_active(self) -> bool:
        """Whether a trainer is at work, or on its way."""
        return self.state in ("waiting", "running")


def write_status(path: Path, status: Status) -> None:
    """Write atomically, with a fresh heartbeat."""
    write_json(path, status.model_copy(update={"updated": time.time()}).model_dump())


def read_status(path: Path) -> Status:
    """Read a status and correct it by what the machine says: a dead trainer's run is `interrupted`."""
    try:
        status = Status.model_validate_json(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return Status(state="interrupted", message="The run has no status: its trainer never started.")
    except (OSError, ValueError, ValidationError):
        return Status(state="damaged", message="The run's status.json cannot be read.")
    if status.state == "waiting" and time.time() - status.updated > _START_SECONDS:
        update = {"state": "interrupted", "message": "The trainer did not start; see its log."}
        return status.model_copy(update=update)
    if status.state == "running" and not is_alive(status.pid, status.process_started):
        update = {"state": "interrupted", "message": "The trainer ended without saying why; resume the run."}
        return status.model_copy(update=update)
    return status


def is_alive(pid: int | None, process_started: float | None) -> bool:
    """Whether the process that had this pid and start time still runs."""
    if pid is None or process_started is None:
        return False
    try:
        process = psutil.Process(pid)
        # psutil derives the start from the boot time, which the clock's adjustments move a little.
        started_then = abs(process.create_time() - process_started) < 2.0
        return started_then and process.status() != psutil.STATUS_ZOMBIE
    except (psutil.Error, ValueError):
        return False
