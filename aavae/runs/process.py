"""The process behind a run or a job: how a status names it, and whether it still lives."""

import socket
import time
from typing import Any, Generic, TypeVar

import psutil
from pydantic import BaseModel, ConfigDict

_START_SECONDS = 120
"""A process that has not written its status after this long has died on its way."""
_SILENCE_SECONDS = 180
"""Another machine's process that is silent for this long is dead; its longest pause is an epoch's end."""

StateT = TypeVar("StateT", bound=str)


class ProcessStatus(BaseModel, Generic[StateT]):
    """A status that a process, of this machine or another, keeps of its own work.

    Attributes:
        state: of the work.
        message: for people: why it failed, or why it waits.
        host: the machine of the process, by its network name.
        pid: the process that works, or waits for its turn to.
        process_started: that process's start, seconds since 1970: tells a recycled pid.
        cluster: the engine that the process belongs to.
        updated: the last heartbeat, seconds since 1970.
    """

    model_config = ConfigDict(extra="ignore", allow_inf_nan=False)

    state: StateT
    message: str = ""
    host: str = ""
    pid: int | None = None
    process_started: float | None = None
    cluster: str = ""
    updated: float = 0.0

    @property
    def is_active(self) -> bool:
        """Whether a process is at work, or on its way."""
        return self.state in ("waiting", "running")


def describe_process() -> dict[str, Any]:
    """This process, as the fields `host`, `pid` and `process_started` of a status."""
    process = psutil.Process()
    return {"host": socket.gethostname(), "pid": process.pid, "process_started": process.create_time()}


def has_process(status: ProcessStatus[Any]) -> bool:
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
    except psutil.AccessDenied:
        return True  # another user's, whom the system does not let this one look at
    except (psutil.Error, ValueError, OverflowError):
        return False
