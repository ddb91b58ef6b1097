"""Columns of pictures that may hold labels, value by value, and what classes their values are."""

from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from aavae.errors import UserError
from aavae.formatting import format_count
from aavae.importing.label_column import MAX_CLASSES, Candidate, Value, choose_label_column
from aavae.importing.source import UNLABELLED_LABEL
from aavae.language import _


@dataclass
class Column:
    """What a column holds, value by value.

    Attributes:
        codes: for each picture a row of `values`, or -1 where there is none.
        values: the different values, in the order in which they came; no more than `MAX_CLASSES` + 1.
        class_names: what the integers in it stand for, if the file says so.
        several: whether it holds several values a picture, which are no class; then it has no values.
    """

    codes: array = field(default_factory=lambda: array("q"))
    values: dict[Value, int] = field(default_factory=dict)
    class_names: tuple[str, ...] | None = None
    several: bool = False

    def extend(self, values: Iterable[Value | None]) -> None:
        """Adds the values of further pictures. A text without letters is none."""
        self.codes.extend(map(self._number, values))

    def extend_encoded(self, values: Sequence[Value | None], codes: np.ndarray) -> None:
        """Adds the values of further pictures, given as rows of `values`, int64 (N,); -1 for none."""
        table = np.array([*map(self._number, values), -1], np.int64)
        self.codes.frombytes(table[codes].tobytes())

    def _number(self, value: Value | None) -> int:
        if value is None or value == "":
            return -1
        if value not in self.values and len(self.values) > MAX_CLASSES and self.class_names is None:
            return -1
        return self.values.setdefault(value, len(self.values))

    @property
    def candidate(self) -> Candidate:
        """What tells whether it is the labels."""
        filled = len(self.codes) - self.codes.count(-1)
        return Candidate(self.values, filled, self.class_names, self.several)


def choose_labels(
    columns: Mapping[str, Column], asked: str | None, place: str
) -> tuple[str | None, tuple[str, ...]]:
    """`label_column.choose_label_column` of columns of pictures.

    Raises:
        UserError: as there.
    """
    candidates = {name: column.candidate for name, column in columns.items()}
    return choose_label_column(candidates, asked, place, lambda names: _group_same(names, columns))


def encode_labels(column: Column) -> tuple[np.ndarray, tuple[str, ...]]:
    """Labels and class names of a column: integers in order of size, texts in that of their letters.

    Returns:
        int64 (N,), -1 where there is no value or the integer -1, by which sets mark a picture without a
        label; and the names of the classes.

    Raises:
        UserError: an integer has no name among `column.class_names`.
    """
    codes = np.frombuffer(column.codes, np.int64) if column.codes else np.empty(0, np.int64)
    if column.class_names is not None:
        names = column.class_names
        labels = {value: _find_label(value, names) for value in column.values}
    else:
        kept = [value for value in column.values if value != UNLABELLED_LABEL]
        kept.sort(key=lambda value: (0, int(value), "") if _is_integer(value) else (1, 0, str(value)))
        names = tuple(str(value) for value in kept)
        labels = {value: row for row, value in enumerate(kept)} | {UNLABELLED_LABEL: UNLABELLED_LABEL}
    # The last one stands for the code -1.
    table = np.array([*(labels[value] for value in column.values), UNLABELLED_LABEL], np.int64)
    return table[codes], names


def _find_label(value: Value, names: tuple[str, ...]) -> int:
    label = value if isinstance(value, int) else names.index(value) if value in names else len(names)
    if not -1 <= label < len(names):
        raise UserError(
            _("there is a label {value!r}, but there are {count} class names: correct one.").format(
                value=value, count=format_count(len(names))
            )
        )
    return label


def _is_integer(value: Value) -> bool:
    return isinstance(value, int) or (value.isascii() and value.isdigit())


def _group_same(names: Sequence[str], columns: Mapping[str, Column]) -> list[list[str]]:
    groups: list[list[str]] = []
    for name in names:
        for group in groups:
            if _are_same(columns[name], columns[group[0]]):
                group.append(name)
                break
        else:
            groups.append([name])
    return groups


def _are_same(first: Column, second: Column) -> bool:
    if len(first.values) != len(second.values) or first.several or second.several:
        return False
    pairs = set(zip(first.codes, second.codes, strict=True))
    return len(pairs) == len(set(first.codes)) == len(set(second.codes))
