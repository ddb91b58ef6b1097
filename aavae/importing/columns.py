"""Which columns of tables name pictures and give their splits: by what is in them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

import numpy as np

from aavae.errors import UserError
from aavae.importing.label_column import MAX_CLASSES, Candidate, choose_label_column, list_names
from aavae.importing.picture_index import AMBIGUOUS, MISSING, PictureIndex
from aavae.importing.source import NO_SPLIT
from aavae.importing.splits import find_split_word, recognise_split
from aavae.importing.tables import Table
from aavae.language import _

_MAX_COMPARED = 12


@dataclass
class Column:
    """What is in a column.

    Attributes:
        filled: rows with a value.
        hits: rows with the name of a picture.
        exact: rows with one with its ending.
        named: whether each picture is named; None if none is.
        values: its distinct values, at most one more than there may be classes.
    """

    filled: int = 0
    hits: int = 0
    exact: int = 0
    named: np.ndarray | None = None
    values: set[str] = field(default_factory=set)

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
            _("several columns of {place} name pictures ({columns}): choose one with --file-column.").format(
                place=profile.table.place, columns=list_names(found)
            )
        )
    return found[0] if found else ""


def _name_the_same(profile: Profile, index: PictureIndex, first: str, second: str) -> bool:
    for part in profile.table.read([first, second]):
        for names in zip(part[first], part[second], strict=True):
            rows = {index.find(name, profile.folder) for name in names if name} - {MISSING, AMBIGUOUS}
            if len(rows) > 1:
                return False
    return True


def choose_labels(profiles: Sequence[Profile], asked: str | None) -> str:
    """`label_column.choose_label_column` of tables whose columns of files are known; "" if there is none.

    Raises:
        UserError: as there.
    """
    known = {name for profile in profiles for name in (profile.file_column, profile.split_column)}
    nested = {name for profile in profiles for name in profile.table.nested}
    candidates = {
        name: _merge([p.columns[name] for p in profiles if name in p.columns], name in nested)
        for name in dict.fromkeys(name for profile in profiles for name in profile.columns)
        if asked is not None or name not in known | nested
    }
    places = ", ".join(profile.table.place for profile in profiles)
    name, __ = choose_label_column(
        candidates, asked, places, lambda names: _group_same(profiles, names, candidates), is_table=True
    )
    return name or ""


def _merge(columns: Sequence[Column], several: bool) -> Candidate:
    values = set().union(*(column.values for column in columns))
    return Candidate(values, sum(column.filled for column in columns), several=several)


def _group_same(
    profiles: Sequence[Profile], names: Sequence[str], candidates: Mapping[str, Candidate]
) -> list[list[str]]:
    """Columns whose values correspond one to one; each alone where they are too many to be compared."""
    if len(names) > _MAX_COMPARED:
        return [[name] for name in names]
    pairs: dict[tuple[str, str], set[tuple[str, str]]] = {pair: set() for pair in combinations(names, 2)}
    for profile in profiles:
        shared = [name for name in names if name in profile.columns]
        for part in profile.table.read(shared) if len(shared) > 1 else ():
            for pair in combinations(shared, 2):
                if len(pairs[pair]) <= MAX_CLASSES:
                    rows = part[list(pair)].drop_duplicates()
                    pairs[pair].update(zip(rows[pair[0]], rows[pair[1]], strict=True))
    groups: list[list[str]] = []
    for name in names:
        for group in groups:
            both = pairs[group[0], name]
            # Of tables that do not all have both, some values are in one column alone.
            if _is_one_to_one(both) and all(
                len(candidates[each].values) == len(both) for each in (name, group[0])
            ):
                group.append(name)
                break
        else:
            groups.append([name])
    return groups


def _is_one_to_one(pairs: set[tuple[str, str]]) -> bool:
    firsts, seconds = {first for first, __ in pairs}, {second for __, second in pairs}
    return bool(pairs) and len(firsts) == len(seconds) == len(pairs)
