"""Which column holds the labels: that of a table, a parquet file or JSON, by what is in it and its name."""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from aavae.errors import UserError
from aavae.formatting import format_count
from aavae.importing.files import is_printable
from aavae.kept_text import kept_text, show_text
from aavae.language import _

MAX_CLASSES = 2_000
"""What has more different values than this is a name or a text, not a class."""
_MAX_LABEL = 100
_MAX_LISTED = 12
_NAMES = frozenset(
    {
        "category",
        "class",
        "classes",
        "classid",
        "classname",
        "cls",
        "label",
        "labels",
        "labelid",
        "labelname",
        "target",
        "targets",
    }
)
_WORDS = frozenset(
    {"category", "class", "classes", "classname", "cls", "label", "labels", "target", "targets", "y"}
)
_INTEGER = re.compile(r"[+-]?\d+(\.0+)?")
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")

Value = int | str
GroupSame = Callable[[Sequence[str]], Sequence[Sequence[str]]]
"""Puts names of columns whose values correspond one to one together, in the order in which they are given."""


@dataclass(frozen=True)
class Candidate:
    """A column that may hold labels.

    Attributes:
        values: its different values, at most `MAX_CLASSES` + 1.
        filled: how many rows have one.
        class_names: what the integers in it stand for, if the file says so.
        several: whether it holds several values a picture, which are no class; then it has no values.
    """

    values: Collection[Value]
    filled: int
    class_names: tuple[str, ...] | None = None
    several: bool = False

    @property
    def is_measured(self) -> bool:
        """Whether all values are numbers, and not all whole ones."""
        return not is_integer(self.values) and all(map(_NUMBER.fullmatch, map(str, self.values)))

    @property
    def longest(self) -> int:
        """Characters of its longest value."""
        return max((len(str(value)) for value in self.values), default=0)

    @property
    def has_few_values(self) -> bool:
        """Whether its values may be classes: few and short, texts or whole numbers."""
        return 0 < len(self.values) <= MAX_CLASSES and self.longest <= _MAX_LABEL and not self.is_measured

    @property
    def is_likely(self) -> bool:
        """Whether its values may be classes and come often, and are not all the same."""
        return self.has_few_values and 1 < len(self.values) <= self.filled // 2


def choose_label_column(
    candidates: Mapping[str, Candidate],
    asked: str | None,
    place: str,
    group_same: GroupSame,
    is_table: bool = False,
) -> tuple[str | None, tuple[str, ...]]:
    """Finds the column of labels: the one that is asked for, or the only one that fits best.

    Best fits a column whose classes the file names, then one with a name such as "label" or "class_name" in
    which values come again, then one of few values that come often, then another with such a name. Of columns
    that say the same, such as a number and a name of each class, it is the texts. Measures are no labels.

    Args:
        candidates: by name.
        asked: the name that a person gave.
        place: what the columns are in, for people.
        group_same: tells which columns say the same.
        is_table: whether the columns are those of a table beside the pictures, which is there to say what
            they are: the only one is the labels, and of several that fit equally well a person has to choose,
            also where a name merely has a word like "label" in it ("label_source").

    Returns:
        Its name, or None if no column fits; and what was decided, in sentences for `show_text`.

    Raises:
        UserError: there is none of the name that was given; it has several labels a picture, too many
            different ones, or some that are no names; or several fit equally well.
    """
    if asked is not None:
        if asked not in candidates or not (candidates[asked].values or candidates[asked].several):
            raise UserError(
                _("no column {asked!r} with labels in {place}: it has {columns}.").format(
                    asked=asked, place=place, columns=list_names(candidates)
                )
            )
        _check(f"{asked!r} in {place}", candidates[asked], is_table)
        return asked, ()
    likely = [name for name, column in candidates.items() if column.is_likely]
    found = _find_called(candidates, bool(likely), is_table)
    is_called = bool(found)
    found = _merge_same(found or likely, candidates, group_same)
    if not found and is_table:
        filled = [name for name, column in candidates.items() if column.values]
        found = [name for name in filled if len(filled) == 1 and not candidates[name].is_measured]
    if len(found) > 1 and (is_called or is_table):
        raise UserError(
            _(
                "several columns of {place} may be the labels ({columns}): choose one with --label-column."
            ).format(place=place, columns=list_names(found))
        )
    if len(found) > 1:
        return None, (
            kept_text(
                "No column is called a label; {columns} could be: choose one with --label-column.",
                columns=_list_some(found),
            ),
        )
    if not found:
        return None, ()
    _check(f"{found[0]!r} in {place}", candidates[found[0]], is_table)
    is_told = is_called or is_table
    return found[0], () if is_told else (
        kept_text("The labels are those of {column!r}, the only column of few values.", column=found[0]),
    )


