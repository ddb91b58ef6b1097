"""Ctrl-C, `kill` and a closed terminal: the first lets a training save, the second ends it at once."""

import contextlib
import os
import signal
import stat
import threading
import time
from collections.abc import Iterator
from types import FrameType
from typing import NamedTuple

import psutil

from aavae.language import ENGLISH, N_, _, use_language

_WORDS = {"SIGINT": N_("Ctrl-C"), "SIGTERM": N_("A request to end"), "SIGHUP": N_("A closed terminal")}
"""Windows has no SIGHUP."""
_ANY_SIGNAL = N_("A signal")
_ONE_EVENT_SECONDS = 0.5
"""Signals this close are one event: systemd may send SIGTERM and SIGHUP together, `timeout` one twice."""


class Interruption(NamedTuple):
    """A signal that asked this process to end.

    Attributes:
        number: of the signal.
        time: when it came, on the monotonic clock.
    """

    number: int
    time: float

    @classmethod
    def from_exit_status(cls, status: int) -> "Interruption":
        """The signal behind an exit status above 128."""
        return cls(status - 128, time.monotonic())

    @property
    def name(self) -> str:
        """What people call it, and its name."""
        try:
            name = signal.Signals(self.number).name
        except ValueError:
            name = f"signal {self.number}"
        return f"{_(_WORDS.get(name, _ANY_SIGNAL))} ({name})"

    @property
    def exit_status(self) -> int:
        """What a shell shows of a process that this signal ended: 130, 143, 129."""
        return 128 + self.number

    @property
    def reason(self) -> str:
        """What a status says of work that it stopped."""
        return _("{signal} stopped it, after it had saved: resume it.").format(signal=self.name)


_received: Interruption | None = None
_is_interruptible = False


def get_interruption() -> Interruption | None:
    """The signal that asked this process to end, if one has."""
    return _received


@contextlib.contextmanager
def heed_signals(
    what: str = "The training", does: str = "saves at its next batch and stops"
) -> Iterator[None]:
    """Note a first signal for `get_interruption`; a second one ends the process and its children at once.

    A signal that is ignored (nohup, a shell's background) or that somebody else handles (Slurm's, see
    `aavae.jobs.slurm`) stays as it is. Outside the main thread, where Python has no signals, nothing changes.

    Args:
        what: is to end, for the message on the terminal, which is in English.
        does: what it does then.
    """
    global _received

    def receive(number: int, frame: FrameType | None) -> None:
        _receive(number, f"{what} {does}")

    usual: dict[int, object] = {}
    if threading.current_thread() is threading.main_thread():
        numbers = [getattr(signal, name) for name in _WORDS if hasattr(signal, name)]
        defaults = (signal.SIG_DFL, signal.default_int_handler)
        usual = {number: handler for number in numbers if (handler := signal.getsignal(number)) in defaults}
    _received = None
    for number in usual:
        signal.signal(number, receive)
    try:
        yield
    finally:
        for number, handler in usual.items():
            signal.signal(number, handler)  # pyright: ignore[reportArgumentType]
        _received = None


@contextlib.contextmanager
def interruptible() -> Iterator[None]:
    """Within `heed_signals`, ends the block at its first signal, wherever it is, or as it begins after one.

    For work that may wait for others, such as a server that sends nothing, and leaves nothing behind.

    Raises:
        SystemExit: with the signal's exit status.
    """
    global _is_interruptible
    _is_interruptible = True
    try:
        _exit_if_interrupted()
        yield
        # Python drops what is raised while it cleans up an object.
        _exit_if_interrupted()
    finally:
        _is_interruptible = False


def _exit_if_interrupted() -> None:
    if _received is not None:
        raise SystemExit(_received.exit_status)


def _receive(number: int, answer: str) -> None:
    global _received
    now = time.monotonic()
    if _received is None:
        _received = Interruption(number, now)
        with use_language(ENGLISH):
            _say(f"{_received.name}: {answer}; once more ends it at once.")
        if _received.name.endswith("(SIGHUP)"):
            _leave_terminal()
        if _is_interruptible:
            raise SystemExit(_received.exit_status)
    elif now - _received.time > _ONE_EVENT_SECONDS:
        _say("Ended at once: what came after the last save is lost.")
        end_children()
        os._exit(128 + number)


def is_first_process() -> bool:
    """Whether this process speaks for a training: of several, which a terminal all signals, one does."""
    return all(os.environ.get(name, "0") == "0" for name in ("RANK", "LOCAL_RANK", "SLURM_PROCID"))


def _say(text: str) -> None:
    # Past Python's buffers, which may be in the middle of a write.
    if is_first_process():
        with contextlib.suppress(OSError):
            os.write(2, f"\naavae: {text}\n".encode())


def _leave_terminal() -> None:
    """Write to nowhere in place of a terminal that is gone, where every write would fail."""
    with contextlib.suppress(OSError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        for stream in (1, 2):
            if stat.S_ISCHR(os.fstat(stream).st_mode):
                os.dup2(nowhere, stream)


def end_children() -> None:
    """Kill every process that this one has started."""
    for child in psutil.Process().children(recursive=True):
        with contextlib.suppress(psutil.Error):
            child.kill()
