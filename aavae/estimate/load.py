"""Whether other programs compute on this machine. Imports no torch."""

import os
import time

import psutil

from aavae.machine import count_cores

_LOOK_SECONDS = 0.15
_BUSY_PART = 0.2
"""Of the cores: beside less than this, a training is about as fast as alone."""


class LoadWatch:
    """The cores that other processes keep busy, on average since this was made.

    Args:
        counts_own: count what this process does too, as a process that it starts would.
    """

    def __init__(self, counts_own: bool = False) -> None:
        self._start = time.monotonic()
        self._counts_own = counts_own
        self._own = self._read_own()
        self._all = _read_all_seconds()

    def count_busy_cores(self) -> float:
        """Cores in use by others; at least 0."""
        elapsed = max(1e-3, time.monotonic() - self._start)
        own, everything = self._read_own() - self._own, _read_all_seconds() - self._all
        return max(0.0, (everything - own) / elapsed)

    def _read_own(self) -> float:
        return 0.0 if self._counts_own else _read_own_seconds()


def look(counts_own: bool = False) -> float:
    """Watch the machine for a moment: the number of cores that others keep busy.

    Args:
        counts_own: count what this process does too, as a process that it starts would.
    """
    watch = LoadWatch(counts_own)
    time.sleep(_LOOK_SECONDS)
    return watch.count_busy_cores()


def is_busy(busy_cores: float) -> bool:
    """Whether so many cores in use by others slow a training down."""
    return busy_cores > _BUSY_PART * count_cores()


def _read_own_seconds() -> float:
    times = psutil.Process().cpu_times()
    return times.user + times.system


def _read_all_seconds() -> float:
    """Seconds of work of the cores that this process may use."""
    allowed = os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else None
    cores = [times for index, times in enumerate(psutil.cpu_times(percpu=True)) if _is_in(index, allowed)]
    return sum(sum(times) - _read_idle_seconds(times) for times in cores)


def _is_in(index: int, allowed: set[int] | None) -> bool:
    return allowed is None or index in allowed


def _read_idle_seconds(times: tuple[float, ...]) -> float:
    # Guests' time is in user's already.
    names = ("idle", "iowait", "guest", "guest_nice")
    return sum(getattr(times, name, 0.0) for name in names)
