import random
from collections import Counter
from pathlib import Path

import pytest

from aavae.errors import UserError
from aavae.importing.forms import recognise as recognise_any
from aavae.importing.forms.class_folders import recognise
from aavae.importing.settings import ImportSettings
from aavae.importing.source import NO_SPLIT, TEST, TRAIN, UNLABELLED, VALIDATION, Source
from tests.importing.containers import list_files, write_folder, write_tar, write_zip

PICTURES = {
    f"{split}/{class_name}/{number}.png": f"{split} {class_name} {number}".encode()
    for split, count in (("train", 3), ("test", 2))
    for class_name in ("cat", "dog")
    for number in range(count)
}


def find(*paths: Path) -> Source:
    source = recognise(list_files(*paths), ImportSettings())
    assert source is not None
    return source


def find_in(names: list[str] | dict[str, bytes], folder: Path) -> Source:
    return find(write_folder(dict.fromkeys(names, b""), folder / "set"))


def list_file_names(source: Source) -> list[str]:
    """The names of the files; before them, a picture is called by its split and its class."""
    class_names = (*source.class_names, "")  # the last for -1
    found = []
    for name, split, label in zip(source.names, source.splits.tolist(), source.labels.tolist(), strict=True):
        *folders, file = name.split("/")
        assert folders == [part for part in (split, class_names[label]) if part]
        found.append(file)
    return found


def list_rows(source: Source) -> set[tuple[str, str, str]]:
    """Split, class and name of each picture."""
    class_names = (*source.class_names, "")  # the last for -1
    found = [
        (split, class_names[label], name)
        for split, label, name in zip(
            source.splits.tolist(), source.labels.tolist(), list_file_names(source), strict=True
        )
    ]
    assert len(set(found)) == len(found) == len(source)
    return set(found)


def list_contents(source: Source) -> dict[tuple[str, str, str], object]:
    class_names = (*source.class_names, "")
    keys = zip(source.splits.tolist(), source.labels.tolist(), list_file_names(source), strict=True)
    contents = list(source.reader.read(range(len(source))))
    return {
        (split, class_names[label], name): content
        for (split, label, name), content in zip(keys, contents, strict=True)
    }


def count_reasons(source: Source) -> Counter[str]:
    return Counter(skipped.reason for skipped in source.skipped)


EXPECTED = {(*name.split("/")[:2], name.split("/")[2]): data for name, data in PICTURES.items()}


def test_the_parts_of_a_set_give_the_same_in_every_way(tmp_path: Path) -> None:
    names = list(PICTURES)
    for paths in (
        [write_zip(PICTURES, tmp_path / "x.zip")],
        [write_tar(PICTURES, tmp_path / "x.tar.gz", "gz")],
        [write_zip({f"deep/down/{name}": data for name, data in PICTURES.items()}, tmp_path / "prefix.zip")],
        [
            write_zip(
                {name.replace("/", "\\"): data for name, data in PICTURES.items()}, tmp_path / "back.zip"
            )
        ],
        [write_zip({n: PICTURES[n] for n in names[i::3]}, tmp_path / f"{i}.zip") for i in (2, 0, 1)],
        [write_folder(PICTURES, tmp_path / "folder")],
        [tmp_path / "folder" / "train", tmp_path / "folder" / "test"],
        [
            write_zip({n: PICTURES[n] for n in names[:4]}, tmp_path / "half.zip"),
            write_folder({n: PICTURES[n] for n in names[4:]}, tmp_path / "half"),
        ],
        [
            write_zip(
                {n[len(s) + 1 :]: d for n, d in PICTURES.items() if n.startswith(s)}, tmp_path / f"{s}.zip"
            )
            for s in ("train", "test")
        ],
    ):
        source = find(*paths)
        assert list_contents(source) == EXPECTED
        assert source.class_names == ("cat", "dog")
        assert (source.skipped, source.notes) == ((), ())
        assert source.form == "folders of classes"
        assert source.recognised_by == "folders of 2 classes: 2 in train, 2 in test"


@pytest.mark.parametrize(
    ("folder", "split"),
    [
        ("Train", TRAIN),
        ("TEST", TEST),
        ("val", VALIDATION),
        ("Validation", VALIDATION),
        ("valid", VALIDATION),
    ],
)
def test_splits_are_understood_in_any_case(folder: str, split: str, tmp_path: Path) -> None:
    source = find_in(["training/cat/1.png", f"{folder}/cat/2.png", f"{folder}/dog/2.png"], tmp_path)
    assert list_rows(source) == {(TRAIN, "cat", "1.png"), (split, "cat", "2.png"), (split, "dog", "2.png")}


