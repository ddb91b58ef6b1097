"""Parquet files with pictures in a column, as Hugging Face's datasets writes them; also in shards."""

import json
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from aavae.data.disk import explain, find_reason
from aavae.errors import UserError
from aavae.formatting import format_count
from aavae.importing.files import READ_ERRORS, FileEntry, Files
from aavae.importing.label_column import MAX_CLASSES
from aavae.importing.labels import Column, choose_labels, encode_labels
from aavae.importing.picture_files import ENDINGS, STARTS, count_pictures
from aavae.importing.row_names import RowNames
from aavae.importing.settings import ImportSettings
from aavae.importing.source import NO_SPLIT, Content, Skipped, Source, Unreadable
from aavae.importing.splits import find_split, recognise_split
from aavae.kept_text import kept_ntext, kept_text
from aavae.language import N_, _

_SUFFIXES = {".parquet", ".parq", ".pq"}
_HOLDERS = {".tar", ".npz", ".npy", ".mat", ".bin"}
_MAX_BYTES = 256 * 2**30
_BATCH_BYTES = 4 * 2**20
_BATCH_ROWS = 512
_LABEL_BATCH_ROWS = 65_536
_ERRORS = (pa.ArrowException, *READ_ERRORS)


class _Shard(NamedTuple):
    """A parquet file with pictures.

    Attributes:
        path: where it lies.
        column: of the pictures' bytes, as parquet names it: "image.bytes".
        groups: the number of rows of each of its row groups.
        batch_rows: how many pictures are about `_BATCH_BYTES`.
    """

    path: Path
    column: str
    groups: tuple[int, ...]
    batch_rows: int

    @property
    def num_pictures(self) -> int:
        """The number of pictures."""
        return sum(self.groups)


@dataclass(frozen=True)
class _Found:
    entry: FileEntry
    file: pq.ParquetFile
    shard: _Shard
    picture_column: str


class _Reader:
    """Reads a row group in small batches, and goes on from there when it is asked for later rows."""

    def __init__(self, shards: Sequence[_Shard]) -> None:
        self._shards = tuple(shards)
        groups = [(shard, number) for shard in shards for number in range(len(shard.groups))]
        self._groups = groups
        self._starts = [0, *accumulate(shard.groups[number] for shard, number in groups)]
        self._cursor: _Cursor | None = None

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "_cursor": None}

    def read(self, rows: Sequence[int]) -> Iterator[Content]:
        for row in rows:
            group = bisect_right(self._starts, row) - 1
            place = row - self._starts[group]
            if self._cursor is None or self._cursor.group != group or self._cursor.start > place:
                self._cursor = _Cursor(group, *self._groups[group])
            yield self._cursor.read(place)


class _Cursor:
    """A place in a row group. What is damaged stays so, for all rows that follow in the group."""

    def __init__(self, group: int, shard: _Shard, number: int) -> None:
        self.group = group
        self.start = 0
        self._values: Any = ()
        self._batches = _iterate_values(shard, number)
        self._damage: Unreadable | None = None

    def read(self, place: int) -> Content:
        try:
            while self._damage is None and place >= self.start + len(self._values):
                self.start += len(self._values)
                self._values = next(self._batches)
        except StopIteration:
            self._damage = Unreadable(N_("its parquet file has fewer rows than it states"))
        except _ERRORS as error:
            self._damage = Unreadable(
                kept_text("its part of the parquet file is damaged ({reason})", reason=find_reason(error))
            )
        if self._damage is not None:
            return self._damage
        value = self._values[place - self.start].as_py()
        return Unreadable(N_("its bytes are missing")) if value is None else value


def _iterate_values(shard: _Shard, number: int) -> Iterator[pa.Array]:
    batches = _open(shard.path).iter_batches(
        batch_size=shard.batch_rows, row_groups=[number], columns=[shard.column], use_threads=False
    )
    for batch in batches:
        column = batch.column(0)
        yield column.flatten()[0] if pa.types.is_struct(column.type) else column


