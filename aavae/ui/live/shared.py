"""Computing once, for all sessions, what depends on files: anew only when a file has changed."""

import functools
import threading
from collections.abc import Callable
from pathlib import Path
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")

Stamp = tuple[int, int, int]


def get_stamp(path: Path) -> Stamp | None:
    """What changes whenever a file does; None where there is none."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_ino, status.st_mtime_ns, status.st_size


def share(max_entries: int) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Remember a function's last results for all sessions, and let one of them compute while the others wait.

    The function's arguments are hashable and hold the stamp of each file that it reads.
    """

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        remembered = functools.lru_cache(max_entries)(function)
        lock = threading.Lock()

        @functools.wraps(function)
        def call(*args: P.args, **kwargs: P.kwargs) -> R:
            with lock:
                return remembered(*args, **kwargs)

        return call

    return decorate
