"""Matlab files of version 5: SVHN, and the Matlab versions of CIFAR-10 and CIFAR-100."""

import math

import numpy as np

from aavae.data.disk import explain
from aavae.errors import UserError
from aavae.formatting import format_count
from aavae.importing.files import READ_ERRORS, Files
from aavae.importing.known import SplitFile
from aavae.importing.known_files import (
    Found,
    Part,
    find_known,
    find_region,
    make_source,
    number_labels,
    write_records,
)
from aavae.importing.matlab5 import Variable, read_variables
from aavae.importing.settings import ImportSettings
from aavae.importing.source import Source
from aavae.language import _

_MAX_UNPACKED = 2**29


def recognise(files: Files, settings: ImportSettings) -> Source | None:
    """Recognises the files by their names, and reads the arrays of pictures and labels alone."""
    if (found := find_known(files, "matlab")) is None:
        _refuse_others(files)
        return None
    parts = [_read_part(found, file) for file in found.layout.files if file.name in found.entries]
    return make_source(found, parts)


def _refuse_others(files: Files) -> None:
    if files.entries and all(entry.suffix == ".mat" for entry in files.entries):
        raise UserError(
            _(
                "{file} is a Matlab file of no known set (SVHN, CIFAR-10, CIFAR-100 under the names "
                "that they are published with): save the pictures as PNG or .npz."
            ).format(file=files.describe(files.entries[0]))
        )


def _read_part(found: Found, file: SplitFile) -> Part:
    place = found.describe(file.name)
    layout, known = found.layout, found.known
    variables = _read_variables(found, file.name)
    if not {layout.pixels, layout.labels} <= variables.keys():
        names = ", ".join(name for name in sorted(variables)[:8] if name.isprintable()) or _("nothing")
        raise UserError(
            _(
                "{place} has {found} in it, and not {pixels} and {labels} as a file of {known} has: this "
                "is another set."
            ).format(place=place, found=names, pixels=layout.pixels, labels=layout.labels, known=known.label)
        )
    (shape, pixels), (__, values) = variables[layout.pixels], variables[layout.labels]
    if pixels is None or values is None or pixels.dtype != np.uint8 or values.dtype.kind not in "iu":
        raise UserError(
            _(
                "{place} has pictures that are no whole numbers of 8 bits, or labels that are no whole "
                "numbers: this is another set."
            ).format(place=place)
        )
    picture = (*known.size, known.channels)
    is_last = len(shape) == 4 and shape[:3] == picture
    if not is_last and not (len(shape) == 2 and shape[1] == math.prod(picture)):
        raise UserError(
            _(
                "{place} has {pixels} of the shape {shape}, which are no pictures of {known}: this is "
                "another set."
            ).format(place=place, pixels=layout.pixels, shape=" x ".join(map(str, shape)), known=known.label)
        )
    count = shape[-1] if is_last else shape[0]
    if len(values) != count:
        raise UserError(
            _("{place} has {num_labels} labels for {num_pictures} pictures: it is damaged.").format(
                place=place, num_labels=format_count(len(values)), num_pictures=format_count(count)
            )
        )
    # Where the pictures come last, Matlab's order has whole pictures one after the other.
    size = math.prod(picture)
    rows = pixels.reshape(count, size) if is_last else pixels.reshape(size, count).T
    records = write_records(found, file.name, rows)
    return Part(file, records, number_labels(found, file.name, values.astype(np.int64)))


def _read_variables(found: Found, name: str) -> dict[str, Variable]:
    region = find_region(found, name)
    try:
        with region.path.open("rb") as file:
            file.seek(region.offset)
            names = (found.layout.pixels, found.layout.labels)
            return read_variables(file, region.size, names, _MAX_UNPACKED)
    except (*READ_ERRORS, OverflowError) as error:
        raise UserError(
            _("{file} is not imported: {reason}; copy or download it again.").format(
                file=found.describe(name), reason=explain(error)
            )
        ) from error