def check_classes(place: str, column: Candidate, is_table: bool = False) -> None:
    """Refuses a column that cannot be one of labels.

    Args:
        place: where it is, for people.
        column: which.
        is_table: whether it is in a table beside the pictures, which can be left out.

    Raises:
        UserError: it has several labels a picture, or too many different ones.
    """
    if column.several:
        problem = _("{place} has several labels an image, and images need one class each").format(place=place)
        raise _refuse(problem, is_table)
    if len(column.values) > MAX_CLASSES and column.class_names is None:
        problem = _("{place} has more than {most} different values, which are no classes").format(
            place=place, most=format_count(MAX_CLASSES)
        )
        raise _refuse(problem, is_table)


def is_integer(values: Collection[Value]) -> bool:
    """Whether all values are whole numbers, also as pandas writes them beside missing ones: 3.0."""
    return all(map(_INTEGER.fullmatch, map(str, values)))


def list_names(names: Collection[str]) -> str:
    """Names of columns, for people: a dozen at most."""
    return show_text(_list_some(names))


def _list_some(names: Collection[str]) -> str:
    if not names:
        return kept_text("none")
    shown = ", ".join(map(repr, list(names)[:_MAX_LISTED]))
    rest = len(names) - _MAX_LISTED
    return kept_text("{names} and {count} more", names=shown, count=rest) if rest > 0 else shown


def _check(place: str, column: Candidate, is_table: bool) -> None:
    """Refuses a column that was chosen and is none of labels; also texts that are no names of classes."""
    check_classes(place, column, is_table)
    if bad := next((value for value in map(str, column.values) if not is_printable(value)), None):
        raise UserError(
            _("{place} has control characters in {bad!r}: replace them.").format(place=place, bad=bad)
        )
    if column.longest > _MAX_LABEL:
        problem = _("{place} has texts of more than {most} characters, which are no names of classes").format(
            place=place, most=_MAX_LABEL
        )
        raise _refuse(problem, is_table)


def _refuse(problem: str, is_table: bool) -> UserError:
    """What is wrong with a column, and what to do: it is one of a table that can be left out, or not."""
    if is_table:
        return UserError(
            _(
                "{problem}: choose another column with --label-column, or remove the table to import the "
                "pictures without labels."
            ).format(problem=problem)
        )
    return UserError(_("{problem}: choose another column with --label-column.").format(problem=problem))


def _find_called(candidates: Mapping[str, Candidate], has_likely: bool, is_table: bool) -> list[str]:
    """The columns that are labels by what the file says of them, or by their names."""
    if described := [name for name, column in candidates.items() if column.class_names is not None]:
        return described
    usable = [
        name
        for name, column in candidates.items()
        if column.several or (column.values and not column.is_measured)
    ]
    called = [name for name in usable if re.sub("[ _.-]", "", name.lower()) in _NAMES]
    if not called and not is_table:
        called = [name for name in usable if _WORDS & set(re.split(r"[^a-z]+", name.lower()))]
    few = [name for name in called if candidates[name].has_few_values]
    few = [name for name in few if len(candidates[name].values) > 1] or few
    comes_again = any(1 < len(candidates[name].values) < candidates[name].filled for name in few)
    return few or called if comes_again or not has_likely else []


def _merge_same(
    names: Sequence[str], candidates: Mapping[str, Candidate], group_same: GroupSame
) -> list[str]:
    """Of columns that say the same, the first of texts, or the first."""
    groups = group_same(names) if len(names) > 1 else [names] if names else []
    return [
        next((name for name in group if not is_integer(candidates[name].values)), group[0])
        for group in groups
    ]