def test_a_split_may_be_a_word_of_the_name(tmp_path: Path) -> None:
    names = ["seg_train/seg_train/sea/1.png", "seg_test/seg_test/sea/2.png", "seg_test/seg_test/ice/3.png"]
    expected = {(TRAIN, "sea", "1.png"), (TEST, "sea", "2.png"), (TEST, "ice", "3.png")}
    assert list_rows(find_in(names, tmp_path)) == expected


def test_words_of_names_are_no_splits_where_none_trains(tmp_path: Path) -> None:
    source = find_in(["test tube/1.png", "train station/2.png", "cat/3.png", "dog/4.png"], tmp_path)
    assert source.class_names == ("cat", "dog", "test tube", "train station")


def test_without_a_split_each_folder_is_a_class(tmp_path: Path) -> None:
    source = find_in(["b/1.png", "a/1.png", "Z/1.png", "a/2.jpg"], tmp_path)
    assert source.class_names == ("Z", "a", "b")  # by code point
    assert list_rows(source) == {(NO_SPLIT, "Z", "1.png"), (NO_SPLIT, "b", "1.png")} | {
        (NO_SPLIT, "a", name) for name in ("1.png", "2.jpg")
    }
    assert source.recognised_by == "folders of 3 classes"


def test_folders_given_each_by_itself_are_classes(tmp_path: Path) -> None:
    write_folder(dict.fromkeys(["cat/1.png", "dog/1.png"], b""), tmp_path)
    assert list_rows(find(tmp_path / "cat", tmp_path / "dog")) == {
        (NO_SPLIT, c, "1.png") for c in ("cat", "dog")
    }


def test_archives_given_each_by_itself_are_classes(tmp_path: Path) -> None:
    paths = [write_zip({"1.png": b""}, tmp_path / "cat.zip"), write_tar({"1.png": b""}, tmp_path / "dog.tar")]
    assert find(*paths).class_names == ("cat", "dog")


def test_a_class_may_be_called_like_a_split(tmp_path: Path) -> None:
    source = find_in(["car/1.png", "train/2.png", "bus/3.png"], tmp_path)
    assert source.class_names == ("bus", "car", "train")
    source = find_in(
        ["train/car/1.png", "train/train/2.png", "test/car/1.png", "test/train/2.png"], tmp_path / "x"
    )
    assert source.class_names == ("car", "train")
    assert set(source.splits.tolist()) == {TRAIN, TEST}


def test_the_name_of_a_class_may_be_written_in_two_ways(tmp_path: Path) -> None:
    names = {"train/Ka\u0308se/1.png": b"", "test/K\u00e4se/2.png": b"", "test/cat/3.png": b""}
    assert find(write_zip(names, tmp_path / "x.zip")).class_names == ("K\u00e4se", "cat")


@pytest.mark.parametrize("folder", ["unlabeled", "Unlabelled", "unlabeled/0", "unlabelled/all"])
@pytest.mark.parametrize("split", ["train/", ""])
def test_unlabelled_pictures_beside_others(folder: str, split: str, tmp_path: Path) -> None:
    source = find_in(
        [f"{split}cat/1.png", f"{split}dog/2.png", *(f"{folder}/{n}.png" for n in range(9))], tmp_path
    )
    expected = {(split[:-1], "cat", "1.png"), (split[:-1], "dog", "2.png")}
    assert list_rows(source) == expected | {(UNLABELLED, "", f"{n}.png") for n in range(9)}
    assert source.class_names == ("cat", "dog")
    assert source.skipped == ()


def test_one_class_alone_is_a_class_where_there_is_a_split(tmp_path: Path) -> None:
    assert find_in(["train/cat/1.png", "test/cat/2.png"], tmp_path).class_names == ("cat",)


@pytest.mark.parametrize("split", ["test", "val"])
def test_a_test_split_alone_is_recognised(split: str, tmp_path: Path) -> None:
    source = find_in([f"{split}/cat/1.png", f"{split}/dog/1.png"], tmp_path)
    assert set(source.splits.tolist()) == {split}


def test_what_is_left_out_is_named_with_a_reason(tmp_path: Path) -> None:
    names = [*PICTURES, "readme.png", "train/1.png", "train/cat/deep/1.png", "train/cat/notes.txt", "LICENSE"]
    source = find_in(names, tmp_path)
    assert list_rows(source) == set(EXPECTED)
    folder = tmp_path / "set"
    assert {(place.removeprefix(f"{folder}/"), reason) for place, reason in source.skipped} == {
        ("readme.png", "it does not lie in the folder of a class in that of a split"),
        ("train/1.png", "it lies in train/ itself, not in the folder of a class"),
        ("train/cat/deep/1.png", "it does not lie in the folder of a class in that of a split"),
        ("train/cat/notes.txt", "files that end with .txt are not read as pictures"),
        ("LICENSE", "its name has no ending"),
    }


