"""Import images from zips and folders whose files lie in `train/<class>/` and `test/<class>/`.

Archives are read in memory, never extracted, and every size is checked before anything is decoded, so
a hostile archive can neither write a file nor fill the memory.
"""

import io
import os
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from functools import partial
from itertools import pairwise
from pathlib import Path, PureWindowsPath
from typing import NamedTuple

import numpy as np
from PIL import Image, UnidentifiedImageError
from tqdm import tqdm

from aavae.data import cifar10, disk
from aavae.data.image_set import Dataset, ImageSet, compute_digest
from aavae.errors import UserError
from aavae.paths import data_dir

_SUFFIXES = {".png", ".jpg", ".jpeg", ".bmp", ".webp"}
_FORMATS = ("PNG", "JPEG", "BMP", "WEBP")
_MODES = {"1", "L", "LA", "P", "RGB", "RGBA"}
_MAX_SIDE = 512
_MAX_FILE_BYTES = 4 * 1024 * 1024
_SPLITS = ("train", "test")
# RuntimeError: an encrypted entry, or one that needs a later version; ValueError: garbled names and numbers.
_ZIP_ERRORS = (zipfile.BadZipFile, RuntimeError, ValueError, EOFError)
_READ_ERRORS = (*_ZIP_ERRORS, zlib.error, OSError)


class Entry(NamedTuple):
    """An image file that was found, and not yet read.

    Attributes:
        split: "train" or "test".
        class_name: the name of its folder.
        file_name: its own name, which orders the images of a class.
        place: where it is, for people.
        read: gives its bytes.
    """

    split: str
    class_name: str
    file_name: str
    place: str
    read: Callable[[], bytes]

    @property
    def target(self) -> tuple[str, str, str]:
        """What it is in the image set, by which the images are sorted: no two of them have the same."""
        return self.split, self.class_name, self.file_name


def import_images(paths: Sequence[Path], name: str = cifar10.NAME, progress: bool = False) -> Dataset:
    """Imports zips and folders, together, as the image set `name`.

    Within each split the images are sorted by class name, then by file name (by code point). A failure
    leaves the set of that name as it was.

    Args:
        paths: zips or folders with files `.../train/<class>/<file>` and `.../test/<class>/<file>`.
        name: the set's name; "cifar10" must be exactly the complete CIFAR-10.
        progress: whether to show a progress bar on standard error.

    Returns:
        The imported data set, which `load_dataset(name)` loads from now on.

    Raises:
        UserError: if an input is missing, unreadable, damaged or hostile, if images are missing, double
            or of different sizes, or if the set cannot be written.
    """
    _require_name(name)
    if not paths:
        raise UserError("nothing to import: give at least one zip or folder.")
    with ExitStack() as stack:
        entries = [entry for path in paths for entry in _list_entries(Path(path), stack)]
        entries.sort(key=lambda entry: entry.target)
        _require_printable(entries)
        _require_distinct(entries)
        class_names = _check_classes(entries, name)
        size = cifar10.SIZE if name == cifar10.NAME else None
        train, test = _decode_splits(entries, class_names, size, progress)
    title = cifar10.TITLE if name == cifar10.NAME else f"{name}, {len(train):,} training images"
    dataset = Dataset(name, title, train, test, compute_digest(train, test))
    disk.write_set(data_dir(), dataset, "imported from " + ", ".join(Path(path).name for path in paths))
    return dataset


def _require_name(name: str) -> None:
    if not re.fullmatch(r"[a-z0-9][a-z0-9_-]*", name) or name == "bundled":
        raise UserError(
            f"{name!r} cannot name an image set: use small letters, digits, - and _, and not 'bundled'."
        )


def _list_entries(path: Path, stack: ExitStack) -> Iterator[Entry]:
    try:
        if path.is_dir():
            return _list_folder(path)
        if path.exists() and not path.is_file():
            raise UserError(f"{path} is neither a zip nor a folder.")
        return _list_zip(path, stack.enter_context(zipfile.ZipFile(path)))
    except FileNotFoundError as error:
        raise UserError(f"{path} does not exist: check the path.") from error
    except OSError as error:
        raise UserError(f"cannot read {path}: {disk.explain(error)}.") from error
    except _ZIP_ERRORS as error:
        raise UserError(_describe_bad_zip(path)) from error


def _describe_bad_zip(path: Path) -> str:
    with path.open("rb") as file:
        if file.read(2) == b"PK":
            return f"{path} is a truncated or damaged zip: copy or download it again."
    return f"{path} is neither a zip nor a folder."


def _list_folder(folder: Path) -> Iterator[Entry]:
    for parent, folders, files in os.walk(folder.resolve(), onerror=_raise_unreadable):
        folders[:] = [name for name in folders if not _is_junk(name)]
        for file in files:
            path = Path(parent, file)
            if found := _locate(path.parts):
                yield Entry(*found, str(path), partial(_read_file, path))


def _raise_unreadable(error: OSError) -> None:
    raise UserError(f"cannot read {error.filename}: {disk.explain(error)}.") from error


def _list_zip(path: Path, archive: zipfile.ZipFile) -> Iterator[Entry]:
    for info in archive.infolist():
        name = PureWindowsPath(info.filename)  # both separators, drives
        if name.anchor or ".." in name.parts:
            raise UserError(
                f"{path} has an entry that leads outside of it ({info.filename!r}): not imported."
            )
        if (found := _locate(name.parts)) and not info.is_dir():
            yield Entry(*found, f"{info.filename} in {path}", partial(_read_entry, archive, info))


