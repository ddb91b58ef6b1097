"""Tables as people have them: CSV, TSV, JSON lines and parquet, read in parts, every cell as text."""

import codecs
import csv
import io
import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aavae.data.disk import explain
from aavae.errors import UserError
from aavae.importing.files import READ_ERRORS, FileEntry, Files
from aavae.plain_json import to_json

if TYPE_CHECKING:
    import pandas as pd

ENDINGS = frozenset({".csv", ".tsv", ".jsonl", ".ndjson", ".parquet"})
MAX_BYTES = 512 * 2**20
"""The most that a table may have."""
MAX_COLUMNS = 1_000
"""The columns that are looked at, from the first on."""
_CELLS = 1_000_000
_MAX_LINE = 2**20
_MAX_TEXT = 1_024
_BYTE_ORDER_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}


class Table:
    """A table whose columns are known, and whose rows are not yet read.

    Attributes:
        entry: its file.
        place: where it is, for people.
        columns: the names of its columns.
        nested: columns of lists or of records, as far as rows were read.
    """

    def __init__(self, files: Files, entry: FileEntry, is_value: Callable[[str], bool]) -> None:
        """Reads the names of the columns.

        Args:
            files: which the table is one of.
            entry: its file.
            is_value: tells a value from the name of a column: a CSV that begins with one has no names, and
                its columns are called "1", "2", ...

        Raises:
            UserError: it cannot be read, or has too many bytes.
        """
        self.entry = entry
        self.place = files.describe(entry)
        self.nested: set[str] = set()
        try:
            self._path = files.find_path(entry, MAX_BYTES)
            if self._path.stat().st_size > MAX_BYTES:
                raise ValueError(f"it has more than {MAX_BYTES:,} bytes")
            if entry.suffix == ".parquet":
                self._read, self.columns = _open_parquet(self._path)
            elif entry.suffix in (".jsonl", ".ndjson"):
                self._read, self.columns = _open_json_lines(self._path, self.nested)
            else:
                self._read, self.columns = _open_csv(self._path, is_value)
        except (*_ERRORS, csv.Error) as error:
            raise self._explain(error) from error

    def read(self, columns: Sequence[str]) -> "Iterator[pd.DataFrame]":
        """Its rows in parts of at most a million cells: texts, empty where there is no value.

        Args:
            columns: which; at least one of `columns`.

        Raises:
            UserError: it is damaged.
        """
        try:
            yield from self._read(columns, max(1, _CELLS // len(columns)))
        except _ERRORS as error:
            raise self._explain(error) from error

    def _explain(self, error: Exception) -> UserError:
        return UserError(
            f"cannot read the table {self.place} ({explain(error)}): save it again as CSV in UTF-8, or "
            "remove it."
        )


# The errors of pandas and of pyarrow are of these kinds.
_ERRORS = (*READ_ERRORS, LookupError, TypeError, MemoryError)
_Read = Callable[[Sequence[str], int], "Iterator[pd.DataFrame]"]


def _open_csv(path: Path, is_value: Callable[[str], bool]) -> tuple[_Read, tuple[str, ...]]:
    encoding = _find_encoding(path)
    with path.open(encoding=encoding, newline="") as file:
        start = file.read(_MAX_LINE)
    separator = _find_separator(start, path)
    first = next(filter(None, csv.reader(io.StringIO(start, newline=""), delimiter=separator)), [])
    has_header = not any(map(is_value, first))
    names = [name.strip() or f"column {n}" for n, name in enumerate(first, 1)]
    columns = _make_distinct(names) if has_header else [str(n) for n in range(1, len(first) + 1)]

    def read(chosen: Sequence[str], rows: int) -> "Iterator[pd.DataFrame]":
        import pandas as pd

        with pd.read_csv(
            path,
            sep=separator,
            encoding=encoding,
            header=0 if has_header else None,
            names=columns,
            usecols=list(chosen),
            index_col=False,
            dtype=str,
            keep_default_na=False,
            chunksize=rows,
        ) as parts:
            for part in parts:
                yield part.fillna("")

    return read, tuple(columns[:MAX_COLUMNS])


def _find_encoding(path: Path) -> str:
    """By its first bytes; without a mark UTF-8, or what Western Windows writes where it is not that."""
    with path.open("rb") as file:
        start = file.read(4)
        for mark, encoding in _BYTE_ORDER_MARKS.items():
            if start.startswith(mark):
                return encoding
        decoder = codecs.getincrementaldecoder("utf-8")()
        file.seek(0)
        try:
            while part := file.read(2**20):
                decoder.decode(part)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return "cp1252" if _is_cp1252(path) else "latin-1"
    return "utf-8"


def _is_cp1252(path: Path) -> bool:
    """Whether it has none of the five bytes that mean nothing there."""
    with path.open("rb") as file:
        return not any(
            set(part) & set(b"\x81\x8d\x8f\x90\x9d") for part in iter(lambda: file.read(2**20), b"")
        )


def _find_separator(start: str, path: Path) -> str:
    if path.suffix.lower() == ".tsv":
        return "\t"
    first = next(filter(None, start.splitlines()), "")
    counts = {separator: len(next(csv.reader([first], delimiter=separator), [])) for separator in ",;\t|"}
    return max(counts, key=lambda separator: counts[separator])


def _make_distinct(names: Sequence[str]) -> list[str]:
    made: dict[str, None] = {}
    for name in names:
        unique, number = name, 1
        while unique in made:
            number += 1
            unique = f"{name} ({number})"
        made[unique] = None
    return list(made)


def _open_json_lines(path: Path, nested: set[str]) -> tuple[_Read, tuple[str, ...]]:
    columns: dict[str, None] = {}
    for record in _read_records(path):
        if len(columns) < MAX_COLUMNS:
            columns.update(dict.fromkeys(record))
        nested.update(name for name, value in record.items() if isinstance(value, dict | list))

    def read(chosen: Sequence[str], rows: int) -> "Iterator[pd.DataFrame]":
        import pandas as pd

        part: list[list[str]] = []
        for record in _read_records(path):
            part.append([_to_text(record.get(name)) for name in chosen])
            if len(part) == rows:
                yield pd.DataFrame(part, columns=list(chosen), dtype=str)
                part = []
        if part:
            yield pd.DataFrame(part, columns=list(chosen), dtype=str)

    return read, tuple(columns)[:MAX_COLUMNS]


def _read_records(path: Path) -> Iterator[dict[str, Any]]:
    with path.open("rb") as file:
        number = 0
        while line := file.readline(_MAX_LINE + 1):
            number += 1
            if len(line) > _MAX_LINE:
                raise ValueError(f"line {number} has more than {_MAX_LINE:,} bytes")
            if not (text := line.decode("utf-8-sig").strip()):
                continue
            try:
                record = json.loads(text)
            except (ValueError, RecursionError) as error:
                raise ValueError(f"line {number} is not JSON") from error
            if not isinstance(record, dict):
                raise ValueError(f"line {number} is not a record, such as {{...}}")
            yield record


def _to_text(value: Any) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else to_json(value)


def _open_parquet(path: Path) -> tuple[_Read, tuple[str, ...]]:
    import pyarrow.parquet as pq

    with pq.ParquetFile(path) as file:
        columns = [field.name for field in file.schema_arrow if _is_simple(field.type)]
        if (
            sum(file.metadata.row_group(i).total_byte_size for i in range(file.num_row_groups))
            > 4 * MAX_BYTES
        ):
            raise ValueError(f"it unpacks to more than {4 * MAX_BYTES:,} bytes")

    def read(chosen: Sequence[str], rows: int) -> "Iterator[pd.DataFrame]":
        import pandas as pd

        # As a dictionary, a text that is repeated takes its room once.
        with pq.ParquetFile(path, read_dictionary=list(chosen)) as file:
            for batch in file.iter_batches(min(rows, 2**14), columns=list(chosen)):
                yield pd.DataFrame({name: _to_texts(batch.column(name)) for name in chosen}, dtype=str)

    return read, tuple(columns[:MAX_COLUMNS])


def _to_texts(column: Any) -> Any:
    """A column of parquet as an array of texts, none of them longer than any name or label."""
    import pyarrow as pa

    if pa.types.is_dictionary(column.type):
        texts = _to_texts(column.dictionary)
        return pa.DictionaryArray.from_arrays(column.indices, texts).dictionary_decode().fill_null("")
    return _shorten(column.cast(pa.string())).fill_null("")


def _shorten(texts: Any) -> Any:
    import pyarrow.compute as pc

    options = pc.SliceOptions(0, _MAX_TEXT)
    return pc.call_function("utf8_slice_codeunits", [texts], options)


def _is_simple(kind: Any) -> bool:
    import pyarrow as pa

    if pa.types.is_dictionary(kind):
        kind = kind.value_type
    tests = (pa.types.is_string, pa.types.is_large_string, pa.types.is_integer, pa.types.is_floating)
    return any(test(kind) for test in (*tests, pa.types.is_boolean))
