"""Folders of classes: `train/<class>/<file>` and `test/<class>/<file>`, or `<class>/<file>` and no split."""

from collections.abc import Sequence

import numpy as np

from aavae.errors import UserError
from aavae.importing.files import FileEntry, Files
from aavae.importing.layout import Layout, Place, describe_folders, find_layout
from aavae.importing.picture_files import PictureFiles, explain_others, list_pictures
from aavae.importing.settings import ImportSettings
from aavae.importing.source import UNLABELLED_LABEL, Skipped, Source
from aavae.language import N_, _


def recognise(files: Files, settings: ImportSettings) -> Source | None:
    """Recognises pictures in folders of classes.

    Class names are sorted by code point. A picture is named by its split, class and file name alone, so that
    parts of a set, given as several paths, come together as the whole set does.

    Raises:
        UserError: two pictures have the same split, class and file name.
    """
    pictures, others = list_pictures(files)
    layout = find_layout(pictures)
    if not layout.has_classes:
        return None
    taken = [entry for entry in pictures if entry.path[:-1] in layout.places]
    places = [layout.places[entry.path[:-1]] for entry in taken]
    _require_distinct(files, taken, places)
    class_names = tuple(sorted({place.class_name for place in places if place.class_name}))
    numbers = {name: number for number, name in enumerate(class_names)}
    return Source(
        form=N_("folders of classes"),
        recognised_by=describe_folders(layout),
        names=[_name(place, entry) for entry, place in zip(taken, places, strict=True)],
        splits=np.array([place.split for place in places], str),
        labels=np.array([numbers.get(place.class_name, UNLABELLED_LABEL) for place in places], np.int64),
        class_names=class_names,
        reader=PictureFiles(files, taken),
        skipped=(
            *(
                Skipped(files.describe(entry), layout.reasons[entry.path[:-1]])
                for entry in pictures
                if entry.path[:-1] in layout.reasons
            ),
            *_list_empty_classes(files, layout, others),
            *explain_others(files, others),
        ),
        notes=layout.notes,
    )


def _require_distinct(files: Files, entries: Sequence[FileEntry], places: Sequence[Place]) -> None:
    seen: dict[tuple[Place, str], FileEntry] = {}
    for entry, place in zip(entries, places, strict=True):
        first = seen.setdefault((place, entry.path[-1]), entry)
        if first is not entry and place.class_name:
            raise UserError(
                _("the same image is given twice: {file} and {other} are both {name}.").format(
                    file=files.describe(first), other=files.describe(entry), name=_name(place, entry)
                )
            )


def _name(place: Place, entry: FileEntry) -> str:
    return "/".join(part for part in (*place, entry.path[-1]) if part)


def _list_empty_classes(files: Files, layout: Layout, others: Sequence[FileEntry]) -> list[Skipped]:
    """Folders beside those of classes that have no picture, not even in a folder below."""
    parents = {folder[:-1] for folder, place in layout.places.items() if place.class_name}
    filled = {
        folder[:end] for folder in (*layout.places, *layout.reasons) for end in range(1, len(folder) + 1)
    }
    beside = {
        folder[: end + 1]
        for folder in {*files.empty_folders, *(entry.path[:-1] for entry in others)}
        for end in range(len(folder))
        if folder[:end] in parents
    }
    reason = N_("a folder beside those of classes has no pictures")
    return [Skipped("/".join(folder), reason) for folder in sorted(beside - filled)]
