"""How far a job's command is, where it says so: a small file in the job's directory, for whoever looks."""

import contextlib
import time
from collections.abc import Iterator
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from aavae.runs.layout import write_json

_FILE = "progress.json"
_EVERY_SECONDS = 0.3
"""The file is written at most so often."""


class Progress(BaseModel):
    """What a job's `progress.json` holds.

    Attributes:
        done: of `total`.
        total: how many there are.
        what: is counted, like "pictures".
        seconds: since the first of them was begun.
    """

    model_config = ConfigDict(frozen=True, extra="ignore", allow_inf_nan=False)

    done: int
    total: int
    what: str
    seconds: float

    @property
    def share(self) -> float:
        """What is done, from 0 to 1."""
        return min(1.0, self.done / max(1, self.total))

    @property
    def rate(self) -> float:
        """Done in a second so far."""
        return self.done / self.seconds if self.seconds > 0 else 0.0


_directory: Path | None = None


@contextlib.contextmanager
def as_job(directory: Path) -> Iterator[None]:
    """While the block runs, this process is the job of a directory."""
    global _directory
    _directory = directory
    try:
        yield
    finally:
        _directory = None


class ProgressFile:
    """Tells the job that this process is, if it is one, how far the command is."""

    def __init__(self, what: str) -> None:
        self._what = what
        self._started: float | None = None
        self._written = 0.0

    def write(self, done: int, total: int) -> None:
        """Note that so many are done; a disk that is full for the note does not end the work."""
        now = time.monotonic()
        if self._started is None:
            self._started = now
        if _directory is None or (done < total and now - self._written < _EVERY_SECONDS):
            return
        self._written = now
        progress = Progress(done=done, total=total, what=self._what, seconds=now - self._started)
        with contextlib.suppress(OSError):
            write_json(_directory / _FILE, progress.model_dump())


def read_progress(directory: Path) -> Progress | None:
    """How far the job of a directory is; None if its command does not say."""
    try:
        return Progress.model_validate_json((directory / _FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError, ValidationError):
        return None