def _open(path: Path) -> pq.ParquetFile:
    # Only both together keep pyarrow from reading a whole row group, which is often the whole file, at once.
    return pq.ParquetFile(path, pre_buffer=False, buffer_size=2**20)


def recognise(files: Files, settings: ImportSettings) -> Source | None:
    """Recognises parquet files in which a column holds encoded pictures."""
    entries = sorted(
        (entry for entry in files.entries if entry.suffix in _SUFFIXES), key=lambda entry: entry.path
    )
    found: list[_Found] = []
    skipped: list[Skipped] = []
    columns: list[str] = []
    for entry in entries:
        place = files.describe(entry)
        try:
            path = files.find_path(entry, _MAX_BYTES)
            file = _open(path)
            column = _find_picture_column(file, settings.file_column, place)
            if column is None:
                columns = file.schema_arrow.names
                skipped.append(Skipped(place, N_("it has no column of pictures")))
            else:
                found.append(_Found(entry, file, _describe(path, file, column), column))
        except _ERRORS as error:
            raise _explain_damage(place, error) from error
    num_files = count_pictures(files)
    if num_files and sum(one.shard.num_pictures for one in found) <= num_files:
        return None  # it lies beside a set of files
    if not found:
        return _explain_without_pictures(files, entries, columns)
    taken = set(entries)
    skipped += [
        Skipped(files.describe(entry), N_("it is not part of the parquet files"))
        for entry in files.entries
        if entry not in taken
    ]
    return _make_source(files, found, settings, tuple(skipped))


def _explain_without_pictures(files: Files, entries: Sequence[FileEntry], columns: Sequence[str]) -> None:
    """Says what is wrong with parquet files that are all there is; beside pictures they are tables.

    Raises:
        UserError: they are all there is.
    """
    if entries and not _has_pictures(files):
        raise UserError(
            _(
                "{file} has no column of pictures (it has {columns}): give also the folder of the "
                "pictures, if it names them."
            ).format(file=files.describe(entries[0]), columns=", ".join(columns))
        )


def _has_pictures(files: Files) -> bool:
    """Whether there are files beside the parquet files that may be, or hold, the pictures."""
    return any(entry.suffix in ENDINGS | _HOLDERS for entry in files.entries)


def _find_picture_column(file: pq.ParquetFile, asked: str | None, place: str) -> str | None:
    """The name of the column of pictures.

    Raises:
        UserError: several could be it.
    """
    kinds = {name: kind for name, (kind, __) in _read_features(file).items()}
    names = [
        field.name
        for field in file.schema_arrow
        if _get_bytes_path(field) and kinds.get(field.name, "Image") in ("Image", "Value")
    ]
    if asked in names:
        return asked
    likely = [name for name in names if kinds.get(name) == "Image"] or [
        name for name in names if _starts_like_picture(file, name)
    ]
    if not likely and len(names) == 1 and pa.types.is_struct(file.schema_arrow.field(names[0]).type):
        return names[0]  # the build finds that these are no pictures, or that there are none
    if len(likely) > 1:
        likely = [name for name in likely if name.lower() in ("image", "img")] or likely
    if len(likely) > 1:
        raise UserError(
            _("{place} has several columns of pictures ({columns}): name one with --file-column.").format(
                place=place, columns=", ".join(likely)
            )
        )
    return likely[0] if likely else None


def _get_bytes_path(field: pa.Field) -> str | None:
    """How parquet names a column's bytes; None if it has none."""
    if pa.types.is_struct(field.type):
        index = field.type.get_field_index("bytes")
        return f"{field.name}.bytes" if index >= 0 and _is_binary(field.type.field(index).type) else None
    return field.name if _is_binary(field.type) else None


def _is_binary(kind: pa.DataType) -> bool:
    return pa.types.is_binary(kind) or pa.types.is_large_binary(kind) or pa.types.is_binary_view(kind)