def test_test_pictures_without_classes_are_left_out(tmp_path: Path) -> None:
    source = find_in(["train/cat/1.png", "train/dog/2.png", *(f"test/{n}.png" for n in range(5))], tmp_path)
    assert set(source.splits.tolist()) == {TRAIN}
    assert count_reasons(source) == {"it lies in test/ itself, not in the folder of a class": 5}


def test_without_a_split_pictures_at_another_depth_are_left_out(tmp_path: Path) -> None:
    names = ["cat/1.png", "cat/2.png", "dog/1.png", "cover.png", "dog/small/1.png"]
    source = find_in(names, tmp_path)
    assert len(source) == 3
    assert count_reasons(source) == {"it lies at another depth than most of the pictures": 2}


def test_each_given_path_has_its_own_depth(tmp_path: Path) -> None:
    first = write_folder(dict.fromkeys(["cat/1.png", "dog/1.png"], b""), tmp_path / "a")
    second = write_folder(dict.fromkeys(["x/y/cat/2.png", "x/y/dog/2.png"], b""), tmp_path / "b")
    source = find(first, second)
    assert source.skipped == ()
    assert len(source) == 4
    assert source.notes == ("Folders of the same name in a/, b/x/y/ are one class: 4 folders, 2 classes.",)


def test_empty_classes_are_named(tmp_path: Path) -> None:
    names = [*PICTURES, "train/eel/", "test/eel/", "train/fox/notes.txt", "train/gnu/a/b/", "docs/"]
    source = find(write_folder(dict.fromkeys(names, b"") | PICTURES, tmp_path / "set"))
    empty = "a folder beside those of classes has no pictures"
    assert [place for place, reason in source.skipped if reason == empty] == [
        f"set/{name}" for name in ("test/eel", "train/eel", "train/fox", "train/gnu")
    ]
    assert source.class_names == ("cat", "dog")


def test_a_picture_given_twice_is_refused_by_both_places(tmp_path: Path) -> None:
    first = write_zip(PICTURES, tmp_path / "a.zip")
    second = write_zip({"x/train/dog/2.png": b"other"}, tmp_path / "b.zip")
    with pytest.raises(
        UserError,
        match=r"given twice: train/dog/2\.png in .*a\.zip and x/train/dog/2\.png in .*b\.zip are both train/",
    ):
        recognise(list_files(first, second), ImportSettings())


def test_unlabelled_pictures_may_have_the_same_names(tmp_path: Path) -> None:
    source = find(
        write_folder(
            dict.fromkeys([*PICTURES, "unlabeled/a/1.png", "unlabeled/b/1.png"], b""), tmp_path / "x"
        )
    )
    assert (source.splits == UNLABELLED).sum() == 2


@pytest.mark.parametrize(
    "names",
    [
        [],
        ["readme.txt"],
        ["1.png", "2.png"],
        ["images/1.png", "images/2.png"],
        ["train/1.png", "test/2.png"],
        ["train/images/1.png", "test/images/2.png"],
        ["train/train/1.png"],
        ["unlabeled/1.png"],
    ],
)
def test_other_forms_are_not_recognised(names: list[str], tmp_path: Path) -> None:
    path = write_folder(dict.fromkeys(names, b""), tmp_path / "set")
    assert recognise(list_files(path), ImportSettings()) is None


def test_many_are_recognised_in_seconds(tmp_path: Path) -> None:
    names = [f"train/{n % 100}/{n}.jpg" for n in range(5_000)] + [
        f"test/{n % 100}/{n}.jpg" for n in range(1_000)
    ]
    random.Random(0).shuffle(names)
    source = recognise_any(
        list_files(write_zip(dict.fromkeys(names, b""), tmp_path / "x.zip")), ImportSettings()
    )
    assert len(source) == 6_000
    assert len(source.class_names) == 100
    assert source.class_names[:3] == ("0", "1", "10")


def test_an_archive_in_an_archive_is_named(tmp_path: Path) -> None:
    path = write_zip({"inner/train.zip": b"PK"}, tmp_path / "x.zip")
    with pytest.raises(
        UserError, match=r"archives in what was given, as inner/train\.zip: give these themselves"
    ):
        recognise_any(list_files(path), ImportSettings())


@pytest.mark.parametrize("name", ["x.zip", "x.tar.gz", "x.rar"])
def test_what_is_given_as_an_archive_and_is_none_is_said_so(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(b"<html>not found</html>")
    with pytest.raises(UserError, match=rf"{name} is no zip or tar that can be read, so copy or download it"):
        recognise_any(list_files(tmp_path / name), ImportSettings())


def test_no_pictures_are_a_user_error(tmp_path: Path) -> None:
    path = write_folder({"readme.txt": b""}, tmp_path / "set")
    with pytest.raises(UserError, match="found no images"):
        recognise_any(list_files(path), ImportSettings())
