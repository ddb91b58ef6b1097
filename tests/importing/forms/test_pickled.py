import pickle
from pathlib import Path

import numpy as np
import pytest
from torchvision.datasets import CIFAR10, CIFAR100, cifar

from aavae.importing.known import KNOWN_SETS
from aavae.importing.source import TEST, TRAIN
from tests.importing.official_files import (
    choose,
    complete,
    list_batches,
    make_cifar_pickled,
    open_source,
    read_all,
    refuse,
    write_folder,
    write_tar,
)

FOLDERS = {"cifar10": "cifar-10-batches-py", "cifar100": "cifar-100-python"}


@pytest.mark.parametrize("protocol", [None, 2, 5])
@pytest.mark.parametrize(("name", "theirs"), [("cifar10", CIFAR10), ("cifar100", CIFAR100)])
def test_files_are_read_as_torchvision_reads_them(
    name: str, theirs: type[CIFAR10], protocol: int | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cifar, "check_integrity", lambda *_: True)
    folder = write_folder(tmp_path / FOLDERS[name], make_cifar_pickled(name, 5, protocol))
    source = open_source(tmp_path, folder)
    for split, train in ((TRAIN, True), (TEST, False)):
        expected = theirs(tmp_path, train=train)
        images, labels = choose(source, split)
        np.testing.assert_array_equal(images, expected.data)
        np.testing.assert_array_equal(labels, expected.targets)
        assert source.class_names == tuple(expected.classes)
    assert source.keeps_order
    assert not source.skipped


def test_the_archive_gives_the_same(tmp_path: Path) -> None:
    files = make_cifar_pickled("cifar10", 3)
    folder = open_source(tmp_path, write_folder(tmp_path / "cifar-10-batches-py", files))
    archive = open_source(
        tmp_path, write_tar(tmp_path / "cifar-10-python.tar.gz", "cifar-10-batches-py", files)
    )
    np.testing.assert_array_equal(read_all(folder), read_all(archive))
    np.testing.assert_array_equal(folder.labels, archive.labels)
    assert folder.notes == archive.notes


def test_all_of_it_is_known(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = make_cifar_pickled("cifar10", 3)
    complete(monkeypatch, "cifar10", "python", dict.fromkeys(files, 3))
    source = open_source(tmp_path, write_folder(tmp_path / "py", files))
    assert (source.known, source.notes) == ("cifar10", ())
    assert {(Path(checksum.place).name, checksum.md5) for checksum in source.checksums} == {
        (name, KNOWN_SETS["cifar10"].md5[name]) for name in list_batches("cifar10")
    }
    part = open_source(tmp_path, write_folder(tmp_path / "part", files, leave_out=["data_batch_3"]))
    assert part.known == ""
    assert "12 of 15 training pictures" in part.notes[0]


def test_nothing_is_called_that_a_file_names(tmp_path: Path) -> None:
    target = tmp_path / "made"

    class Evil:
        def __reduce__(self) -> tuple[object, ...]:
            return (Path.touch, (target,))

    files = make_cifar_pickled("cifar10", 1) | {"data_batch_2": pickle.dumps({"data": Evil()})}
    refuse(
        tmp_path,
        "data_batch_2 is not imported: it has more than plain data",
        write_folder(tmp_path / "py", files),
    )
    assert not target.exists()


@pytest.mark.parametrize("part", [0.0, 0.3, 0.9999])
def test_a_truncated_file_is_refused(tmp_path: Path, part: float) -> None:
    files = make_cifar_pickled("cifar10", 2)
    content = files["test_batch"]
    folder = write_folder(tmp_path / "py", files | {"test_batch": content[: int(len(content) * part)]})
    refuse(tmp_path, "test_batch is not imported: .*; copy or download it again", folder)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ([1, 2], "is no dictionary of pictures"),
        ({"labels": [1]}, "no array of pictures called 'data'"),
        ({"data": "text", "labels": [1]}, "no array of pictures called 'data'"),
        ({"data": np.zeros((2, 3072), np.float32), "labels": [1, 1]}, "no array of pictures called 'data'"),
        ({"data": np.zeros((2, 27), np.uint8), "labels": [1, 1]}, "27 values a picture"),
        ({"data": np.zeros((2, 3072), np.uint8), "labels": [1]}, "no label .* for each of its 2 pictures"),
        ({"data": np.zeros((2, 3072), np.uint8)}, "no label .* for each of its 2 pictures"),
        ({"data": np.zeros((2, 3072), np.uint8), "labels": [1, "2"]}, "no label"),
        ({"data": np.zeros((2, 3072), np.uint8), "labels": [1, 2**70]}, "no label"),
        ({"data": np.zeros((2, 3072), np.uint8), "labels": [1, 10]}, "the label 10, but those of CIFAR-10"),
        ({"data": np.zeros((2, 3072), np.uint8), "labels": [1, -1]}, "the label -1, but those of CIFAR-10"),
        ({"data": np.zeros((0, 3072), np.uint8), "labels": []}, "has no pictures"),
    ],
)
def test_other_contents_are_refused(tmp_path: Path, content: object, message: str) -> None:
    files = make_cifar_pickled("cifar10", 1) | {"data_batch_1": pickle.dumps(content)}
    refuse(tmp_path, f"data_batch_1 .*{message}", write_folder(tmp_path / "py", files))


def test_labels_may_be_an_array(tmp_path: Path) -> None:
    content = {"data": np.zeros((2, 3072), np.uint8), "labels": np.array([3, 9], np.uint8)}
    source = open_source(tmp_path, write_folder(tmp_path / "py", {"data_batch_1": pickle.dumps(content)}))
    assert source.labels.tolist() == [3, 9]


def test_names_of_classes_are_checked(tmp_path: Path) -> None:
    files = make_cifar_pickled("cifar10", 1)
    for number, (content, message) in enumerate(
        (({}, "has no list 'label_names'"), ({"label_names": ["a"]}, "names 1 classes"))
    ):
        folder = write_folder(tmp_path / str(number), files | {"batches.meta": pickle.dumps(content)})
        refuse(tmp_path, f"batches.meta {message}", folder)


def test_torchvisions_own_folder_is_read(tmp_path: Path) -> None:
    files = make_cifar_pickled("cifar100", 2)
    write_folder(tmp_path / "data" / "cifar-100-python", files)
    write_tar(tmp_path / "data" / "cifar-100-python.tar.gz", "cifar-100-python", files)
    source = open_source(tmp_path, tmp_path / "data")
    assert (source.form, len(source)) == ("CIFAR-100's python files", 4)
    assert [Path(place).name for place, _ in source.skipped] == ["cifar-100-python.tar.gz"]
    bare = write_folder(tmp_path / "bare", files | {"notes.txt": b""})
    refuse(tmp_path, "found no images", bare)
    assert len(open_source(tmp_path, bare / "train", bare / "test")) == 4
