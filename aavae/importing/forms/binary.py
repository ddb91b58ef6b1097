"""Binary files of pictures without any header: STL-10, and the binary versions of CIFAR-10 and CIFAR-100."""

import numpy as np

from aavae.data.disk import explain
from aavae.errors import UserError
from aavae.formatting import format_count
from aavae.importing.files import Files, Region
from aavae.importing.known import SplitFile
from aavae.importing.known_files import (
    Found,
    Part,
    check_class_names,
    find_known,
    find_region,
    make_source,
    number_labels,
    read_lines,
    read_small,
    require_labels_beside,
)
from aavae.importing.records import Records
from aavae.importing.settings import ImportSettings
from aavae.importing.source import UNLABELLED_LABEL, Source
from aavae.language import _


def recognise(files: Files, settings: ImportSettings) -> Source | None:
    """Recognises the files by their names, and checks that their sizes are those of whole pictures."""
    if (found := find_known(files, "binary")) is None:
        return None
    require_labels_beside(found)
    parts = [_read_part(found, file) for file in found.layout.files if file.name in found.entries]
    return make_source(
        found,
        parts,
        _read_class_names(found),
        _read_folds(found),
    )


def _read_part(found: Found, file: SplitFile) -> Part:
    layout, known = found.layout, found.known
    region = find_region(found, file.name)
    height, width = known.size
    stride = layout.label_bytes + known.channels * height * width
    count, rest = divmod(region.size, stride)
    if rest:
        raise UserError(
            _(
                "{file} has {size} bytes, which are no whole pictures of {label} ({stride} bytes "
                "each): it is truncated, copy or download it again."
            ).format(
                file=found.describe(file.name),
                size=format_count(region.size),
                label=known.label,
                stride=format_count(stride),
            )
        )
    records = Records(
        region.path,
        region.offset + layout.label_bytes,
        stride,
        count,
        known.channels,
        known.size,
        layout.by_columns,
    )
    return Part(file, records, _read_labels(found, file, region, count, stride))


def _read_labels(found: Found, file: SplitFile, region: Region, count: int, stride: int) -> np.ndarray:
    if not count:
        return np.empty(0, np.int64)
    if found.layout.label_bytes:
        column = found.layout.label_bytes - 1
        try:
            mapped = np.memmap(region.path, np.uint8, "r", region.offset, (count, stride))
            values = np.array(mapped[:, column])
        except (OSError, ValueError) as error:  # it has become shorter
            raise UserError(
                _("cannot read {file}: {reason}.").format(
                    file=found.describe(file.name), reason=explain(error)
                )
            ) from error
        return number_labels(found, file.name, values)
    if not file.labels:
        return np.full(count, UNLABELLED_LABEL)
    values = np.frombuffer(read_small(found, file.labels, 2 * count + 1), np.uint8)
    if len(values) != count:
        raise UserError(
            _(
                "{file} has {num_labels} labels for {num_pictures} pictures in {pictures}: one of them is "
                "truncated, or of another set."
            ).format(
                file=found.describe(file.labels),
                num_labels=format_count(len(values)),
                num_pictures=format_count(count),
                pictures=file.name,
            )
        )
    return number_labels(found, file.labels, values)


def _read_class_names(found: Found) -> tuple[str, ...]:
    name = found.layout.class_names
    return check_class_names(found, name, read_lines(found, name)) if name in found.entries else ()


def _read_folds(found: Found) -> np.ndarray | None:
    if found.layout.folds not in found.entries:
        return None
    place = found.describe(found.layout.folds)
    try:
        folds = np.array(
            [[int(value) for value in line.split()] for line in read_lines(found, found.layout.folds)],
            np.int64,
        )
    except (ValueError, OverflowError) as error:
        raise UserError(_("{place} is damaged: copy or download it again.").format(place=place)) from error
    if folds.ndim != 2 or not folds.size or folds.min() < 0:
        raise UserError(_("{place} is damaged: copy or download it again.").format(place=place))
    return folds
