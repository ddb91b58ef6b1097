"""Matlab files of version 5: SVHN, and the Matlab versions of CIFAR-10 and CIFAR-100."""

import math
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import BinaryIO, Literal

import numpy as np

from aavae.data.disk import explain
from aavae.errors import UserError
from aavae.importing.files import READ_ERRORS, Files
from aavae.importing.known import SplitFile
from aavae.importing.known_files import Found, Part, find_known, make_source, number_labels, write_records
from aavae.importing.settings import ImportSettings
from aavae.importing.source import Source

_MAX_UNPACKED = 2**29
_HEADER_BYTES = 128
_COMPRESSED = 15
_PART = 2**20


def recognise(files: Files, settings: ImportSettings) -> Source | None:
    """Recognises the files by their names, and checks the shapes of what is in them before it is read."""
    if (found := find_known(files, "matlab")) is None:
        _refuse_others(files)
        return None
    names = [file for file in found.layout.files if file.name in found.entries]
    parts = [_read_part(found, file) for file in names]
    return make_source(found, parts, f"{found.known.label}'s Matlab files")


def _refuse_others(files: Files) -> None:
    if files.entries and all(entry.suffix == ".mat" for entry in files.entries):
        raise UserError(
            f"{files.describe(files.entries[0])} is a Matlab file of no known set (SVHN, CIFAR-10, "
            "CIFAR-100 under the names that they are published with): save the pictures as PNG or .npz."
        )


def _read_part(found: Found, file: SplitFile) -> Part:
    place = found.describe(file.name)
    path = _find_checked_file(found, file.name)
    layout, known = found.layout, found.known
    shapes = _list_shapes(path, place)
    shape = shapes.get(layout.pixels)
    if shape is None or layout.labels not in shapes:
        raise UserError(
            f"{place} has {', '.join(sorted(shapes)[:8]) or 'nothing'} in it, and not {layout.pixels} and "
            f"{layout.labels} as a file of {known.label} has: this is another set."
        )
    picture = (*known.size, known.channels)
    is_last = len(shape) == 4 and shape[:3] == picture
    if not is_last and not (len(shape) == 2 and shape[1] == math.prod(picture)):
        raise UserError(
            f"{place} has {layout.pixels} of the shape {' x '.join(map(str, shape))}, which are no pictures "
            f"of {known.label}: this is another set."
        )
    count = shape[-1] if is_last else shape[0]
    if math.prod(shapes[layout.labels]) != count:
        raise UserError(
            f"{place} has {math.prod(shapes[layout.labels]):,} labels for {count:,} pictures: it is damaged."
        )
    pixels, labels = _load(path, place, (layout.pixels, layout.labels))
    if (
        pixels.dtype != np.uint8
        or pixels.shape != shape
        or labels.size != count
        or labels.dtype.kind not in "iu"
    ):
        raise UserError(f"{place} has pictures or labels that are no whole numbers of 8 bits: it is damaged.")
    # Pictures along the last axis in Matlab's order, turned around, are whole pictures one after the other.
    records = write_records(found, file.name, pixels.T if is_last else pixels)
    return Part(file, records, number_labels(found, file.name, labels.reshape(-1).astype(np.int64)))


def _find_checked_file(found: Found, name: str) -> Path:
    """The file by itself, after a look at its version and at how large all in it is when unpacked."""
    place = found.describe(name)
    try:
        path = found.files.find_path(found.entries[name], _MAX_UNPACKED)
        with path.open("rb") as file:
            header = file.read(_HEADER_BYTES)
            if header.startswith((b"\x89HDF", b"MATLAB 7.3")):
                raise UserError(f"{place} is a Matlab file of version 7.3: save it with `save -v7`.")
            order: Literal["little", "big"] = "little" if header[126:128] == b"IM" else "big"
            if header[126:128] not in (b"IM", b"MI") or header[124:126] not in (b"\0\1", b"\1\0"):
                raise UserError(f"{place} is no Matlab file of version 5: copy or download it again.")
            if _measure(file, path.stat().st_size, order) > _MAX_UNPACKED:
                raise UserError(f"{place} has more in it than the {found.known.label} that it is named for.")
    except (*READ_ERRORS, OverflowError) as error:
        raise UserError(f"cannot read {place} ({explain(error)}): copy or download it again.") from error
    return path


def _measure(file: BinaryIO, size: int, order: Literal["little", "big"]) -> int:
    """How many bytes all that comes after the header unpacks to; stops soon after the most that is allowed.

    Raises:
        EOFError: something is cut off, of which scipy lists the shape as if all were there.
    """
    unpacked = 0
    while unpacked <= _MAX_UNPACKED and (tag := file.read(8)):
        kind, length = (int.from_bytes(part, order) for part in (tag[:4], tag[4:]))
        if file.tell() + length > size or len(tag) < 8:
            raise EOFError("it is truncated")
        if kind == _COMPRESSED:
            unpacked += _measure_packed(file, length)
        else:
            unpacked += length
            file.seek(length, 1)
    return unpacked


def _measure_packed(file: BinaryIO, length: int) -> int:
    unpacker, unpacked = zlib.decompressobj(), 0
    while length:
        rest = file.read(min(length, _PART))
        if not rest:
            raise EOFError("it is truncated")
        length -= len(rest)
        while rest and unpacked <= _MAX_UNPACKED:
            unpacked += len(unpacker.decompress(rest, _PART))
            rest = unpacker.unconsumed_tail
    return unpacked


def _list_shapes(path: Path, place: str) -> Mapping[str, tuple[int, ...]]:
    from scipy.io import whosmat

    try:
        return {name: tuple(shape) for name, shape, _ in whosmat(path)}
    except Exception as error:  # scipy meets damage in many ways
        raise _damaged(place) from error


def _load(path: Path, place: str, names: tuple[str, str]) -> tuple[np.ndarray, np.ndarray]:
    from scipy.io import loadmat

    try:
        content = loadmat(path, variable_names=list(names), mat_dtype=False)
        first, second = (np.asarray(content[name]) for name in names)
    except Exception as error:  # as in _list_shapes
        raise _damaged(place) from error
    return first, second


def _damaged(place: str) -> UserError:
    return UserError(f"{place} is a damaged Matlab file: copy or download it again.")
