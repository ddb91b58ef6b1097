"""The python versions of CIFAR-10 and CIFAR-100: pickled dictionaries of an array and a list of labels."""

from typing import Any

import numpy as np

from aavae.data.disk import explain
from aavae.errors import UserError
from aavae.formatting import format_count
from aavae.importing.files import Files
from aavae.importing.known import SplitFile
from aavae.importing.known_files import (
    Found,
    Part,
    check_class_names,
    find_known,
    make_source,
    number_labels,
    read_small,
    write_records,
)
from aavae.importing.plain_pickle import read_plain_pickle
from aavae.importing.settings import ImportSettings
from aavae.importing.source import Source
from aavae.language import _

_MAX_FILE_BYTES = 2**29


def recognise(files: Files, settings: ImportSettings) -> Source | None:
    """Recognises the files by their names, and reads plain arrays and lists alone."""
    if (found := find_known(files, "python")) is None:
        return None
    parts = [_read_part(found, file) for file in found.layout.files if file.name in found.entries]
    return make_source(found, parts, _read_class_names(found))


def _read_part(found: Found, file: SplitFile) -> Part:
    content = _read_dictionary(found, file.name)
    layout, known = found.layout, found.known
    pixels, values = content.get(layout.pixels), content.get(layout.labels)
    num_values = known.channels * known.size[0] * known.size[1]
    if not isinstance(pixels, np.ndarray) or pixels.dtype != np.uint8 or pixels.ndim != 2:
        raise UserError(
            _("{file} has no array of pictures called {key!r}.").format(
                file=found.describe(file.name), key=layout.pixels
            )
        )
    if pixels.shape[1] != num_values:
        raise UserError(
            _("{file} has {found} values a picture, but {known} has {expected}: this is another set.").format(
                file=found.describe(file.name),
                found=format_count(pixels.shape[1]),
                known=known.label,
                expected=format_count(num_values),
            )
        )
    labels = _to_numbers(values)
    if labels is None or len(labels) != len(pixels):
        raise UserError(
            _(
                "{file} has no label ({key!r}) for each of its {num_pictures} pictures: this is "
                "another set, or damaged."
            ).format(
                file=found.describe(file.name), key=layout.labels, num_pictures=format_count(len(pixels))
            )
        )
    records = write_records(found, file.name, pixels)
    return Part(file, records, number_labels(found, file.name, labels))


def _read_dictionary(found: Found, name: str) -> dict[str, Any]:
    try:
        content = read_plain_pickle(read_small(found, name, _MAX_FILE_BYTES))
    except (ValueError, MemoryError) as error:
        raise UserError(
            _("{file} is not imported: {reason}; copy or download it again.").format(
                file=found.describe(name), reason=explain(error)
            )
        ) from error
    if not isinstance(content, dict):
        raise UserError(
            _("{file} is no dictionary of pictures: this is another set.").format(file=found.describe(name))
        )
    return {_to_text(key): value for key, value in content.items()}


def _to_text(value: object) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else str(value)


def _to_numbers(values: object) -> np.ndarray | None:
    """A list or an array of whole numbers as int64 (N,); None for anything else."""
    if isinstance(values, list) and all(type(value) is int and abs(value) < 2**31 for value in values):
        return np.array(values, np.int64)
    if isinstance(values, np.ndarray) and values.ndim == 1 and values.dtype.kind in "iu":
        return values.astype(np.int64)
    return None


def _read_class_names(found: Found) -> tuple[str, ...]:
    name = found.layout.class_names
    if name not in found.entries:
        return ()
    key = f"{found.layout.labels.removesuffix('s')}_names"
    names = _read_dictionary(found, name).get(key)
    if not isinstance(names, list):
        raise UserError(
            _("{file} has no list {key!r}: copy or download it again.").format(
                file=found.describe(name), key=key
            )
        )
    return check_class_names(found, name, [_to_text(text) for text in names])
