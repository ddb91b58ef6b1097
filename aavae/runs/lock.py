"""One trainer a run: a lock on a file that the system frees when its holder dies, however it dies.

Whoever may write a directory may use the locks in it, whoever made them and whatever their umask was.
"""

import contextlib
import os
import stat
import time
from collections.abc import Iterator
from pathlib import Path

from filelock import FileLock, Timeout, lock_descriptor, unlock_descriptor

from aavae.atomic import advise
from aavae.errors import UserError
from aavae.language import _

_POLL_SECONDS = 0.05


@contextlib.contextmanager
def hold_lock(path: Path, taken: str, patience_seconds: float = 1.0) -> Iterator[None]:
    """Hold the lock while the body runs.

    Args:
        path: the lock's file, made if needed.
        taken: the message of the error if another process holds it.
        patience_seconds: how long to wait for it.

    Raises:
        UserError: another process holds it, or there can be no lock in this directory.
    """
    with contextlib.ExitStack() as stack:
        try:
            _make_for_all(path)
            try:
                lock = FileLock(path, timeout=patience_seconds)
                lock.acquire()
                stack.callback(lock.release)
            except PermissionError:
                if not path.exists():
                    raise
                # Another user's, of a stricter umask or under a sticky bit: to read it is enough.
                stack.enter_context(_hold_readable(path, patience_seconds))
        except Timeout as error:
            raise UserError(taken) from error
        except OSError as error:
            raise UserError(
                _("{path} cannot be written {advice}.").format(path=path.parent, advice=advise(error))
            ) from error
        yield


def _make_for_all(path: Path) -> None:
    """Make the file with the permissions and the group of its directory, which say who may use it."""
    with contextlib.suppress(FileExistsError, PermissionError):
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            share(path)
        finally:
            os.close(descriptor)


def share(path: Path) -> None:
    """Give a new file or directory the group and the permissions of the directory that it is in.

    Where the system does not let this user do so, it stays as it is.
    """
    with contextlib.suppress(OSError):
        around = path.parent.stat()
        if hasattr(os, "chown"):
            with contextlib.suppress(PermissionError):
                os.chown(path, -1, around.st_gid)
        path.chmod(stat.S_IMODE(around.st_mode) & (0o7777 if path.is_dir() else 0o666))


@contextlib.contextmanager
def _hold_readable(path: Path, patience_seconds: float) -> Iterator[None]:
    """Hold the same lock on a file that this user may only read.

    Raises:
        Timeout: another process holds it.
        OSError: it cannot be read either, or this file system wants to be written.
    """
    end = time.monotonic() + patience_seconds
    descriptor = os.open(path, os.O_RDONLY)
    try:
        while not lock_descriptor(descriptor, blocking=False):
            if time.monotonic() > end:
                raise Timeout(str(path))
            time.sleep(_POLL_SECONDS)
        try:
            yield
        finally:
            unlock_descriptor(descriptor)
    finally:
        os.close(descriptor)
