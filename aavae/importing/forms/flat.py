"""Pictures without labels: in one folder, or in one each for training and testing."""

from collections.abc import Sequence

import numpy as np

from aavae.importing.files import FileEntry, Files
from aavae.importing.layout import describe_folders, find_layout
from aavae.importing.picture_files import PictureFiles, explain_others, list_pictures
from aavae.importing.settings import ImportSettings
from aavae.importing.source import UNLABELLED_LABEL, Skipped, Source
from aavae.importing.tables import ENDINGS
from aavae.kept_text import kept_text
from aavae.language import N_


def recognise(files: Files, settings: ImportSettings) -> Source | None:
    """Recognises pictures whose folders are no classes."""
    pictures, others = list_pictures(files)
    layout = find_layout(pictures)
    if layout.has_classes or not pictures:
        return None
    taken = [entry for entry in pictures if entry.path[:-1] in layout.places]
    return Source(
        form=N_("pictures without labels"),
        recognised_by=kept_text("{folders}, none of them a class", folders=describe_folders(layout)),
        names=[entry.name for entry in taken],
        splits=np.array([layout.places[entry.path[:-1]].split for entry in taken], str),
        labels=np.full(len(taken), UNLABELLED_LABEL, np.int64),
        class_names=(),
        reader=PictureFiles(files, taken),
        skipped=(
            *(
                Skipped(files.describe(entry), layout.reasons[entry.path[:-1]])
                for entry in pictures
                if entry.path[:-1] in layout.reasons
            ),
            *explain_others(files, others),
        ),
        notes=(*layout.notes, *_explain_tables(others)),
    )


def _explain_tables(others: Sequence[FileEntry]) -> list[str]:
    """Why there are no labels although there is a table: `table` has not found the pictures in it."""
    tables = ", ".join(entry.name for entry in others if entry.suffix in ENDINGS)
    if not tables:
        return []
    return [
        kept_text(
            "No column of {tables} names enough of the pictures, so there are no labels: correct the "
            "names in it, or choose the column with --file-column.",
            tables=tables,
        )
    ]