def _locate(parts: tuple[str, ...]) -> tuple[str, str, str] | None:
    """Split, class and file name of an image in the expected place; None for anything else."""
    if len(parts) < 3 or parts[-3] not in _SPLITS:
        return None
    if any(_is_junk(part) for part in parts[-2:]) or "__MACOSX" in parts:
        return None
    if PureWindowsPath(parts[-1]).suffix.lower() not in _SUFFIXES:
        return None
    return parts[-3], parts[-2], parts[-1]


def _is_junk(name: str) -> bool:
    return name.startswith(".") or name == "__MACOSX"


def _read_file(path: Path) -> bytes:
    if not path.is_file():
        raise ValueError("it is not a file")
    if path.stat().st_size > _MAX_FILE_BYTES:
        raise ValueError("the file is too large for a small image")
    return path.read_bytes()


def _read_entry(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    # zipfile stops at the stated size; but it unpacks bzip2 and LZMA without a limit.
    if info.file_size > _MAX_FILE_BYTES:
        raise ValueError("the file is too large for a small image")
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise ValueError("its compression is not supported")
    return archive.read(info)


def _require_printable(entries: Sequence[Entry]) -> None:
    """Class names reach terminals and pages, so they may hold no control characters."""
    for entry in entries:
        if not entry.place.isprintable():
            raise UserError(f"{entry.place!r} has control characters in its name: rename it.")


def _require_distinct(entries: Sequence[Entry]) -> None:
    for first, second in pairwise(entries):
        if first.target == second.target:
            raise UserError(f"the same image is given twice: {first.place} and {second.place}.")


def _check_classes(entries: Sequence[Entry], name: str) -> tuple[str, ...]:
    if not entries:
        raise UserError("found no images: they must lie in train/<class>/ and test/<class>/.")
    classes = {split: {entry.class_name for entry in entries if entry.split == split} for split in _SPLITS}
    class_names = tuple(sorted(classes["train"] | classes["test"]))
    if name == cifar10.NAME:
        counts = [sum(entry.split == split for entry in entries) for split in _SPLITS]
        cifar10.require_complete(class_names, *counts)
    for split, other in (("train", "test"), ("test", "train")):
        if alone := classes[split] - classes[other]:
            raise UserError(f"{split}/ has images of {', '.join(sorted(alone))}, {other}/ has none.")
    return class_names


def _decode_splits(
    entries: Sequence[Entry], class_names: tuple[str, ...], size: tuple[int, int] | None, progress: bool
) -> tuple[ImageSet, ImageSet]:
    size = size or _open(entries[0])[1]
    splits = []
    with tqdm(total=len(entries), unit=" images", disable=not progress) as bar:
        for split in _SPLITS:
            chosen = [entry for entry in entries if entry.split == split]
            images = np.empty((len(chosen), 3, *size), np.uint8)
            for image, entry in zip(images, chosen, strict=True):
                image[:] = _decode(entry, size)
                bar.update()
            labels = np.array([class_names.index(entry.class_name) for entry in chosen], np.int64)
            splits.append(ImageSet(images, labels, class_names))
    train, test = splits
    return train, test


def _open(entry: Entry) -> tuple[Image.Image, tuple[int, int]]:
    """The image with its pixels still undecoded, and its height and width.

    Raises:
        UserError: if it is unreadable, no image, or too large to be one of a set of small images.
    """
    data = _read(entry)
    try:
        image = Image.open(io.BytesIO(data), formats=_FORMATS)
    except UnidentifiedImageError as error:
        raise UserError(f"{entry.place} is not an image, or damaged: remove or replace it.") from error
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_large(entry) from error
    except Exception as error:  # each decoder meets damage in its own way
        raise _damaged(entry, error) from error
    if max(image.size) > _MAX_SIDE:
        raise _too_large(entry)
    if image.mode not in _MODES:
        raise UserError(f"{entry.place} has pixels of type {image.mode}: save it as 8-bit RGB.")
    return image, (image.height, image.width)


def _read(entry: Entry) -> bytes:
    try:
        return entry.read()
    except _READ_ERRORS as error:
        raise UserError(f"cannot read {entry.place}: {disk.explain(error)}.") from error


def _too_large(entry: Entry) -> UserError:
    return UserError(f"{entry.place} is larger than {_MAX_SIDE}x{_MAX_SIDE} pixels: scale it down.")


def _damaged(entry: Entry, error: Exception) -> UserError:
    return UserError(f"{entry.place} is a damaged image ({disk.explain(error)}): remove or replace it.")


def _decode(entry: Entry, size: tuple[int, int]) -> np.ndarray:
    """The image as uint8 `(3, H, W)`.

    Raises:
        UserError: if it is damaged or of another size.
    """
    image, found = _open(entry)
    if found != size:
        raise UserError(
            f"{entry.place} is {found[1]}x{found[0]} pixels, not {size[1]}x{size[0]}: "
            "all images must be of one size."
        )
    try:
        pixels = np.asarray(image.convert("RGB"))
    except Exception as error:  # as in _open
        raise _damaged(entry, error) from error
    return pixels.transpose(2, 0, 1)
