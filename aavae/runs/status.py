"""A run's life, as its trainer last wrote it and as it really is."""

import socket
import time
from pathlib import Path
from typing import Any, Literal, Protocol

import psutil
from pydantic import BaseModel, ConfigDict, ValidationError

from aavae.runs.layout import write_json

_START_SECONDS = 120
"""A trainer that has not written its status after this long has died on its way."""
_SILENCE_SECONDS = 180
"""Another machine's trainer that is silent for this long is dead; its longest pause is an epoch's end."""

State = Literal["waiting", "running", "stopped", "finished", "failed", "interrupted", "damaged"]


class Status(BaseModel):
    """What `status.json` holds.

    Attributes:
        state: `interrupted` and `damaged` are never written: they are what `read_status` finds.
        message: for people; why a run failed.
        host: the machine of the process, by its network name.
        pid: the process that trains, or waits for its turn to.
        process_started: that process's start, seconds since 1970: tells a recycled pid.
        cluster: the engine that the process belongs to.
        updated: the last heartbeat, seconds since 1970.
        epoch: epochs finished.
        step: steps made.
        total_steps: steps of the whole run.
        loss: of the last step, nats an image; None before the first.
        images_per_second: of the last steps.
        seconds_left: estimate; None before the first step.
        device: for people, e.g. "cpu" or "NVIDIA H100".
        precision: the arithmetic in use.
        processes: how many share each batch.
    """

    model_config = ConfigDict(extra="ignore")

    state: State
    message: str = ""
    host: str = ""
    pid: int | None = None
    process_started: float | None = None
    cluster: str = ""
    updated: float = 0.0
    epoch: int = 0
    step: int = 0
    total_steps: int = 0
    loss: float | None = None
    images_per_second: float | None = None
    seconds_left: float | None = None
    device: str = ""
    precision: str = ""
    processes: int = 1

    @property
    def is_active(self) -> bool:
        """Whether a trainer is at work, or on its way."""
        return self.state in ("waiting", "running")


def describe_process() -> dict[str, Any]:
    """This process, as the fields `host`, `pid` and `process_started` of a status."""
    process = psutil.Process()
    return {"host": socket.gethostname(), "pid": process.pid, "process_started": process.create_time()}


def write_status(path: Path, status: Status) -> None:
    """Write atomically, with a fresh heartbeat."""
    write_json(path, status.model_copy(update={"updated": time.time()}).model_dump())


def overwrite_status(path: Path, status: Status) -> None:
    """Write into the file that is there: needs no room, which a full disk has none of, but can be torn."""
    with open(path, "r+", encoding="utf-8") as file:
        file.write(status.model_copy(update={"updated": time.time()}).model_dump_json(indent=2) + "\n")
        file.truncate()


def read_status(path: Path) -> Status:
    """Read a status and correct it by what the machine says: a dead trainer's run is `interrupted`."""
    try:
        status = Status.model_validate_json(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return Status(state="interrupted", message="The run has no status: its trainer never started.")
    except (OSError, ValueError, ValidationError):
        message = "The run's status.json cannot be read; resuming the run writes a new one."
        return Status(state="damaged", message=message)
    if status.is_active and not has_process(status):
        message = "The trainer ended without saying why; resume the run."
        if status.state == "waiting":
            message = "The trainer did not start; see its log, then resume the run."
        return status.model_copy(update={"state": "interrupted", "message": message})
    return status


class HasProcess(Protocol):
    """A status that names a process, of this machine or another."""

    host: str
    pid: int | None
    process_started: float | None
    cluster: str
    updated: float


def has_process(status: HasProcess) -> bool:
    """Whether the process of an active status still lives, or is still on its way."""
    if status.pid is None:
        # A cluster keeps a job waiting as long as it likes; a process of our own starts at once.
        return status.cluster == "slurm" or time.time() - status.updated < _START_SECONDS
    if status.host and status.host != socket.gethostname():
        return time.time() - status.updated < _SILENCE_SECONDS
    return is_alive(status.pid, status.process_started)


def is_alive(pid: int | None, process_started: float | None) -> bool:
    """Whether the process of this machine that had this pid and start time still runs."""
    if pid is None or process_started is None:
        return False
    try:
        process = psutil.Process(pid)
        # psutil derives the start from the boot time, which the clock's adjustments move a little.
        started_then = abs(process.create_time() - process_started) < 2.0
        return started_then and process.status() != psutil.STATUS_ZOMBIE
    except (psutil.Error, ValueError, OverflowError):
        return False
