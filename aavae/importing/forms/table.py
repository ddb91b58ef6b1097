"""Pictures and tables that name them: a column of files, and often one of labels and one of splits."""

import re
from collections.abc import Sequence

import numpy as np

from aavae.errors import UserError
from aavae.importing.columns import Profile, choose_file_column, choose_labels, compute_profile
from aavae.importing.files import FileEntry, Files
from aavae.importing.label_column import is_integer
from aavae.importing.layout import find_layout
from aavae.importing.picture_files import PictureFiles, explain_others, list_pictures
from aavae.importing.picture_index import AMBIGUOUS, MISSING, PictureIndex
from aavae.importing.settings import ImportSettings
from aavae.importing.source import NO_SPLIT, UNLABELLED, UNLABELLED_LABEL, Skipped, Source
from aavae.importing.splits import recognise_split
from aavae.importing.tables import ENDINGS, Table
from aavae.kept_text import kept_ntext, kept_text
from aavae.language import N_, _


def recognise(files: Files, settings: ImportSettings) -> Source | None:
    """Recognises pictures that tables name: CSV, TSV, JSON lines or parquet, beside, above or below them.

    Several tables are taken together if they name different pictures, as one a split does. The split of a
    picture is that of its row, else of the table's name or folder, else of its own folder. Folders of classes
    go before a table that does not say which of its columns are the labels.

    Raises:
        UserError: a table cannot be read, its columns have to be chosen by name, two tables name the same
            picture, or most pictures have several labels.
    """
    pictures, others = list_pictures(files)
    entries = [entry for entry in others if entry.suffix in ENDINGS and entry.size > 0]
    asked = settings.file_column or settings.label_column
    if not pictures:
        return None
    if not entries:
        if asked:
            raise UserError(
                _(
                    "there is no table with a column {asked!r}: give one in CSV, JSON lines or parquet, too, "
                    "or leave out --file-column and --label-column."
                ).format(asked=asked)
            )
        return None
    layout = find_layout(pictures)
    index = PictureIndex(pictures)
    profiles, unreadable = _read_profiles(files, entries, index)
    if unreadable and not (profiles or layout.has_classes):
        raise unreadable[0]
    try:
        profiles = _choose_tables(profiles, index, settings)
        if not profiles:
            return None
        label_column = choose_labels(profiles, settings.label_column)
    except UserError:
        if not asked and layout.has_classes and any(place.split for place in layout.places.values()):
            return None
        raise
    if not label_column and layout.has_classes:
        return None
    rows = _Rows(files, pictures, index)
    for profile in sorted(profiles, key=lambda profile: label_column not in profile.columns):
        rows.add(profile, label_column)
    return rows.make_source(profiles, label_column, others)


def _read_profiles(
    files: Files, entries: Sequence[FileEntry], index: PictureIndex
) -> tuple[list[Profile], list[UserError]]:
    """What is in the tables, and what prevents others from being read."""
    profiles, unreadable = [], []
    for entry in entries:
        try:
            profiles.append(compute_profile(Table(files, entry, index.has_ending), index))
        except UserError as error:
            unreadable.append(error)
    return profiles, unreadable


def _choose_tables(
    profiles: Sequence[Profile], index: PictureIndex, settings: ImportSettings
) -> list[Profile]:
    """The tables that name pictures.

    Where there are others, Kaggle's examples of a submission are none; nor, where some belong to a split, are
    those that do not.
    """
    asked, columns = settings.file_column, [name for profile in profiles for name in profile.columns]
    for profile in profiles:
        profile.file_column = choose_file_column(profile, index, asked)
        if profile.split_column == settings.label_column:
            profile.split_column = ""
    profiles = [profile for profile in profiles if profile.file_column]
    if asked is not None and not profiles:
        names = ", ".join(map(repr, dict.fromkeys(columns[:20])))
        raise UserError(
            _("no column {asked!r} names pictures that are there: the tables have {columns}.").format(
                asked=asked, columns=names
            )
        )
    profiles = [p for p in profiles if "submission" not in p.table.entry.path[-1].lower()] or profiles
    if any(profile.split for profile in profiles):
        profiles = [profile for profile in profiles if profile.split or profile.split_column]
    return profiles


