"""One trainer a run: a lock on a file that the system frees when its holder dies, however it dies."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

from filelock import FileLock, Timeout

from aavae.errors import UserError


@contextlib.contextmanager
def hold_lock(path: Path, taken: str, patience_seconds: float = 1.0) -> Iterator[None]:
    """Hold the lock while the body runs.

    Args:
        path: the lock's file, made if needed.
        taken: the message of the error if another process holds it.
        patience_seconds: how long to wait for it.

    Raises:
        UserError: another process holds it.
    """
    lock = FileLock(path, timeout=patience_seconds)
    try:
        lock.acquire()
    except Timeout as error:
        raise UserError(taken) from error
    try:
        yield
    finally:
        lock.release()
