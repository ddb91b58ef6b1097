from pathlib import Path

import numpy as np
import pytest

from aavae.importing.report import (
    Finding,
    Report,
    find_duplicates,
    group_skipped,
    name_rows,
    read_report,
    write_report,
)
from aavae.importing.source import Skipped
from aavae.kept_text import kept_text
from aavae.language import use_language
from tests.catalogs import only_catalog

_LEAK = "test image is among the training images, too, so a probe knows it"
_LEAKS = "test images are among the training images, too, so a probe knows them"


def make_report(**given: object) -> Report:
    fields: dict[str, object] = {
        "form": "a folder",
        "recognised_by": "pictures",
        "notes": ("Said.",),
        "num_train": 8,
        "num_test": 2,
        "classes": (("a", 4, 1), ("b", 4, 1)),
        "skipped": (),
        "damaged": (),
        "duplicates": (),
        "small_classes": (),
        "flat": Finding(what="images are of nearly one colour", count=0, names=()),
        "seconds": 1.0,
        "pictures_per_second": 10.0,
    }
    return Report.model_validate({**fields, **given})


def hash_of(*values: int) -> np.ndarray:
    return np.array(values, np.uint64)


def test_what_is_left_out_is_counted_by_reason_the_most_frequent_first() -> None:
    skipped = [Skipped(f"{number}.txt", "no picture") for number in range(150)]
    found = group_skipped([Skipped("a", "too deep"), *skipped])
    assert [(each.what, each.count) for each in found] == [("no picture", 150), ("too deep", 1)]
    assert found[0].names == tuple(f"{number}.txt" for number in range(100))
    assert found[1].names == ("a",)


def test_the_leak_between_the_splits_comes_first_and_is_named() -> None:
    found = find_duplicates((hash_of(1, 2, 1, 3, 1), hash_of(7, 3, 7, 1)), (list("abcde"), list("wxyz")))
    assert [(each.count, each.names) for each in found] == [
        (2, ("x", "z")),
        (2, ("c", "e")),
        (1, ("y",)),
    ]
    assert "among the training images" in found[0].what


def test_images_that_are_all_different_are_no_finding() -> None:
    assert find_duplicates((hash_of(1, 2), hash_of(3)), (["a", "b"], ["c"])) == ()
    assert find_duplicates((hash_of(), hash_of()), ([], [])) == ()


def test_a_clean_set_has_nothing_to_say() -> None:
    assert make_report().list_sentences() == []


def test_every_finding_becomes_a_sentence_the_worst_first() -> None:
    rows = np.arange(5)
    report = make_report(
        damaged=(Finding(what="the picture is damaged", count=1, names=("a.png",)),),
        duplicates=find_duplicates((hash_of(1), hash_of(1)), (["a"], ["b.png"])),
        small_classes=("eel", "newt"),
        flat=name_rows("images are of nearly one colour", rows, list("abcde")),
        skipped=group_skipped([Skipped("notes.txt", "no picture")]),
    )
    assert report.list_sentences() == [
        "1 picture could not be read: the picture is damaged (a.png).",
        "1 test image is among the training images, too, so a probe knows it (b.png).",
        "Classes of fewer than 10 pictures, of which a probe can learn little: eel, newt.",
        "5 images are of nearly one colour (a, b, c, ...).",
        "1 left out: no picture (notes.txt).",
    ]


def test_a_report_survives_the_disk_and_a_damaged_one_is_none(tmp_path: Path) -> None:
    assert read_report(tmp_path) is None
    report = make_report()
    write_report(report, tmp_path)
    assert read_report(tmp_path) == report
    (tmp_path / "report.json").write_text("{")
    assert read_report(tmp_path) is None


def test_a_report_from_a_file_is_in_the_reader_s_language(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    duplicates = find_duplicates((hash_of(1), hash_of(1)), (["a"], ["b.png"]))
    skipped = group_skipped([Skipped("x.txt", kept_text("files of {kind}", kind="txt"))])
    write_report(make_report(duplicates=duplicates, skipped=skipped), tmp_path)
    texts = {
        f"{_LEAK}\0{_LEAKS}": "Testbild ist bekannt\0Testbilder sind bekannt",
        "{count} left out: {reason} ({names}).": "{count} ohne: {reason} ({names}).",
        "files of {kind}": "Dateien der Art {kind}",
    }
    read = read_report(tmp_path)
    assert read is not None
    assert read.leaks == duplicates
    with only_catalog(texts, tmp_path / "locale", monkeypatch), use_language("de"):
        sentences = read.list_sentences()
    assert sentences == [
        "1 Testbild ist bekannt (b.png).",
        "1 ohne: Dateien der Art txt (x.txt).",
    ]