class _Rows:
    """What the rows of tables say of each picture."""

    def __init__(self, files: Files, pictures: Sequence[FileEntry], index: PictureIndex) -> None:
        self._files = files
        self._pictures = pictures
        self._index = index
        self._tables = np.full(len(pictures), -1)
        self._labels = np.full(len(pictures), UNLABELLED_LABEL, np.int64)
        self._splits = np.full(len(pictures), NO_SPLIT, dtype="<U16")
        self._contradictory = np.zeros(len(pictures), bool)
        self._numbers: dict[str, int] = {}
        self._skipped: list[Skipped] = []
        self._places: list[str] = []

    def add(self, profile: Profile, label_column: str) -> None:
        """Takes the rows of a table. Of those without labels, one adds pictures that no other names.

        Raises:
            UserError: it is damaged, or names pictures that another with labels names, too.
        """
        table, has_labels = profile.table, label_column in profile.columns
        self._places.append(table.place)
        columns = {"file": profile.file_column}
        columns |= {"label": label_column} if has_labels else {}
        columns |= {"split": profile.split_column} if profile.split_column else {}
        for part in table.read(list(dict.fromkeys(columns.values()))):
            names = part[profile.file_column].tolist()
            labels = splits = [""] * len(part)
            if has_labels:
                labels = part[label_column].tolist()
                if is_integer(
                    profile.columns[label_column].values
                ):  # pandas writes 3.0 where another has none
                    labels = [label.partition(".")[0] for label in labels]
            if profile.split_column:
                splits = part[profile.split_column].tolist()
            for name, label, split in zip(names, labels, splits, strict=True):
                self._add_row(profile, name, label, recognise_split(split) or profile.split, has_labels)
        for line in sorted(table.overlong):
            self._skipped.append(
                Skipped(
                    f"line {line} of {table.place}",
                    N_("a row has more fields than the table has columns"),
                )
            )

    def _add_row(self, profile: Profile, name: str, label: str, split: str, has_labels: bool) -> None:
        row = self._index.find(name, profile.folder, split) if name else MISSING
        if row < 0:
            self._skipped.append(Skipped(*_explain_unfound(profile.table.place, name, row)))
            return
        number = self._numbers.setdefault(label, len(self._numbers)) if label else UNLABELLED_LABEL
        split = split or self._find_folder_split(row)
        this = len(self._places) - 1
        if self._tables[row] < 0:
            self._tables[row], self._labels[row], self._splits[row] = this, number, split
        elif self._tables[row] != this:
            if has_labels:
                raise UserError(
                    _("{first} and {second} both name {picture}: leave one of the tables out.").format(
                        first=self._places[self._tables[row]],
                        second=self._places[this],
                        picture=self._files.describe(self._pictures[row]),
                    )
                )
        elif (self._labels[row], self._splits[row]) == (number, split):
            place = self._files.describe(self._pictures[row])
            self._skipped.append(Skipped(place, N_("the table names it more than once: it is taken once")))
        else:
            self._contradictory[row] = True

    def _find_folder_split(self, row: int) -> str:
        found = (recognise_split(part) for part in reversed(self._pictures[row].path[:-1]))
        return next(filter(None, found), NO_SPLIT)

    def make_source(
        self, profiles: Sequence[Profile], label_column: str, others: Sequence[FileEntry]
    ) -> Source:
        """The pictures that have one label and one split, or that a table leaves without a label.

        Raises:
            UserError: there are none, or most have several labels.
        """
        named, places = self._tables >= 0, ", ".join(self._places)
        if 2 * self._contradictory.sum() > named.sum():
            raise UserError(
                _(
                    "{places} gives most pictures more than one label or split, in several rows: several "
                    "labels an image are not supported."
                ).format(places=places)
            )
        for row in np.flatnonzero(~named).tolist():
            if self._find_folder_split(row) == UNLABELLED:
                self._splits[row], named[row] = UNLABELLED, True
        for row in np.flatnonzero(~named | self._contradictory).tolist():
            reason = (
                N_("the table gives it several labels or splits")
                if named[row]
                else N_("no row of the table names it")
            )
            self._skipped.append(Skipped(self._files.describe(self._pictures[row]), reason))
        rows = np.flatnonzero(named & ~self._contradictory)
        if not rows.size:
            raise UserError(
                _("{places} names no pictures that are there: give their folder, too.").format(places=places)
            )
        class_names, labels = self._sort_classes(self._labels[rows])
        taken = [self._pictures[row] for row in rows.tolist()]
        used = {profile.table.entry for profile in profiles}
        skipped = (*self._skipped, *explain_others(self._files, [o for o in others if o not in used]))
        return Source(
            form=N_("pictures and a table")
            if len(profiles) == 1
            else kept_text("pictures and {num_tables} tables", num_tables=len(profiles)),
            recognised_by=_describe(profiles, label_column),
            names=[entry.name for entry in taken],
            splits=self._splits[rows],
            labels=labels,
            class_names=class_names,
            reader=PictureFiles(self._files, taken),
            skipped=skipped,
            notes=tuple(self._list_notes(labels, label_column)),
        )

    def _sort_classes(self, labels: np.ndarray) -> tuple[tuple[str, ...], np.ndarray]:
        """Whole numbers by value, others by code point; only labels that a picture still has."""
        used = set(labels.tolist())
        texts = sorted(text for text, number in self._numbers.items() if number in used)
        if all(map(re.compile(r"[+-]?\d+").fullmatch, texts)):
            texts.sort(key=float)
        # The last stands for pictures without a label, whose number is -1.
        order = np.full(len(self._numbers) + 1, UNLABELLED_LABEL, np.int64)
        for position, text in enumerate(texts):
            order[self._numbers[text]] = position
        return tuple(texts), order[labels]

    def _list_notes(self, labels: np.ndarray, label_column: str) -> list[str]:
        if not label_column:
            return [N_("The table has no column of labels: its pictures have none.")]
        count = int((labels == UNLABELLED_LABEL).sum())
        if not count:
            return []
        return [
            kept_ntext(
                "{count} picture has no value in the column {column!r}: no label.",
                "{count} pictures have no value in the column {column!r}: no label.",
                count,
                count=count,
                column=label_column,
            )
        ]


