"""Columns that may hold labels: which of them does, and what classes its values are."""

import re
from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from aavae.errors import UserError
from aavae.importing.source import UNLABELLED_LABEL

MAX_CLASSES = 2_000
"""What has more different values than this is a name or a text, not a class."""
_WORDS = {"label", "labels", "class", "classes", "classname", "cls", "category", "target", "targets", "y"}

Value = int | str


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
    def is_text(self) -> bool:
        """Whether it has values, and they are texts."""
        return any(isinstance(value, str) for value in self.values)


def choose_label_column(
    columns: Mapping[str, Column], asked: str | None, place: str
) -> tuple[str | None, tuple[str, ...]]:
    """Finds the column of labels: the one that is asked for, or the only one that fits best.

    Best fits a column whose classes the file names, then one with a name such as "label" or "class_name",
    then one of few values that come often. Of columns that say the same, such as a number and a name of each
    class, it is the texts.

    Args:
        columns: by name.
        asked: the name that a person gave.
        place: what the columns are in, for people.

    Returns:
        Its name, or None if no column fits; and what was decided, in sentences.

    Raises:
        UserError: there is none of the name that was given; it has several labels a picture or too many
            different ones; or several fit equally well.
    """
    if asked is not None:
        if asked not in columns:
            raise UserError(
                f"{place} has no label column {asked!r}: it has {', '.join(columns) or 'none'}; name one of "
                "them with --label-column."
            )
        check_classes(f"{asked!r} in {place}", columns[asked])
        return asked, ()
    described = [name for name, column in columns.items() if column.class_names is not None]
    named = [name for name in columns if _WORDS & set(re.split(r"[^a-z]+", name.lower()))]
    named = [name for name in named if len(columns[name].values) <= MAX_CLASSES] or named
    for names in (described, named):
        names = _merge_same(names, columns)
        if len(names) > 1:
            raise UserError(
                f"{place} has several columns of labels ({', '.join(names)}): name one of them with "
                "--label-column."
            )
        if names:
            check_classes(f"{names[0]!r} in {place}", columns[names[0]])
            return names[0], ()
    likely = _merge_same([name for name, column in columns.items() if _looks_like_classes(column)], columns)
    if len(likely) == 1:
        return likely[0], (f"The labels are those of {likely[0]!r}, the only column of few values.",)
    if likely:
        return None, (
            f"No column is called a label; {', '.join(likely)} could be: name one with --label-column.",
        )
    return None, ()


def check_classes(place: str, column: Column) -> None:
    """Refuses a column that cannot be one of labels; `place` says where it is.

    Raises:
        UserError: it has several labels a picture, or too many different ones.
    """
    if column.several:
        raise UserError(
            f"{place} has several labels an image: images need one class each; name another column with "
            "--label-column."
        )
    if len(column.values) > MAX_CLASSES and column.class_names is None:
        raise UserError(
            f"{place} has more than {MAX_CLASSES:,} different values, which are no classes: name another "
            "column with --label-column."
        )


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
        raise UserError(f"there is a label {value!r}, but there are {len(names)} class names: correct one.")
    return label


def _is_integer(value: Value) -> bool:
    return isinstance(value, int) or (value.isascii() and value.isdigit())


def _looks_like_classes(column: Column) -> bool:
    return 2 <= len(column.values) <= min(MAX_CLASSES, len(column.codes) // 2)


def _merge_same(names: list[str], columns: Mapping[str, Column]) -> list[str]:
    """Of columns whose values go together one to one, the first of texts, or the first."""
    groups: list[list[str]] = []
    for name in names:
        for group in groups:
            if _are_same(columns[name], columns[group[0]]):
                group.append(name)
                break
        else:
            groups.append([name])
    return [next((name for name in group if columns[name].is_text), group[0]) for group in groups]


def _are_same(first: Column, second: Column) -> bool:
    if len(first.values) != len(second.values) or first.several or second.several:
        return False
    return len(set(zip(first.codes, second.codes, strict=True))) == len(set(first.codes))
