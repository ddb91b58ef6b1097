"""What commands say in flags and paths, as the page calls it."""

from aavae.importing.settings import ImportSettings
from aavae.ui.images.uploads import name_dropped

LABELS = {
    "size": "Size of the images",
    "fit": "Pictures that are not square",
    "validation": "A validation split beside a test split",
    "test_share": "Share of test images",
    "seed": "Seed of that draw",
    "file_column": "Column of file names",
    "label_column": "Column of labels",
    "skip_damaged": "Import the rest if many pictures are damaged",
}
"""Of the settings' widgets, by the name of the field."""


def translate_flags(text: str) -> str:
    """A sentence with the names of widgets in place of those of flags."""
    for name in ImportSettings.model_fields:
        text = text.replace(f"--{name.replace('_', '-')}", f"“{LABELS[name]}” (More choices)")
    return text


def adapt(text: str) -> str:
    """A sentence of an import as the page says it: with names of widgets, and of the files as dropped."""
    return name_dropped(translate_flags(text))
