"""What the files of an image set were called: kept beside the images, for who names these by their files.

A file of its own, as there may be millions of names: opening a set reads none of them, and its digest, which
results are found by, does not depend on them.
"""

import gzip
import itertools
import json
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from aavae.errors import UserError
from aavae.formatting import format_count
from aavae.language import _
from aavae.plain_json import to_json

NAMES_FILE = "names.jsonl.gz"
_PART = 2**20
_MAX_BYTES = 2**16
"""Of a name, on average."""


class FileNames(NamedTuple):
    """The names of the files of an image set, with their folders, in the order of the images.

    Attributes:
        train: of the training images.
        test: of the test images.
    """

    train: list[str]
    test: list[str]


def write_file_names(train: Iterable[str], test: Iterable[str], folder: Path) -> None:
    """Write the names into the folder of a set: a line of JSON each, training images first, compressed.

    Raises:
        OSError: they cannot be written.
    """
    # Without the time, so that the same names are the same bytes.
    with (folder / NAMES_FILE).open("wb") as file, gzip.GzipFile("", "wb", 1, file, 0) as lines:
        names = itertools.chain(train, test)
        while part := list(itertools.islice(names, 10_000)):
            lines.write("".join(f"{to_json(name)}\n" for name in part).encode())


def read_file_names(folder: Path, num_train: int, num_test: int) -> FileNames | None:
    """The names of a set's files.

    Args:
        folder: of the set.
        num_train: its training images.
        num_test: its test images.

    Returns:
        None where none were kept: the set was imported before they were, or its images were no files.

    Raises:
        UserError: what was kept is damaged.
    """
    path, total = folder / NAMES_FILE, num_train + num_test
    if not path.exists():
        return None
    try:
        text = b"".join(_read_parts(path, total * _MAX_BYTES))
        # In one go: a million names are read in a second.
        names = json.loads(f"[{','.join(text.decode().splitlines())}]")
    except (OSError, EOFError, ValueError, RecursionError, zlib.error) as error:
        raise UserError(
            _("The file names {path} are damaged: import the image set again.").format(path=path)
        ) from error
    if len(names) != total or not all(isinstance(name, str) for name in names):
        raise UserError(
            _("The file names {path} are not those of {total} images: import the image set again.").format(
                path=path, total=format_count(total)
            )
        )
    return FileNames(names[:num_train], names[num_train:])


def _read_parts(path: Path, most: int) -> Iterator[bytes]:
    with gzip.open(path, "rb") as file:
        while part := file.read(_PART):
            most -= len(part)
            if most < 0:
                raise ValueError("it is too long")
            yield part
