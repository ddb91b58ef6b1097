"""Writing a file, or a folder, so that a kill, a power cut or a full disk never leaves half of it."""

import contextlib
import errno
import os
import shutil
import threading
from collections.abc import Callable
from pathlib import Path

from aavae.language import _

_MARK = ".tmp"


def write_atomically(path: Path, write: Callable[[Path], object]) -> None:
    """Call `write` on a temporary file beside `path`, flush it to disk, then move it into place.

    At any moment `path` is the old file or the complete new one. The temporary file keeps the suffix,
    since some writers add one of their own. Whoever may read other new files may read it, whatever the writer
    thinks: safetensors' makes files that their owner alone can read.
    """
    unique = f"{os.getpid()}-{threading.get_ident()}"
    temporary = path.with_name(f".{path.stem}.{unique}{_MARK}{path.suffix}")
    try:
        temporary.touch()
        mode = temporary.stat().st_mode
        write(temporary)
        temporary.chmod(mode)
        with open(temporary, "rb+") as file:
            os.fsync(file.fileno())
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)
    _flush_directory(path.parent)


def write_folder_atomically(path: Path, fill: Callable[[Path], object]) -> None:
    """Call `fill` on a new folder beside `path`, flush its files to disk, then give it its name.

    At any moment there is no `path`, or the complete folder. A kill can leave the new folder under its hidden
    name, `.NAME.….tmp`.

    Raises:
        FileExistsError: something has the name already.
    """
    temporary = path.with_name(f".{path.name}.{os.getpid()}-{threading.get_ident()}{_MARK}")
    temporary.mkdir()
    try:
        fill(temporary)
        for file in temporary.rglob("*"):
            if file.is_file():
                with open(file, "rb+") as opened:
                    os.fsync(opened.fileno())
        if path.exists():
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(path))
        temporary.rename(path)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
    _flush_directory(path.parent)


def require_writable(path: Path) -> None:
    """Try whether a file could be written at `path`, before the work whose result it will hold.

    A file that is there already stays as it is.

    Raises:
        OSError: it cannot, or its directory is not there.
    """
    if path.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    unique = f"{os.getpid()}-{threading.get_ident()}"
    trial = path.with_name(f".{path.stem}.{unique}{_MARK}{path.suffix}")
    try:
        trial.touch()
    finally:
        trial.unlink(missing_ok=True)


def _flush_directory(directory: Path) -> None:
    """Make a move survive a power cut, where the system can open directories."""
    with contextlib.suppress(OSError):
        descriptor = os.open(directory, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def remove_temporary_files(directory: Path) -> None:
    """Delete what writers that were killed left behind; call it while nobody writes there."""
    for path in directory.glob(f".*{_MARK}*"):
        with contextlib.suppress(OSError):
            path.unlink()


def advise(error: OSError) -> str:
    """Why something could not be written, and what to do: the end of a sentence, without its full stop."""
    remedy = _("free some space")
    if error.errno in (errno.EACCES, errno.EPERM):
        remedy = _("ask its owner for the permission to write, or name a directory of your own")
    elif error.errno == errno.ENOENT:
        remedy = _("somebody deleted its directory, put it back")
    elif error.errno == errno.EROFS:
        remedy = _("name a directory on another disk")
    return f"({error.strerror or type(error).__name__}): {remedy}"
