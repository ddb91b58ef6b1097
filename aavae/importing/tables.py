"""Tables as people have them: CSV, TSV, JSON lines and parquet, read in parts, every cell as text."""

import codecs
import csv
import io
import itertools
import json
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aavae.data.disk import explain
from aavae.errors import UserError
from aavae.formatting import format_count
from aavae.importing.files import READ_ERRORS, FileEntry, Files
from aavae.language import _
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
_LINES = 20
"""From which the separator of a CSV is told."""
_END = "\0end"
"""Follows the last line of a CSV: in an open quotation, it becomes part of it."""
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
        overlong: the lines of a CSV with rows of more fields than there are columns, as far as rows were
            read: nobody knows which field is which, so they are left out.
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
        self.overlong: set[int] = set()
        try:
            self._path = files.find_path(entry, MAX_BYTES)
            if self._path.stat().st_size > MAX_BYTES:
                raise ValueError(_("it has more than {most} bytes").format(most=format_count(MAX_BYTES)))
            if entry.suffix == ".parquet":
                self._read, self.columns = _open_parquet(self._path)
            elif entry.suffix in (".jsonl", ".ndjson"):
                self._read, self.columns = _open_json_lines(self._path, self.nested)
            else:
                self._read, self.columns = _open_csv(self._path, is_value, self.overlong)
        except _ERRORS as error:
            raise self._explain(error) from error

    def read(self, columns: Sequence[str]) -> "Iterator[pd.DataFrame]":
        """Its rows in parts of at most a million cells: texts, empty where there is no value.

        Args:
            columns: which; at least one of `columns`.

        Raises:
            UserError: it is damaged, or most of its rows have more fields than it has columns.
        """
        try:
            yield from self._read(columns, max(1, _CELLS // len(columns)))
        except _ERRORS as error:
            raise self._explain(error) from error

    def _explain(self, error: Exception) -> UserError:
        return UserError(
            _(
                "cannot read the table {place} ({reason}): save it again as CSV in UTF-8, or remove it."
            ).format(place=self.place, reason=explain(error))
        )


# The errors of pyarrow are of these kinds.
_ERRORS = (*READ_ERRORS, LookupError, TypeError, MemoryError, csv.Error)
_Read = Callable[[Sequence[str], int], "Iterator[pd.DataFrame]"]


def _open_csv(
    path: Path, is_value: Callable[[str], bool], overlong: set[int]
) -> tuple[_Read, tuple[str, ...]]:
    csv.field_size_limit(MAX_BYTES)  # of this process: a long text is no damage
    encoding = _find_encoding(path)
    with path.open(encoding=encoding, newline="") as file:
        start = file.read(_MAX_LINE)
    separator = _find_separator(start, path)
    __, first = next(_read_rows(path, encoding, separator), (0, []))
    has_header = not any(map(is_value, first))
    names = [name.strip() or f"column {n}" for n, name in enumerate(first, 1)]
    columns = _make_distinct(names) if has_header else [str(n) for n in range(1, len(first) + 1)]
    width = len(columns)

    def read(chosen: Sequence[str], rows: int) -> "Iterator[pd.DataFrame]":
        import pandas as pd

        positions = [columns.index(name) for name in chosen]
        part: list[list[str]] = []
        num_rows = 0
        for line, row in itertools.islice(_read_rows(path, encoding, separator), int(has_header), None):
            num_rows += 1
            if len(row) < width:
                row += [""] * (width - len(row))
            elif len(row) > width and any(row[width:]):  # a separator that ends every row adds an empty one
                overlong.add(line)
                continue
            part.append([row[position] for position in positions])
            if len(part) == rows:
                yield pd.DataFrame(part, columns=list(chosen), dtype=str)
                part = []
        if 2 * len(overlong) > num_rows:
            raise ValueError(
                _(
                    "{count} of its {num_rows} rows have more fields than it has columns, the first "
                    "of them in line {first}"
                ).format(
                    count=format_count(len(overlong)),
                    num_rows=format_count(num_rows),
                    first=min(overlong),
                )
            )
        if part:
            yield pd.DataFrame(part, columns=list(chosen), dtype=str)

    return read, tuple(columns[:MAX_COLUMNS])


def _read_rows(path: Path, encoding: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    """The rows of a CSV that are not blank, and the line in which each begins."""
    with path.open(encoding=encoding, newline="") as file:
        reader = csv.reader(itertools.chain(file, [_END]), delimiter=separator)
        line = 1
        for row in reader:
            if row and row[-1].endswith(_END):
                if row == [_END]:
                    return
                raise ValueError(
                    _("EOF inside string: a quotation mark that line {line} opens is never closed").format(
                        line=line
                    )
                )
            is_blank = not row or (len(row) == 1 and row[0].isspace())
            if not is_blank and not (line == 1 and _find_stated_separator(separator.join(row))):
                yield line, row
            line = reader.line_num + 1


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
    """The one that divides the first line most often, and of several the lines after it as often."""
    if path.suffix.lower() == ".tsv":
        return "\t"
    lines = list(itertools.islice(filter(str.strip, io.StringIO(start, newline="")), _LINES))
    if lines and (stated := _find_stated_separator(lines[0])):
        return stated
    counts = {
        separator: [len(row) for row in csv.reader(lines, delimiter=separator)] or [0]
        for separator in ",;\t|"
    }

    def rank(separator: str) -> tuple[int, int]:
        first, *__ = widths = counts[separator]
        return first, widths.count(first) if first > 1 else 0

    return max(counts, key=rank)


def _find_stated_separator(line: str) -> str:
    """What the first line says that separates fields, as Excel writes it; "" if it says nothing."""
    match = re.fullmatch(r"sep=([,;\t|])\s*", line)
    return match[1] if match else ""


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
                raise ValueError(
                    _("line {number} has more than {most} bytes").format(
                        number=number, most=format_count(_MAX_LINE)
                    )
                )
            if not (text := line.decode("utf-8-sig").strip()):
                continue
            try:
                record = json.loads(text)
            except (ValueError, RecursionError) as error:
                raise ValueError(_("line {number} is not JSON").format(number=number)) from error
            if not isinstance(record, dict):
                raise ValueError(_("line {number} is not a record, such as {{...}}").format(number=number))
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
            raise ValueError(
                _("it unpacks to more than {most} bytes").format(most=format_count(4 * MAX_BYTES))
            )

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
