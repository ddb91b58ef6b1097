"""A run's life, as its trainer last wrote it and as it really is."""

import time
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, ValidationError

from aavae.language import N_, _
from aavae.runs.layout import write_json
from aavae.runs.process import ProcessStatus, has_process

Count = Annotated[int, Field(ge=0, lt=2**53)]
State = Literal["waiting", "running", "stopped", "finished", "failed", "interrupted", "damaged"]
_NAMES: dict[State, str] = {
    "waiting": N_("waiting"),
    "running": N_("running"),
    "stopped": N_("stopped"),
    "finished": N_("finished"),
    "failed": N_("failed"),
    "interrupted": N_("interrupted"),
    "damaged": N_("damaged"),
}


class Status(ProcessStatus[State]):
    """What a run's `status.json` holds.

    Attributes:
        state: `interrupted` and `damaged` are never written: they are what `read_status` finds.
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

    epoch: Count = 0
    step: Count = 0
    total_steps: Count = 0
    loss: float | None = None
    images_per_second: float | None = None
    seconds_left: float | None = None
    device: str = ""
    precision: str = ""
    processes: Count = 1


def name_state(state: State) -> str:
    """A state in the reader's language."""
    return _(_NAMES[state])


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
        return Status(state="interrupted", message=_("The run has no status: its trainer never started."))
    except (OSError, ValueError, ValidationError):
        message = _("The run's status.json cannot be read; resuming the run writes a new one.")
        return Status(state="damaged", message=message)
    if status.is_active and not has_process(status):
        message = _("The trainer ended without saying why; resume the run.")
        if status.state == "waiting":
            message = _("The trainer did not start; see its log, then resume the run.")
        return status.model_copy(update={"state": "interrupted", "message": message})
    return status
