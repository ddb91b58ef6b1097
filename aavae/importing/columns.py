"""Which columns of tables name pictures, give their labels and their splits: by what is in them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

import numpy as np

from aavae.errors import UserError
from aavae.importing.files import is_printable
from aavae.importing.picture_index import AMBIGUOUS, MISSING, PictureIndex
from aavae.importing.source import NO_SPLIT
from aavae.importing.splits import find_split_word, recognise_split
from aavae.importing.tables import Table

MAX_CLASSES = 1_000
_MAX_LABEL = 100
_MAX_CANDIDATES = 12
_USUAL_LABELS = frozenset(
    {
        "category",
        "class",
        "classes",
        "classid",
        "classname",
        "label",
        "labels",
        "labelid",
        "labelname",
        "target",
    }
)
_INTEGER = re.compile(r"[+-]?\d+(\.0+)?")
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")


@dataclass
class Column:
    """What is in a column.

    Attributes:
        filled: rows with a value.
        hits: rows with the name of a picture.
        exact: rows with one with its ending.
        named: whether each picture is named; None if none is.
        values: its distinct values, at most one more than there may be classes.
        longest: characters of the longest value.
    """

    filled: int = 0
    hits: int = 0
    exact: int = 0
    named: np.ndarray | None = None
    values: set[str] = field(default_factory=set)
    longest: int = 0

    @property
    def names_pictures(self) -> bool:
        """Whether most values are names of pictures, or most pictures are named; and not by chance."""
        if self.named is None:
            return False
        count = int(self.named.sum())
        # A column of labels 0 to 9 names 0.png to 9.png, again and again.
        is_likely = 2 * self.exact >= self.hits or 2 * count >= self.hits
        return is_likely and (2 * self.hits >= self.filled or 2 * count >= len(self.named))

    @property
    def is_split(self) -> bool:
        """Whether all values are names of splits."""
        return bool(self.values) and all(map(recognise_split, self.values))

    @property
    def is_integer(self) -> bool:
        """Whether all values are whole numbers."""
        return all(map(_INTEGER.fullmatch, self.values))

    @property
    def is_measured(self) -> bool:
        """Whether all values are numbers, and not all whole ones."""
        return not self.is_integer and all(map(_NUMBER.fullmatch, self.values))

    @property
    def has_few_values(self) -> bool:
        """Whether its values may be classes: few and short, texts or whole numbers."""
        if not self.values or len(self.values) > MAX_CLASSES or self.longest > _MAX_LABEL:
            return False
        return not self.is_measured


@dataclass
class Profile:
    """What is in the columns of a table.

    Attributes:
        table: which.
        columns: by name.
        file_column: which of them names pictures; "" if none does.
        split_column: which of them gives splits; "" if none does.
        split: that its name or its folder's stands for.
    """

    table: Table
    columns: Mapping[str, Column]
    file_column: str = ""
    split_column: str = ""
    split: str = NO_SPLIT

    @property
    def folder(self) -> tuple[str, ...]:
        """The parts of the path of the folder that the table lies in."""
        return self.table.entry.path[:-1]


def compute_profile(table: Table, index: PictureIndex) -> Profile:
    """Reads a table once and finds its columns of files and of splits.

    Raises:
        UserError: it cannot be read, or several columns name different pictures.
    """
    import pandas as pd

    folder = table.entry.path[:-1]
    columns = {name: Column() for name in table.columns}
    for part in table.read(table.columns) if columns else ():
        for name, column in columns.items():
            codes, values = pd.factorize(part[name])
            for value, count in zip(values, np.bincount(codes, minlength=len(values)).tolist(), strict=True):
                if value:
                    _add_value(column, value, count, index, folder)
        if not any(column.hits for column in columns.values()):
            return Profile(table, columns)
    stem = table.entry.path[-1].rpartition(".")[0]
    split = find_split_word(stem) or (recognise_split(folder[-1]) if folder else NO_SPLIT)
    splits = (name for name, column in columns.items() if column.is_split)
    return Profile(table, columns, split_column=next(splits, ""), split=split)


def _add_value(column: Column, value: str, count: int, index: PictureIndex, folder: tuple[str, ...]) -> None:
    column.filled += count
    column.longest = max(column.longest, len(value))
    if len(column.values) <= MAX_CLASSES:
        column.values.add(value)
    if (row := index.find(value, folder)) == MISSING:
        return
    column.hits += count
    column.exact += count * index.has_ending(value)
    if column.named is None:
        column.named = np.zeros(len(index), bool)
    if row != AMBIGUOUS:
        column.named[row] = True


def choose_file_column(profile: Profile, index: PictureIndex, asked: str | None) -> str:
    """The column that names pictures: the one asked for, or the only one; "" if there is none.

    Raises:
        UserError: several name different pictures.
    """
    columns = profile.columns
    if asked is not None:
        return asked if asked in columns and columns[asked].hits else ""
    found = [name for name, column in columns.items() if column.names_pictures]
    found = [name for name in found if 2 * columns[name].exact >= columns[name].hits] or found
    # A number of the row that a program wrote has no name.
    found = [name for name in found if not re.match(r"column \d+$|Unnamed: ", name)] or found
    found.sort(key=lambda name: -columns[name].hits)
    if any(not _name_the_same(profile, index, found[0], other) for other in found[1:]):
        raise UserError(
            f"several columns of {profile.table.place} name pictures ({_list_names(found)}): choose one with "
            "--file-column."
        )
    return found[0] if found else ""


def _name_the_same(profile: Profile, index: PictureIndex, first: str, second: str) -> bool:
    for part in profile.table.read([first, second]):
        for names in zip(part[first], part[second], strict=True):
            rows = {index.find(name, profile.folder) for name in names if name} - {MISSING, AMBIGUOUS}
            if len(rows) > 1:
                return False
    return True


def choose_label_column(profiles: Sequence[Profile], asked: str | None) -> str:
    """The column of labels of tables whose columns of files are known; "" if there is none.

    Of columns with few values, those with one value alone yield to others; of those that say the same in
    other words, one is taken, rather of texts than of numbers; and of the rest one with a usual name.

    Raises:
        UserError: several may be it, the one asked for is not there, or the only one has too many values.
    """
    known = {name for profile in profiles for name in (profile.file_column, profile.split_column)}
    names = list(dict.fromkeys(name for profile in profiles for name in profile.columns))
    merged = {name: _merge([p.columns[name] for p in profiles if name in p.columns]) for name in names}
    nested = {name for profile in profiles for name in profile.table.nested}
    places = ", ".join(profile.table.place for profile in profiles)
    if asked is not None:
        if asked not in merged or not merged[asked].values:
            raise UserError(f"no column {asked!r} with labels in {places}: it has {_list_names(names)}.")
        if asked in nested:
            raise UserError(
                f"the column {asked!r} of {places} has lists or records: several labels an image are not "
                "supported."
            )
        _require_few(asked, merged[asked], places)
        return asked
    others = [name for name in names if name not in known and name not in nested and merged[name].values]
    found = [name for name in others if _is_likely_label(merged[name])]
    found = [name for name in found if len(merged[name].values) > 1] or found
    if 1 < len(found) <= _MAX_CANDIDATES:
        found = _drop_synonyms(profiles, found, merged)
    if len(found) > 1:
        usual = [name for name in found if _is_usual_label(name)]
        found = usual if len(usual) == 1 else found
    if len(found) > 1:
        raise UserError(
            f"several columns of {places} may be the labels ({_list_names(found)}): choose one with "
            "--label-column."
        )
    if not found:
        only = others if len(others) == 1 else [name for name in others if _is_usual_label(name)]
        found = [name for name in only if not merged[name].is_measured]
    if len(found) != 1:
        return ""
    _require_few(found[0], merged[found[0]], places)
    return found[0]


def _is_usual_label(name: str) -> bool:
    return re.sub("[ _.-]", "", name.lower()) in _USUAL_LABELS


def _is_likely_label(column: Column) -> bool:
    return column.has_few_values and 2 * len(column.values) <= column.filled


def _require_few(name: str, column: Column, places: str) -> None:
    if len(column.values) > MAX_CLASSES:
        raise UserError(
            f"the column {name!r} of {places} has more than {MAX_CLASSES:,} different values, which is too "
            "many for classes: choose another with --label-column, or remove the table to import the "
            "pictures without labels."
        )
    if bad := next((value for value in column.values if not is_printable(value)), None):
        raise UserError(f"the column {name!r} of {places} has control characters in {bad!r}: replace them.")
    if column.longest > _MAX_LABEL:
        raise UserError(
            f"the column {name!r} of {places} has texts of more than {_MAX_LABEL} characters, which are no "
            "names of classes: choose another with --label-column, or remove the table."
        )


def _merge(columns: Sequence[Column]) -> Column:
    return Column(
        filled=sum(column.filled for column in columns),
        values=set().union(*(column.values for column in columns)),
        longest=max(column.longest for column in columns),
    )


def _drop_synonyms(
    profiles: Sequence[Profile], names: Sequence[str], merged: Mapping[str, Column]
) -> list[str]:
    """Of columns whose values correspond one to one, the first of texts, or else the first."""
    pairs: dict[tuple[str, str], set[tuple[str, str]]] = {pair: set() for pair in combinations(names, 2)}
    for profile in profiles:
        shared = [name for name in names if name in profile.columns]
        for part in profile.table.read(shared) if len(shared) > 1 else ():
            for pair in combinations(shared, 2):
                if len(pairs[pair]) <= MAX_CLASSES:
                    rows = part[list(pair)].drop_duplicates()
                    pairs[pair].update(zip(rows[pair[0]], rows[pair[1]], strict=True))
    kept: list[str] = []
    for name in sorted(names, key=lambda name: merged[name].is_integer):
        alike = (pairs.get((name, other)) or pairs.get((other, name)) or set() for other in kept)
        if not any(len(merged[name].values) == len(both) for both in alike if _is_one_to_one(both)):
            kept.append(name)
    return [name for name in names if name in kept]


def _is_one_to_one(pairs: set[tuple[str, str]]) -> bool:
    firsts, seconds = {first for first, _ in pairs}, {second for _, second in pairs}
    return bool(pairs) and len(firsts) == len(seconds) == len(pairs)


def _list_names(names: Sequence[str]) -> str:
    shown = ", ".join(map(repr, names[:_MAX_CANDIDATES]))
    return shown + (f" and {len(names) - _MAX_CANDIDATES} more" if len(names) > _MAX_CANDIDATES else "")
