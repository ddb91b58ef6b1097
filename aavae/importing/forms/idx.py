"""The idx files of MNIST and Fashion-MNIST, packed (`.gz`) or not."""

import dataclasses
import gzip
import hashlib
import io
import math
import tempfile
import zlib
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from aavae.data.disk import explain
from aavae.errors import UserError
from aavae.formatting import format_count
from aavae.importing.files import Files, Region
from aavae.importing.known import KNOWN_SETS, KnownSet, SplitFile
from aavae.importing.known_files import (
    Found,
    Part,
    find_known,
    find_region,
    make_source,
    number_labels,
    read_small,
    require_labels_beside,
)
from aavae.importing.records import Records
from aavae.importing.settings import ImportSettings
from aavae.importing.source import Source
from aavae.kept_text import kept_text
from aavae.language import N_, _

_MAX_PACKED = 2**28
_MAX_UNPACKED = 2**31
_UNSIGNED_BYTES = 8
_PART = 2**20


def recognise(files: Files, settings: ImportSettings) -> Source | None:
    """Recognises the files by their names, and which set they are by the checksums of their labels.

    MNIST, Fashion-MNIST and others have files of the same names and sizes.
    """
    if (found := find_known(files, "idx")) is None:
        return None
    require_labels_beside(found)
    pictures = [file for file in found.layout.files if file.name in found.entries]
    labels = {file.labels: _read_labels(found, file.labels) for file in pictures}
    official = _find_set(labels)
    found = found._replace(known=official or _guess_set(found))
    parts = [_read_part(found, file, labels[file.labels]) for file in pictures]
    source = make_source(found, parts)
    if source.known and official is None:
        note = kept_text(
            "These idx files have the names and sizes of MNIST's, and other labels: they are another "
            "set, or damaged, and their classes are called as those of {label}.",
            label=found.known.label,
        )
        return dataclasses.replace(source, form=N_("idx files"), known="", checksums=(), notes=(note,))
    return source


def _find_set(labels: Mapping[str, bytes]) -> KnownSet | None:
    """The set whose labels these are, all of them; labels are small, so that costs nothing."""
    digests = {
        name: hashlib.md5(content, usedforsecurity=False).hexdigest() for name, content in labels.items()
    }
    for known in KNOWN_SETS.values():
        if "idx" in known.layouts and digests.items() <= known.md5.items():
            return known
    return None


def _guess_set(found: Found) -> KnownSet:
    place = " ".join("/".join(entry.path) for entry in found.entries.values())
    return KNOWN_SETS["fashion-mnist" if "fashion" in place.lower() else "mnist"]


def _read_labels(found: Found, name: str) -> bytes:
    """An unpacked file of labels, whole."""
    region, __ = _find_array(found, name, 1)
    try:
        with region.path.open("rb") as file:
            file.seek(region.offset)
            return file.read(region.size)
    except OSError as error:
        raise UserError(
            _("cannot read {file}: {reason}.").format(file=found.describe(name), reason=explain(error))
        ) from error


def _read_part(found: Found, file: SplitFile, labels: bytes) -> Part:
    region, (count, height, width) = _find_array(found, file.name, 3)
    values = np.frombuffer(labels, np.uint8)[_count_header_bytes(1) :]
    if len(values) != count:
        raise UserError(
            _(
                "{file} has {num_labels} labels for {num_pictures} pictures in {pictures}: they are of "
                "different sets."
            ).format(
                file=found.describe(file.labels),
                num_labels=format_count(len(values)),
                num_pictures=format_count(count),
                pictures=file.name,
            )
        )
    offset, stride = region.offset + _count_header_bytes(3), height * width
    records = Records(region.path, offset, stride, count, 1, (height, width))
    return Part(file, records, number_labels(found, file.labels, values))


def _find_array(found: Found, name: str, num_dimensions: int) -> tuple[Region, tuple[int, ...]]:
    """Where an idx file lies unpacked, and the shape that its header says, which its size bears out."""
    place = found.describe(name)
    region = find_region(found, name)
    try:
        with region.path.open("rb") as file:
            file.seek(region.offset)
            header = file.read(min(region.size, _count_header_bytes(num_dimensions)))
        if header.startswith(b"\x1f\x8b"):
            packed = gzip.GzipFile(fileobj=io.BytesIO(read_small(found, name, _MAX_PACKED)))
            header = packed.read(_count_header_bytes(num_dimensions))
            shape = _read_shape(header, num_dimensions, place)
            region = _unpack(packed, header, _count_bytes(shape), found.files.workspace)
    except (OSError, EOFError, zlib.error) as error:
        raise UserError(
            _("cannot unpack {place} ({reason}): copy or download it again.").format(
                place=place, reason=explain(error)
            )
        ) from error
    shape = _read_shape(header, num_dimensions, place)
    if region.size != _count_bytes(shape):
        raise UserError(
            _(
                "{place} is not as long as its header says ({size} bytes): it is truncated or "
                "damaged, copy or download it again."
            ).format(place=place, size=format_count(_count_bytes(shape)))
        )
    return region, shape


def _unpack(packed: gzip.GzipFile, header: bytes, size: int, workspace: Path) -> Region:
    """Unpacks what comes after the header; no more than there should be, and a byte."""
    written = len(header)
    with tempfile.NamedTemporaryFile(dir=workspace, suffix=".idx", delete=False) as target:
        target.write(header)
        while written <= size and (part := packed.read(min(_PART, size + 1 - written))):
            target.write(part)
            written += len(part)
    return Region(Path(target.name), 0, written)


def _read_shape(header: bytes, num_dimensions: int, place: str) -> tuple[int, ...]:
    values = np.frombuffer(header[: len(header) // 4 * 4], ">u4").tolist()
    if len(values) != num_dimensions + 1 or values[0] != _UNSIGNED_BYTES << 8 | num_dimensions:
        problem = (
            _("{place} does not begin as an idx file of pictures: copy or download it again.")
            if num_dimensions == 3
            else _("{place} does not begin as an idx file of labels: copy or download it again.")
        )
        raise UserError(problem.format(place=place))
    shape = tuple(values[1:])
    if not 0 < math.prod(shape) <= _MAX_UNPACKED:
        raise UserError(
            _("{place} has {shape} values by its header: it is damaged.").format(
                place=place, shape=" x ".join(map(format_count, shape))
            )
        )
    return shape


def _count_header_bytes(num_dimensions: int) -> int:
    return 4 + 4 * num_dimensions


def _count_bytes(shape: tuple[int, ...]) -> int:
    return _count_header_bytes(len(shape)) + math.prod(shape)
