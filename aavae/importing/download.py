"""Fetch the official files of a known set through torchvision, to be imported like files that one has."""

import contextlib
import io
import socket
from collections.abc import Iterator
from http.client import HTTPException
from pathlib import Path
from typing import Any, NamedTuple

from aavae.data.disk import explain, open_workspace
from aavae.errors import UserError
from aavae.importing.build import OnProgress, import_images
from aavae.importing.known import KNOWN_SETS, KnownSet
from aavae.importing.report import Report
from aavae.language import N_, _
from aavae.paths import data_dir

_TIMEOUT_SECONDS = 20.0
_NOTHING = contextlib.nullcontext()


def download_files(name: str, folder: Path, progress: bool = False) -> tuple[Path, ...]:
    """Downloads the official files of a known set; torchvision checks the MD5 of each.

    They are fetched as they are published, an archive or several files, and neither unpacked nor read.

    Args:
        name: of the set, as in `KNOWN_SETS`.
        folder: where to; made if missing. A file that is there already and complete is not fetched again.
        progress: whether to show torchvision's progress bar on standard error.

    Returns:
        The files, for `Files`.

    Raises:
        UserError: there is no such set, or it cannot be downloaded or written.
    """
    if name not in KNOWN_SETS:
        raise UserError(
            _("{name!r} cannot be downloaded: choose from {names}.").format(
                name=name, names=", ".join(KNOWN_SETS)
            )
        )
    known = KNOWN_SETS[name]
    try:
        with _socket_timeout(), contextlib.nullcontext() if progress else _quiet():
            return tuple(_fetch(file, folder) for file in _list_files(known))
    except (OSError, HTTPException, RuntimeError) as error:  # RuntimeError: an MD5 differs
        raise UserError(
            _(
                "cannot download {label} ({reason}): check the connection, or import files that you "
                "have with `python -m aavae data import PATH...`."
            ).format(label=known.label, reason=explain(getattr(error, "reason", error)))
        ) from error


def download_set(
    name: str,
    on_progress: OnProgress = lambda done, total: None,
    progress: bool = False,
    fetching: contextlib.AbstractContextManager[object] = _NOTHING,
) -> Report:
    """Downloads a known set and imports it under its own name; a failure or a stop leaves the set as it was.

    Args:
        name: of the set, as in `KNOWN_SETS`.
        on_progress: is told how many pictures are imported, of how many.
        progress: whether to show torchvision's progress bar on standard error.
        fetching: is entered while files are fetched; an exception that it raises there ends the download.

    Returns:
        What was found; `load_dataset(name)` loads the set from now on.

    Raises:
        UserError: there is no such set, or it cannot be downloaded or written.
    """
    with open_workspace(data_dir(), name) as folder:
        with fetching:
            files = download_files(name, folder, progress)
        return import_images(files, name, on_progress=on_progress, origin=N_("downloaded by torchvision"))


class _RemoteFile(NamedTuple):
    """A file on servers.

    Attributes:
        addresses: where it can be had; the first that works is taken.
        name: of the file.
        md5: in hexadecimal.
    """

    addresses: tuple[str, ...]
    name: str
    md5: str


def _list_files(known: KnownSet) -> list[_RemoteFile]:
    """Where torchvision has a set from: its classes say it in three ways."""
    import torchvision.datasets  # slow to import, and wanted by nothing else here

    theirs: Any = getattr(torchvision.datasets, known.torchvision_class)
    if hasattr(theirs, "mirrors"):
        return [
            _RemoteFile(tuple(f"{mirror}{name}" for mirror in theirs.mirrors), name, md5)
            for name, md5 in theirs.resources
        ]
    if hasattr(theirs, "split_list"):
        splits = (theirs.split_list[split] for split in ("train", "test"))
        return [_RemoteFile((address,), name, md5) for address, name, md5 in splits]
    return [_RemoteFile((theirs.url,), theirs.filename, theirs.tgz_md5)]


def _fetch(file: _RemoteFile, folder: Path) -> Path:
    from torchvision.datasets.utils import download_url

    *mirrors, last = file.addresses
    for address in mirrors:
        with contextlib.suppress(OSError, HTTPException, RuntimeError):
            download_url(address, folder, file.name, file.md5)
            return folder / file.name
    download_url(last, folder, file.name, file.md5)
    return folder / file.name


@contextlib.contextmanager
def _socket_timeout() -> Iterator[None]:
    """Ends silent connections: torchvision sets no timeout of its own."""
    before = socket.getdefaulttimeout()
    socket.setdefaulttimeout(_TIMEOUT_SECONDS)
    try:
        yield
    finally:
        socket.setdefaulttimeout(before)


def _quiet() -> contextlib.AbstractContextManager[object]:
    return contextlib.redirect_stderr(io.StringIO())