def _starts_like_picture(file: pq.ParquetFile, name: str) -> bool:
    path = _get_bytes_path(file.schema_arrow.field(name))
    for batch in file.iter_batches(batch_size=1, columns=[path], use_threads=False):
        column = batch.column(0)
        value = (column.flatten()[0] if pa.types.is_struct(column.type) else column)[0].as_py()
        if value is not None:
            return value.startswith(STARTS)
    return False


def _read_features(file: pq.ParquetFile) -> dict[str, tuple[str, tuple[str, ...] | None]]:
    """Kind and class names of each column, as `datasets` describes them in the schema; {} if it does not."""
    try:
        text = (file.schema_arrow.metadata or {})[b"huggingface"]
        features = json.loads(text)["info"]["features"]
        return {name: _read_feature(feature) for name, feature in features.items()}
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError):
        return {}


def _read_feature(feature: Any) -> tuple[str, tuple[str, ...] | None]:
    if not isinstance(feature, dict):
        return "", None
    names = feature.get("names")
    if feature.get("_type") != "ClassLabel" or not isinstance(names, list):
        return str(feature.get("_type")), None
    return "ClassLabel", tuple(str(name) for name in names)


def _describe(path: Path, file: pq.ParquetFile, column: str) -> _Shard:
    leaf = _get_bytes_path(file.schema_arrow.field(column))
    assert leaf is not None
    # Not the column's own size: with a damaged description of a column pyarrow ends the process.
    groups = [file.metadata.row_group(number) for number in range(file.num_row_groups)]
    size = sum(group.total_byte_size for group in groups)
    rows = max(1, file.metadata.num_rows)
    batch_rows = max(1, min(_BATCH_ROWS, int(_BATCH_BYTES * rows / max(size, 1))))
    shard = _Shard(path, leaf, tuple(group.num_rows for group in groups), batch_rows)
    if min(shard.groups, default=0) < 0 or shard.num_pictures > path.stat().st_size:
        raise pa.ArrowInvalid(
            _("it states {num_rows} rows").format(num_rows=format_count(shard.num_pictures))
        )
    return shard


def _explain_damage(place: str, error: Exception) -> UserError:
    return UserError(
        _("{place} is a damaged parquet file ({reason}): copy or download it again.").format(
            place=place, reason=explain(error)
        )
    )


def _make_source(
    files: Files, found: Sequence[_Found], settings: ImportSettings, skipped: tuple[Skipped, ...]
) -> Source | None:
    shards = [one.shard for one in found]
    if all(map(_holds_no_bytes, found)):
        if _has_pictures(files):
            return None
        raise UserError(
            _(
                "{file} names its pictures by their paths and does not hold them: give the folder in "
                "which they are."
            ).format(file=files.describe(found[0].entry))
        )
    if not sum(shard.num_pictures for shard in shards):
        raise UserError(
            _("{file} has no rows: there is nothing to import.").format(file=files.describe(found[0].entry))
        )
    place = files.describe(found[0].entry)
    if len(found) > 1:
        place = _("{names} and {count} more").format(names=place, count=format_count(len(found) - 1))
    columns = _read_columns(files, found)
    splits, split_note = _read_splits(found, columns)
    name, notes = choose_labels(columns, settings.label_column, place)
    if name is None:
        labels, class_names = np.full(sum(shard.num_pictures for shard in shards), -1, np.int64), ()
    else:
        labels, class_names = encode_labels(columns[name])
    return Source(
        form="parquet",
        recognised_by=_describe_columns(found, name),
        names=RowNames([one.entry.name for one in found], [shard.num_pictures for shard in shards]),
        splits=splits,
        labels=labels,
        class_names=class_names,
        reader=_Reader(shards),
        skipped=skipped,
        notes=(*split_note, *notes),
        keeps_order=True,
    )


def _describe_columns(found: Sequence[_Found], label_column: str | None) -> str:
    count, pictures = len(found), found[0].picture_column
    if label_column:
        return kept_ntext(
            "pictures in the column {pictures!r} of a parquet file, labels in {labels!r}",
            "pictures in the column {pictures!r} of {count} parquet files, labels in {labels!r}",
            count,
            count=count,
            pictures=pictures,
            labels=label_column,
        )
    return kept_ntext(
        "pictures in the column {pictures!r} of a parquet file",
        "pictures in the column {pictures!r} of {count} parquet files",
        count,
        count=count,
        pictures=pictures,
    )