def _explain_unfound(place: str, name: str, row: int) -> tuple[str, str]:
    if not name:
        return place, N_("a row names no file")
    if row == AMBIGUOUS:
        return f"{name!r} in {place}", N_("a row of the table could mean several pictures")
    return f"{name!r} in {place}", N_("a row of the table names a picture that is not there")


def _describe(profiles: Sequence[Profile], label_column: str) -> str:
    files = tuple(dict.fromkeys(repr(profile.file_column) for profile in profiles))
    tables = tuple(profile.table.entry.path[-1] for profile in profiles)
    splits = tuple(map(repr, sorted({profile.split_column for profile in profiles} - {""})))
    if label_column and splits:
        return kept_text(
            "{files} of {tables} names the pictures, {labels!r} their classes, {splits} their splits",
            files=files,
            tables=tables,
            labels=label_column,
            splits=splits,
        )
    if label_column:
        return kept_text(
            "{files} of {tables} names the pictures, {labels!r} their classes",
            files=files,
            tables=tables,
            labels=label_column,
        )
    if splits:
        return kept_text(
            "{files} of {tables} names the pictures, {splits} their splits",
            files=files,
            tables=tables,
            splits=splits,
        )
    return kept_text("{files} of {tables} names the pictures", files=files, tables=tables)
