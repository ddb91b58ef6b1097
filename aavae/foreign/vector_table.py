"""Vectors in a parquet file: a column of lists, or a column a number, and what says whose they are."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from aavae.errors import UserError
from aavae.foreign.vector_rows import Keys, VectorRows, check_width
from aavae.formatting import format_count
from aavae.importing.files import READ_ERRORS
from aavae.importing.source import NO_SPLIT, TEST, TRAIN
from aavae.importing.splits import find_split_word, recognise_split
from aavae.language import _, pgettext

_BLOCK_BYTES = 4 * 2**20
_KEY_ROWS = 65_536
_ERRORS = (pa.ArrowException, *READ_ERRORS)
_VECTOR_NAMES = ("h", "vector", "vectors", "embedding", "embeddings", "feature", "features", "representation")
_FILE_NAMES = (
    "file",
    "file_name",
    "filename",
    "file_path",
    "filepath",
    "path",
    "image_path",
    "image_file",
    "image",
    "name",
    "id",
)
"""Columns of texts that name pictures."""
_LABEL_NAMES = ("label", "labels", "target", "targets", "class", "y")
_BESIDE = ("index", "id", "split", *_LABEL_NAMES, "__index_level_0__", "unnamed: 0")
"""Columns of numbers that are no part of a vector; the last two are what pandas calls its own row numbers."""


class _Vectors(NamedTuple):
    """The columns of the vectors: one of lists, or one for each number of theirs."""

    columns: tuple[str, ...]
    are_lists: bool


def find_table_rows(path: Path, has_names: bool, most_rows: int) -> VectorRows:
    """The vectors of a parquet file, and what says whose they are.

    Args:
        path: of the file.
        has_names: whether images can be found by the names of their files.
        most_rows: the most rows that it may have, as many as there are images.

    Raises:
        UserError: it has no vectors, they are of no width, or the file is damaged.
    """
    try:
        file = _open(path)
        schema = {field.name: field.type for field in file.schema_arrow}
        if len(schema) != len(file.schema_arrow):
            raise UserError(_("{path} has two columns of one name: rename one of them.").format(path=path))
        num_rows = file.metadata.num_rows
        if not 0 < num_rows <= most_rows:
            raise UserError(
                _("{path} has {num_rows} rows, and there are {most_rows} images.").format(
                    path=path, num_rows=format_count(num_rows), most_rows=format_count(most_rows)
                )
            )
        vectors = _choose_vectors(path, schema)
        width = _read_width(path, file, vectors)
        check_width(str(path), width)
        labels = _find(schema, _LABEL_NAMES, pa.types.is_integer)
        return VectorRows(
            place=str(path),
            num_rows=num_rows,
            width=width,
            read=partial(_read, path, vectors, width),
            split=_name_split(path),
            splits=_read_splits(path, file, schema),
            keys=_read_keys(path, file, schema, has_names),
            labels=None if labels is None else _read_integers(path, file, labels, fill=-1),
        )
    except _ERRORS as error:
        raise _explain_damage(path, error) from error


def _open(path: Path) -> pq.ParquetFile:
    # Only both together keep pyarrow from reading a whole row group, which is often the whole file, at once.
    return pq.ParquetFile(path, pre_buffer=False, buffer_size=2**20)


def _name_split(path: Path) -> str:
    split = find_split_word(path.stem)
    return split if split in (TRAIN, TEST) else NO_SPLIT


def _is_number(kind: pa.DataType) -> bool:
    return pa.types.is_floating(kind) or pa.types.is_integer(kind) or pa.types.is_boolean(kind)


def _is_text(kind: pa.DataType) -> bool:
    if pa.types.is_dictionary(kind):
        return _is_text(kind.value_type)
    return pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind)


def _get_storage(kind: pa.DataType) -> pa.DataType:
    """The type of the values of a column; one of tensors is stored as lists."""
    return kind.storage_type if isinstance(kind, pa.BaseExtensionType) else kind


def _is_list(kind: pa.DataType) -> bool:
    kind = _get_storage(kind)
    return pa.types.is_list(kind) or pa.types.is_large_list(kind) or pa.types.is_fixed_size_list(kind)


def _choose_vectors(path: Path, schema: dict[str, pa.DataType]) -> _Vectors:
    lists = [name for name, kind in schema.items() if _is_list(kind)]
    if len(lists) > 1:
        lists = [name for name in lists if name.lower() in _VECTOR_NAMES] or lists
    if len(lists) > 1:
        raise UserError(
            _("{path} has several columns of lists ({columns}): keep one, or name it 'vector'.").format(
                path=path, columns=", ".join(lists)
            )
        )
    if lists:
        inner = _get_storage(schema[lists[0]]).value_type
        if not _is_number(inner):
            raise UserError(
                _("{path} has lists of the type {type} in '{column}': vectors are lists of numbers.").format(
                    path=path, type=inner, column=lists[0]
                )
            )
        return _Vectors((lists[0],), True)
    numbers = tuple(name for name, kind in schema.items() if _is_number(kind) and name.lower() not in _BESIDE)
    if not numbers:
        columns = ", ".join(schema) or pgettext("in a list", "none")
        raise UserError(
            _(
                "{path} has no vectors: it needs a column of lists of numbers, or a column for each of "
                "their numbers; its columns are {columns}."
            ).format(path=path, columns=columns[:300])
        )
    return _Vectors(numbers, False)


def _read_width(path: Path, file: pq.ParquetFile, vectors: _Vectors) -> int:
    if not vectors.are_lists:
        return len(vectors.columns)
    for batch in file.iter_batches(batch_size=1, columns=list(vectors.columns), use_threads=False):
        return int(_get_lists(path, batch, 0)[1][0])
    return 0


def _find(
    schema: dict[str, pa.DataType], names: Sequence[str], fits: Callable[[pa.DataType], bool]
) -> str | None:
    """The first column of one of the names, in any case, whose type fits."""
    by_name = {name.lower(): name for name, kind in schema.items() if fits(kind)}
    return next((by_name[name] for name in names if name in by_name), None)


def _read_keys(
    path: Path, file: pq.ParquetFile, schema: dict[str, pa.DataType], has_names: bool
) -> Keys | None:
    """What says which image a row is of: names where images have some, else their numbers."""
    name = _find(schema, _FILE_NAMES, _is_text)
    if name is not None and has_names:
        return Keys(name, "name", _read_texts(path, file, name))
    for kind in ("index", "id"):
        if (column := _find(schema, (kind,), pa.types.is_integer)) is not None:
            return Keys(column, kind, _read_integers(path, file, column))
    # Without names of the images nothing can be found by them, which is said where that is tried.
    return None if name is None else Keys(name, "name", _read_texts(path, file, name))


def _read_splits(path: Path, file: pq.ParquetFile, schema: dict[str, pa.DataType]) -> np.ndarray | None:
    column = _find(schema, ("split",), _is_text)
    if column is None:
        return None
    words = _read_texts(path, file, column)
    found = {word: recognise_split(word) for word in set(words)}
    for word, split in found.items():
        if split not in (TRAIN, TEST):
            raise UserError(
                _("{path} has the split {word!r} in '{column}': write train or test.").format(
                    path=path, word=word[:60], column=column
                )
            )
    return np.array([found[word] for word in words])


def _read_column(path: Path, file: pq.ParquetFile, column: str) -> Iterator[pa.Array]:
    done = 0
    for batch in file.iter_batches(batch_size=_KEY_ROWS, columns=[column], use_threads=False):
        yield batch.column(0)
        done += batch.num_rows
    if done != file.metadata.num_rows:
        raise pa.ArrowInvalid(
            _("its column '{column}' does not have as many rows as it states").format(column=column)
        )


def _read_texts(path: Path, file: pq.ParquetFile, column: str) -> list[str]:
    texts: list[str | None] = []
    for values in _read_column(path, file, column):
        texts += values.to_pylist()
    if None in texts:
        raise UserError(
            _("{path} has no value in '{column}' of row {row}: fill it in.").format(
                path=path, column=column, row=format_count(texts.index(None))
            )
        )
    return [text for text in texts if text is not None]


def _read_integers(path: Path, file: pq.ParquetFile, column: str, fill: int | None = None) -> np.ndarray:
    """A column of integers, int64 (N,); with `fill` where there is none.

    Raises:
        UserError: one is missing, and there is no `fill`.
    """
    parts, done = [], 0
    for values in _read_column(path, file, column):
        if fill is None and values.null_count:
            row = done + int(np.flatnonzero(values.is_null().to_numpy(zero_copy_only=False))[0])
            raise UserError(
                _("{path} has no value in '{column}' of row {row}: fill it in.").format(
                    path=path, column=column, row=format_count(row)
                )
            )
        done += len(values)
        values = values.cast(pa.int64())
        parts.append((values if fill is None else values.fill_null(fill)).to_numpy(zero_copy_only=False))
    return np.concatenate(parts)


def _read(path: Path, vectors: _Vectors, width: int) -> Iterator[np.ndarray]:
    """Vectors as they lie in the file, a few MB at a time."""
    batch_rows = max(1, _BLOCK_BYTES // (8 * width))
    done = 0
    try:
        file = _open(path)
        columns = list(vectors.columns)
        for batch in file.iter_batches(batch_size=batch_rows, columns=columns, use_threads=False):
            yield _to_lists(path, batch, width, done) if vectors.are_lists else _to_rows(batch, columns)
            done += batch.num_rows
        if done != file.metadata.num_rows:
            raise pa.ArrowInvalid(_("it has fewer rows than it states"))
    except _ERRORS as error:
        raise _explain_damage(path, error) from error


def _get_lists(path: Path, batch: pa.RecordBatch, done: int) -> tuple[pa.Array, np.ndarray]:
    """A column of lists, and how many numbers each has.

    Raises:
        UserError: a list is missing.
    """
    column = batch.column(0)
    if isinstance(column, pa.ExtensionArray):
        column = column.storage
    if column.null_count:
        row = done + int(np.flatnonzero(column.is_null().to_numpy(zero_copy_only=False))[0])
        raise UserError(
            _("{path} has no vector in row {row} (from 0): leave the row out, or fill it in.").format(
                path=path, row=format_count(row)
            )
        )
    if isinstance(column, pa.FixedSizeListArray):
        return column, np.full(len(column), column.type.list_size)
    return column, column.value_lengths().to_numpy(zero_copy_only=False)


def _to_lists(path: Path, batch: pa.RecordBatch, width: int, done: int) -> np.ndarray:
    column, lengths = _get_lists(path, batch, done)
    if (other := np.flatnonzero(lengths != width)).size:
        raise UserError(
            _(
                "{path} has {count} numbers in row {row} (from 0), and {width} in the first: all vectors "
                "must be of one width."
            ).format(
                path=path,
                count=format_count(int(lengths[other[0]])),
                row=format_count(done + int(other[0])),
                width=format_count(width),
            )
        )
    return _to_numbers(column.flatten()).reshape(-1, width)


def _to_rows(batch: pa.RecordBatch, columns: Sequence[str]) -> np.ndarray:
    return np.stack([_to_numbers(batch.column(name)) for name in columns], axis=1)


def _to_numbers(values: pa.Array) -> np.ndarray:
    """Numbers of any type; those that are missing are NaN, which is refused as that is."""
    if values.null_count:
        values = values.cast(pa.float64())
    return values.to_numpy(zero_copy_only=False)


def _explain_damage(path: Path, error: BaseException) -> UserError:
    reason = str(error).splitlines()[0].rstrip(".") if str(error) else type(error).__name__
    return UserError(
        _("{path} is no parquet file, or damaged ({reason}): save or copy it again.").format(
            path=path, reason=reason[:200]
        )
    )