def _holds_no_bytes(found: _Found) -> bool:
    """Whether there are pictures, and the bytes of each are missing."""
    try:
        for number in range(len(found.shard.groups)):
            for values in _iterate_values(found.shard, number):
                if values.null_count < len(values):
                    return False
    except _ERRORS:  # which is found again when the pictures are read
        return False
    return bool(found.shard.num_pictures)


def _read_columns(files: Files, found: Sequence[_Found]) -> dict[str, Column]:
    """All columns that may hold labels or splits; a file that lacks one has no labels of it."""
    columns: dict[str, Column] = {}
    done = 0
    for one in found:
        features = _read_features(one.file)
        for field in one.file.schema_arrow:
            several = _is_list(field.type)
            if field.name == one.picture_column or not (several or _is_value(field.type)):
                continue
            names = features.get(field.name, ("", None))[1]
            column = columns.setdefault(field.name, Column(class_names=names, several=several))
            if column.class_names != names:
                raise UserError(
                    _(
                        "the class names of {column!r} differ between the parquet files: import them one by "
                        "one."
                    ).format(column=field.name)
                )
            if not several:
                column.extend_encoded((), np.full(done - len(column.codes), -1))
                try:
                    _extend(column, one.file, field.name, done + one.shard.num_pictures)
                except _ERRORS as error:
                    raise _explain_damage(files.describe(one.entry), error) from error
        done += one.shard.num_pictures
    for column in columns.values():
        column.extend_encoded((), np.full(done - len(column.codes), -1))
    return columns


def _is_list(kind: pa.DataType) -> bool:
    return pa.types.is_list(kind) or pa.types.is_large_list(kind) or pa.types.is_fixed_size_list(kind)


def _is_value(kind: pa.DataType) -> bool:
    if pa.types.is_dictionary(kind):
        return _is_value(kind.value_type)
    is_text = pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind)
    return is_text or pa.types.is_integer(kind) or pa.types.is_boolean(kind) or pa.types.is_floating(kind)


def _extend(column: Column, file: pq.ParquetFile, name: str, end: int) -> None:
    for batch in file.iter_batches(batch_size=_LABEL_BATCH_ROWS, columns=[name], use_threads=False):
        values = batch.column(0)
        encoded = values if pa.types.is_dictionary(values.type) else values.dictionary_encode()
        codes = encoded.indices.cast(pa.int64()).fill_null(-1).to_numpy(zero_copy_only=False)
        values = encoded.dictionary[: MAX_CLASSES + 1].to_pylist()  # with more values it holds no labels
        column.extend_encoded(list(map(_simplify, values)), np.where(codes < len(values), codes, -1))
    if len(column.codes) != end:
        raise pa.ArrowInvalid(
            _("its column {column!r} does not have as many rows as it states").format(column=name)
        )


def _simplify(value: Any) -> int | str | None:
    if isinstance(value, float):
        return None if value != value else int(value) if value.is_integer() else str(value)
    return int(value) if isinstance(value, bool) else value


def _read_splits(found: Sequence[_Found], columns: dict[str, Column]) -> tuple[np.ndarray, tuple[str, ...]]:
    """The split of each picture: by the name of its file, or by a column, which is then none of labels."""
    of_files = [find_split(one.entry.path) for one in found]
    if not any(of_files):
        for name, column in columns.items():
            if column.values and all(recognise_split(str(value)) != NO_SPLIT for value in column.values):
                of_values = np.array([*map(recognise_split, map(str, column.values)), NO_SPLIT])
                codes = np.asarray(columns.pop(name).codes)
                return of_values[codes], (
                    kept_text("The splits are those of the column {column!r}.", column=name),
                )
    return np.repeat(np.array(of_files), [one.shard.num_pictures for one in found]), ()
