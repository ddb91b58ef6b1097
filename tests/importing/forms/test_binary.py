import zipfile
from pathlib import Path

import numpy as np
import pytest
from torchvision.datasets import STL10, stl10

from aavae.errors import UserError
from aavae.importing.files import Files
from aavae.importing.forms import binary
from aavae.importing.known import KNOWN_SETS
from aavae.importing.settings import ImportSettings
from aavae.importing.source import TEST, TRAIN, UNLABELLED
from tests.importing.official_files import (
    choose,
    complete,
    list_parts,
    make_cifar_binary,
    make_stl10,
    open_source,
    read_all,
    refuse,
    take_pictures,
    write_folder,
    write_tar,
)

STL10_COUNTS = {"train_X.bin": 9, "test_X.bin": 4, "unlabeled_X.bin": 6}


@pytest.fixture
def stl10_files() -> dict[str, bytes]:
    return make_stl10(9, 4, 6)


def test_stl10_is_read_as_torchvision_reads_it(
    stl10_files: dict[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stl10, "check_integrity", lambda *_: True)
    folder = write_folder(tmp_path / "stl10_binary", stl10_files)
    source = open_source(tmp_path, folder)
    for split, name in ((TRAIN, "train"), (TEST, "test"), (UNLABELLED, "unlabeled")):
        theirs = STL10(tmp_path, split=name)
        images, labels = choose(source, split)
        np.testing.assert_array_equal(images, theirs.data.transpose(0, 2, 3, 1))
        assert theirs.labels is not None
        np.testing.assert_array_equal(labels, theirs.labels.astype(np.int64))
        assert source.class_names == tuple(theirs.classes)
    np.testing.assert_array_equal(choose(source, TRAIN)[0], take_pictures(9, 96).transpose(0, 2, 3, 1))


def test_stl10_folds_are_those_of_torchvision(
    stl10_files: dict[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stl10, "check_integrity", lambda *_: True)
    source = open_source(tmp_path, write_folder(tmp_path / "stl10_binary", stl10_files))
    assert source.folds is not None
    assert source.folds.shape == (10, 6)
    for fold, rows in enumerate(source.folds):
        theirs = STL10(tmp_path, folds=fold)
        images = np.stack(list(source.reader.read(sorted(rows.tolist()))))
        order = np.argsort(rows)
        np.testing.assert_array_equal(images, theirs.data.transpose(0, 2, 3, 1)[order])
        assert theirs.labels is not None
        np.testing.assert_array_equal(source.labels[rows], theirs.labels)


def test_a_folder_an_archive_a_zip_and_single_files_give_the_same(
    stl10_files: dict[str, bytes], tmp_path: Path
) -> None:
    folder = write_folder(tmp_path / "stl10_binary", stl10_files)
    with zipfile.ZipFile(tmp_path / "stl.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for path in folder.iterdir():
            archive.write(path, f"deep/down/{path.name}")
    tar = write_tar(tmp_path / "stl10_binary.tar.gz", "stl10_binary", stl10_files)
    first, *others = (
        open_source(tmp_path, *paths)
        for paths in ([folder], [tar], [tmp_path / "stl.zip"], sorted(folder.iterdir()))
    )
    for source in others:
        np.testing.assert_array_equal(read_all(source), read_all(first))
        np.testing.assert_array_equal(source.labels, first.labels)
        np.testing.assert_array_equal(source.splits, first.splits)
        assert (source.form, source.notes, source.names) == (first.form, first.notes, first.names)
        assert not source.skipped


def test_a_part_of_stl10_is_imported_and_said_to_be_one(
    stl10_files: dict[str, bytes], tmp_path: Path
) -> None:
    source = open_source(tmp_path, write_folder(tmp_path / "stl10_binary", stl10_files))
    assert (source.known, source.checksums, source.keeps_order) == ("", (), True)
    assert source.notes == (
        "This is not called the complete STL-10: 9 of 5,000 training pictures, 4 of 8,000 test pictures, "
        "6 of 100,000 unlabelled pictures are there, in files of its form.",
    )
    assert source.size == (96, 96)
    assert source.form == "STL-10's binary files"
    assert source.recognised_by == (
        "5 files with the names that STL-10's have: train_X.bin, test_X.bin, ..., test_y.bin"
    )


def test_all_of_stl10_is_known(
    stl10_files: dict[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    complete(monkeypatch, "stl10", "binary", STL10_COUNTS)
    source = open_source(tmp_path, write_folder(tmp_path / "stl10_binary", stl10_files))
    assert (source.known, source.notes) == ("stl10", ())
    assert {(Path(checksum.place).name, checksum.md5) for checksum in source.checksums} == set(
        KNOWN_SETS["stl10"].md5.items()
    ) - {("stl10_binary.tar.gz", KNOWN_SETS["stl10"].md5["stl10_binary.tar.gz"])}
    without = open_source(
        tmp_path, write_folder(tmp_path / "part", stl10_files, leave_out=["unlabeled_X.bin"])
    )
    assert without.known == ""
    assert "0 of 6 unlabelled pictures" in without.notes[0]


def test_unlabelled_pictures_alone_have_no_classes(stl10_files: dict[str, bytes], tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "alone", {"unlabeled_X.bin": stl10_files["unlabeled_X.bin"]})
    source = open_source(tmp_path, folder)
    assert source.class_names == ()
    assert set(source.splits.tolist()) == {UNLABELLED}
    assert set(source.labels.tolist()) == {-1}


@pytest.mark.parametrize("name", ["cifar10", "cifar100"])
def test_cifar_binary_files_are_read_in_their_order(name: str, tmp_path: Path) -> None:
    source = open_source(tmp_path, write_folder(tmp_path / "bin", make_cifar_binary(name, 7)))
    parts = list(list_parts(name, 7).values())
    expected = np.concatenate([images for images, _ in parts])
    np.testing.assert_array_equal(read_all(source), expected.transpose(0, 2, 3, 1))
    np.testing.assert_array_equal(source.labels, np.concatenate([labels for _, labels in parts]))
    assert source.class_names == KNOWN_SETS[name].class_names
    assert source.splits.tolist() == [TRAIN] * 7 * (len(parts) - 1) + [TEST] * 7


def test_rows_are_read_from_the_middle_and_across_files(tmp_path: Path) -> None:
    source = open_source(tmp_path, write_folder(tmp_path / "bin", make_cifar_binary("cifar10", 3)))
    everything = read_all(source)
    rows = [1, 2, 3, 8, 17]
    np.testing.assert_array_equal(np.stack(list(source.reader.read(rows))), everything[rows])
    assert source.names[3] == "data_batch_2.bin[0]"


def test_a_file_that_shrinks_meanwhile_has_unreadable_pictures(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "bin", make_cifar_binary("cifar10", 3))
    source = open_source(tmp_path, folder)
    (folder / "data_batch_1.bin").write_bytes(bytes(3073 + 5))
    (folder / "data_batch_2.bin").unlink()
    contents = list(source.reader.read(range(7)))
    assert [getattr(content, "reason", "") for content in contents] == [
        "",
        *["its file ends before it"] * 2,
        *["its file cannot be read (No such file or directory)"] * 3,
        "",
    ]


@pytest.mark.parametrize("name", ["train_X.bin", "unlabeled_X.bin"])
def test_a_truncated_file_is_refused(stl10_files: dict[str, bytes], tmp_path: Path, name: str) -> None:
    files = stl10_files | {name: stl10_files[name][:-1]}
    refuse(
        tmp_path,
        f"{name} has .* bytes, which are no whole pictures of STL-10",
        write_folder(tmp_path / "s", files),
    )


def test_labels_that_do_not_fit_are_refused(stl10_files: dict[str, bytes], tmp_path: Path) -> None:
    for number, (labels, message) in enumerate(
        (
            (bytes([1] * 8), "train_y.bin has 8 labels for 9 pictures in train_X.bin"),
            (bytes([1] * 8 + [0]), "the label 0, but those of STL-10 go from 1 to 10"),
            (bytes([1] * 8 + [11]), "the label 11, but those of STL-10 go from 1 to 10"),
        )
    ):
        folder = write_folder(tmp_path / str(number), stl10_files | {"train_y.bin": labels})
        refuse(tmp_path, message, folder)


def test_pictures_and_labels_come_together(stl10_files: dict[str, bytes], tmp_path: Path) -> None:
    for left_out, there in (("train_y.bin", "train_X.bin"), ("test_X.bin", "test_y.bin")):
        folder = write_folder(tmp_path / left_out, stl10_files, leave_out=[left_out])
        refuse(tmp_path, f"{there} is given without {left_out}: give both", folder)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("fold_indices.txt", b"1 2\n3\n", "fold_indices.txt is damaged"),
        ("fold_indices.txt", b"1 x\n", "fold_indices.txt is damaged"),
        ("fold_indices.txt", b"-1 2\n", "fold_indices.txt is damaged"),
        ("fold_indices.txt", b"", "fold_indices.txt is damaged"),
        ("fold_indices.txt", b"9" * 40, "fold_indices.txt is damaged"),
        ("class_names.txt", b"cat\ndog\n", "names 2 classes, but STL-10 has 10"),
        ("class_names.txt", b"cat\n" * 10, "names 1 classes, but STL-10 has 10"),
        ("class_names.txt", b"\xff\xfe\n" * 10, "is no text"),
        ("class_names.txt", b"".join(b"\x1b[3%dm\n" % number for number in range(10)), "are no names"),
        ("train_X.bin", b"", "has 9 labels for 0 pictures|has no pictures"),
    ],
)
def test_damaged_files_beside_the_pictures_are_refused(
    stl10_files: dict[str, bytes], tmp_path: Path, name: str, content: bytes, message: str
) -> None:
    refuse(tmp_path, message, write_folder(tmp_path / "s", stl10_files | {name: content}))


def test_folds_of_pictures_that_are_not_there_are_left_out(
    stl10_files: dict[str, bytes], tmp_path: Path
) -> None:
    source = open_source(tmp_path, write_folder(tmp_path / "s", stl10_files | {"fold_indices.txt": b"0 9\n"}))
    assert source.folds is None
    assert "folds are left out" in source.notes[-1]


def test_the_same_file_twice_is_refused(tmp_path: Path) -> None:
    files = make_cifar_binary("cifar10", 1)
    folders = [write_folder(tmp_path / name, files) for name in ("a", "b")]
    refuse(tmp_path, "the same file is given twice: .*a/.*b/", *folders)


def test_what_else_lies_there_is_named(tmp_path: Path) -> None:
    files = {**make_cifar_binary("cifar10", 1), "readme.html": b"", "notes.txt": b"", "train.bin": b"12"}
    source = open_source(tmp_path, write_folder(tmp_path / "bin", files))
    assert [(Path(place).name, reason) for place, reason in source.skipped] == [
        ("notes.txt", "it is none of CIFAR-10's binary files"),
        ("train.bin", "it is none of CIFAR-10's binary files"),
    ]


def test_a_name_that_many_files_have_is_no_proof(tmp_path: Path) -> None:
    files = make_cifar_binary("cifar100", 2)
    bare = write_folder(tmp_path / "bare", files, leave_out=["fine_label_names.txt"])
    assert open_source(tmp_path, bare).form == "CIFAR-100's binary files"
    mixed = write_folder(tmp_path / "mixed", {"train.bin": b"weights", "notes.txt": b""})
    refuse(tmp_path, "found no images", mixed)
    refuse(tmp_path, "no whole pictures of CIFAR-100", mixed / "train.bin")


def test_other_class_names_make_another_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = make_cifar_binary("cifar10", 1)
    complete(monkeypatch, "cifar10", "binary", dict.fromkeys(files, 1))
    assert open_source(tmp_path, write_folder(tmp_path / "a", files)).known == "cifar10"
    files["batches.meta.txt"] = files["batches.meta.txt"].replace(b"truck", b"lorry")
    source = open_source(tmp_path, write_folder(tmp_path / "b", files))
    assert source.known == ""
    assert source.class_names[-1] == "lorry"


def test_a_file_that_is_gone_before_its_labels_are_read_is_a_user_error(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "bin", make_cifar_binary("cifar10", 2))
    files = Files([folder], tmp_path)
    for change in (lambda path: path.write_bytes(b"short"), Path.unlink):
        change(folder / "data_batch_1.bin")
        with pytest.raises(UserError, match=r"cannot read .*data_batch_1\.bin: .*\.$"):
            binary.recognise(files, ImportSettings())
