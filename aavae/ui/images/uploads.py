"""Files that visitors drop: kept on disk, beside the image sets, until what becomes of them is decided.

A folder of dropped files goes once its import has ended well or was stopped. After a failure, or where
nothing was imported, it stays for an hour, since the visitor may want to choose otherwise.
"""

import contextlib
import os
import re
import secrets
import shutil
import time
from collections.abc import Sequence
from pathlib import Path

from aavae.data.disk import explain, explain_unwritable
from aavae.errors import UserError
from aavae.jobs.job import Job
from aavae.language import _
from aavae.paths import data_dir

_KEPT_SECONDS = 3600.0
_FOLDER = "images"
"""What the set is called by default if several pictures are dropped."""
_MOST_CHARACTERS = 150
_ARCHIVES = (".zip", ".tar", ".tgz", ".gz", ".bz2", ".xz")


def make_upload() -> Path:
    """An empty folder for dropped files.

    Raises:
        UserError: it cannot be made.
    """
    folder = _find_place() / secrets.token_hex(8)
    try:
        (folder / _FOLDER).mkdir(parents=True)
    except OSError as error:
        raise explain_unwritable(data_dir(), error) from error
    return folder


def write_file(folder: Path, name: str, content: memoryview) -> None:
    """Put a dropped file into its folder, in place of one of the same name.

    Raises:
        UserError: it cannot be written; then nothing of it is there.
    """
    target = folder / _FOLDER / _clean(name)
    try:
        target.write_bytes(content)
    except OSError as error:
        with contextlib.suppress(OSError):
            target.unlink()
        raise UserError(
            _("{name} cannot be kept in {folder} ({reason}): free some space there.").format(
                name=name, folder=data_dir(), reason=explain(error)
            )
        ) from error


def list_files(folder: Path) -> list[Path]:
    """The dropped files by name; none if the folder is gone."""
    try:
        return sorted((folder / _FOLDER).iterdir())
    except OSError:
        return []


def choose_paths(folder: Path) -> list[Path]:
    """What an import of dropped files takes: archives each by itself, anything else as one folder."""
    files = list_files(folder)
    if len(files) == 1 or any(file.suffix.lower() in _ARCHIVES for file in files):
        return files
    return [folder / _FOLDER] if files else []


def name_dropped(text: str) -> str:
    """A text with the names of dropped files in place of where they are kept, which is no visitor's."""
    separator = re.escape(os.sep)
    kept = re.escape(str(_find_place())) + f"{separator}[0-9a-f]+{separator}{_FOLDER}"
    return re.sub(kept, _("the dropped files"), re.sub(kept + separator, "", text))


def touch_upload(folder: Path) -> None:
    """Say that somebody still looks at dropped files."""
    with contextlib.suppress(OSError):
        os.utime(folder)


def remove_upload(folder: Path) -> None:
    """Remove dropped files."""
    shutil.rmtree(folder, ignore_errors=True)


def remove_ended_uploads(jobs: Sequence[Job]) -> None:
    """Remove dropped files that nobody needs any more.

    Args:
        jobs: all jobs: those that import them say whether they have ended, and how.
    """
    try:
        folders = list(_find_place().iterdir())
    except OSError:
        return
    for folder in folders:
        own = [job for job in jobs if any(_is_inside(path, folder) for path in job.spec.arguments)]
        if any(job.status.is_active for job in own):
            continue
        if own and own[-1].status.state in ("finished", "stopped"):
            remove_upload(folder)
            continue
        with contextlib.suppress(OSError):
            last = max([folder.stat().st_mtime, *(job.status.ended or 0.0 for job in own)])
            if time.time() - last > _KEPT_SECONDS:
                remove_upload(folder)


def _find_place() -> Path:
    return data_dir() / ".uploads"


def _is_inside(path: str, folder: Path) -> bool:
    return path.startswith(f"{folder}{os.sep}")


def _clean(name: str) -> str:
    """A file name that leads nowhere else, is not hidden and not too long; it keeps its ending."""
    last = re.split(r"[/\\]", name)[-1]
    printable = "".join(letter for letter in last if letter.isprintable()).lstrip(".").strip()
    stem, ending = os.path.splitext(printable)
    while len(f"{stem}{ending}".encode()) > _MOST_CHARACTERS and stem:
        stem = stem[:-1]
    return f"{stem}{ending}"[:_MOST_CHARACTERS] or "file"
