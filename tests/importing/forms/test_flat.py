from collections import Counter
from pathlib import Path

import pytest

from aavae.importing.forms.flat import recognise
from aavae.importing.settings import ImportSettings
from aavae.importing.source import NO_SPLIT, TEST, TRAIN, UNLABELLED, VALIDATION, Source
from tests.importing.containers import list_files, write_folder, write_zip


def find(*paths: Path) -> Source:
    source = recognise(list_files(*paths), ImportSettings())
    assert source is not None
    assert source.form == "pictures without labels"
    assert source.class_names == ()
    assert set(source.labels.tolist()) == {-1}
    return source


def find_splits(names: list[str], folder: Path) -> dict[str, str]:
    source = find(write_folder(dict.fromkeys(names, b""), folder / "set"))
    return dict(zip(source.names, source.splits.tolist(), strict=True))


@pytest.mark.parametrize("prefix", ["", "images/", "a/b/images/"])
def test_pictures_in_one_folder_have_no_labels(prefix: str, tmp_path: Path) -> None:
    files = {f"{prefix}{n}.png": b"%d" % n for n in range(5)}
    for path in (write_folder(files, tmp_path / "set"), write_zip(files, tmp_path / "set.zip")):
        source = find(path)
        assert dict(zip(source.names, source.reader.read(range(5)), strict=True)) == files
        assert set(source.splits.tolist()) == {NO_SPLIT}
        assert source.recognised_by == "1 folder with pictures, none of them a class"


@pytest.mark.parametrize("inner", ["", "images/", "Pictures/"])
def test_splits_may_have_pictures_without_classes(inner: str, tmp_path: Path) -> None:
    names = [f"Train/{inner}1.png", f"Train/{inner}2.png", f"test/{inner}1.png"]
    splits = {name: TRAIN if name[0] == "T" else TEST for name in names}
    assert find_splits(names, tmp_path) == splits


def test_a_folder_in_a_folder_of_the_same_name(tmp_path: Path) -> None:
    assert find_splits(["train/train/1.png", "test/test/2.png"], tmp_path) == {
        "train/train/1.png": TRAIN,
        "test/test/2.png": TEST,
    }


def test_unlabelled_pictures_beside_training_pictures(tmp_path: Path) -> None:
    assert find_splits(["train/1.png", "unlabeled/2.png"], tmp_path) == {
        "train/1.png": TRAIN,
        "unlabeled/2.png": UNLABELLED,
    }


@pytest.mark.parametrize(("name", "split"), [("unlabeled", UNLABELLED), ("test", TEST), ("val", VALIDATION)])
def test_pictures_that_do_not_train_alone_are_recognised(name: str, split: str, tmp_path: Path) -> None:
    assert set(find_splits([f"{name}/1.png", f"{name}/2.png"], tmp_path).values()) == {split}


def test_pictures_may_be_given_one_by_one(tmp_path: Path) -> None:
    folder = write_folder({"1.png": b"1", "2.png": b"2"}, tmp_path / "set")
    source = find(folder / "1.png", folder / "2.png")
    assert (list(source.names), list(source.reader.read([0, 1]))) == (["1.png", "2.png"], [b"1", b"2"])


def test_what_is_left_out_is_counted(tmp_path: Path) -> None:
    names = [*(f"{n}.png" for n in range(9)), "thumbs/1.png", "notes.txt"]
    source = find(write_folder(dict.fromkeys(names, b""), tmp_path / "set"))
    assert len(source) == 9
    assert Counter(skipped.reason for skipped in source.skipped) == {
        "it lies at another depth than most of the pictures": 1,
        "files that end with .txt are not read as pictures": 1,
    }


def test_beside_splits_other_pictures_are_left_out(tmp_path: Path) -> None:
    names = [*(f"train/{n}.png" for n in range(9)), "test/1.png", "cover.png", "train/extra/1.png"]
    source = find(write_folder(dict.fromkeys(names, b""), tmp_path / "set"))
    assert len(source) == 10
    assert Counter(skipped.reason for skipped in source.skipped) == {
        "it does not lie in the folder of a split": 1,
        "it lies in a folder of its own in train/": 1,
    }


@pytest.mark.parametrize("names", [[], ["a.txt"], ["cat/1.png", "dog/1.png"], ["train/cat/1.png"]])
def test_other_forms_are_not_recognised(names: list[str], tmp_path: Path) -> None:
    path = write_folder(dict.fromkeys(names, b""), tmp_path / "set")
    assert recognise(list_files(path), ImportSettings()) is None


@pytest.mark.parametrize("rows", ["", "file,label\n", "file,label\nno.png,cat\n"])
def test_a_table_that_names_no_picture_is_said_to_be_of_no_use(rows: str, tmp_path: Path) -> None:
    files = {"1.png": b"", "2.png": b"", "t.csv": rows.encode()}
    source = find(write_folder(files, tmp_path / "set"))
    assert source.notes == (
        "No column of t.csv names enough of the pictures, so there are no labels: correct the names in it, "
        "or choose the column with --file-column.",
    )
    assert find(write_folder({"1.png": b"", "2.png": b""}, tmp_path / "other")).notes == ()
