from pathlib import Path

import pytest

from aavae.importing.settings import ImportSettings
from aavae.ui.images.uploads import choose_paths, list_files, make_upload, write_file
from aavae.ui.images.words import LABELS, adapt, translate_flags


def test_every_setting_has_a_label() -> None:
    assert set(LABELS) == set(ImportSettings.model_fields)


def test_flags_become_the_names_of_widgets() -> None:
    text = "two columns fit: name one with --label-column, or import the rest with --skip-damaged."
    assert translate_flags(text) == (
        "two columns fit: name one with “Column of labels” (More choices), or import the rest with “Import "
        "the rest if many pictures are damaged” (More choices)."
    )
    assert translate_flags("no flag in it") == "no flag in it"


def test_dropped_files_are_called_as_the_visitor_called_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AAVAE_DATA", str(tmp_path / "data"))
    folder = make_upload()
    write_file(folder, "pets.zip", memoryview(b"1"))
    (path,) = list_files(folder)
    assert adapt(f"{path} is damaged, 1.png in {path}: --size") == (
        "pets.zip is damaged, 1.png in pets.zip: “Size of the images” (More choices)"
    )
    write_file(folder, "1.png", memoryview(b"1"))
    (path,) = choose_paths(folder)[:1]
    assert adapt(f"cannot read {path.parent}.") == "cannot read the dropped files."
    assert adapt("/home/me/images/1.png stays") == "/home/me/images/1.png stays"
