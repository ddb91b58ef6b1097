from aavae.importing.settings import ImportSettings
from aavae.ui.images.words import LABELS, translate_flags


def test_every_setting_has_a_label() -> None:
    assert set(LABELS) == set(ImportSettings.model_fields)


def test_flags_become_the_names_of_widgets() -> None:
    text = "two columns fit: name one with --label-column, or import the rest with --skip-damaged."
    assert translate_flags(text) == (
        "two columns fit: name one with “Column of labels” (More choices), or import the rest with “Import "
        "the rest if many pictures are damaged” (More choices)."
    )
    assert translate_flags("no flag in it") == "no flag in it"
