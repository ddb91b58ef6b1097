"""What commands say in flags and paths, as the page calls it."""

from aavae.importing.settings import ImportSettings
from aavae.kept_text import show_text
from aavae.language import N_, _
from aavae.ui.images.uploads import name_dropped

LABELS = {
    "size": N_("Size of the images"),
    "fit": N_("Pictures that are not square"),
    "validation": N_("A validation split beside a test split"),
    "test_share": N_("Share of test images"),
    "seed": N_("Seed of that draw"),
    "file_column": N_("Column of file names"),
    "label_column": N_("Column of labels"),
    "skip_damaged": N_("Import the rest if many pictures are damaged"),
}
"""Of the settings' widgets, by the name of the field; translated where they are shown."""


def translate_flags(text: str) -> str:
    """A sentence with the names of widgets in place of those of flags."""
    for name in ImportSettings.model_fields:
        text = text.replace(
            f"--{name.replace('_', '-')}", _("“{label}” (More choices)").format(label=_(LABELS[name]))
        )
    return text


def adapt(text: str) -> str:
    """A sentence of an import as the page says it: in the reader's language, with names of widgets and files.

    Of dropped files these are the names that they had.
    """
    return name_dropped(translate_flags(show_text(text)))
