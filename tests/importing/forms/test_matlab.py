import io
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy.io import savemat
from torchvision.datasets import SVHN, svhn

from aavae.importing.forms import matlab
from aavae.importing.known import KNOWN_SETS
from aavae.importing.source import TEST, TRAIN
from tests.importing.official_files import (
    choose,
    complete,
    list_parts,
    make_cifar_matlab,
    make_svhn,
    open_source,
    read_all,
    refuse,
    to_mat,
    write_folder,
    write_tar,
)


def test_svhn_is_read_as_torchvision_reads_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(svhn, "check_integrity", lambda *_: True)
    folder = write_folder(tmp_path / "svhn", make_svhn(20, 9))
    source = open_source(tmp_path, folder)
    for split in (TRAIN, TEST):
        theirs = SVHN(folder, split=split)
        images, labels = choose(source, split)
        np.testing.assert_array_equal(images, theirs.data.transpose(0, 2, 3, 1))
        np.testing.assert_array_equal(labels, theirs.labels)
    assert 0 in source.labels
    assert source.class_names == tuple("0123456789")
    assert source.keeps_order


def test_all_of_svhn_is_known_without_its_extra_pictures(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = make_svhn(4, 3) | {"extra_32x32.mat": b"never opened"}
    complete(monkeypatch, "svhn", "matlab", {"train_32x32.mat": 4, "test_32x32.mat": 3})
    source = open_source(tmp_path, write_folder(tmp_path / "svhn", files))
    assert (source.known, len(source)) == ("svhn", 7)
    assert [(Path(place).name, reason) for place, reason in source.skipped] == [
        ("extra_32x32.mat", "SVHN's extra pictures, which are easier, are no training pictures")
    ]
    assert {(Path(checksum.place).name, checksum.md5) for checksum in source.checksums} == set(
        KNOWN_SETS["svhn"].md5.items()
    )


@pytest.mark.parametrize("name", ["cifar10", "cifar100"])
def test_the_matlab_versions_of_cifar_are_read_in_their_order(name: str, tmp_path: Path) -> None:
    files = make_cifar_matlab(name, 4) | {
        ("batches.meta.mat" if name == "cifar10" else "meta.mat"): to_mat({"label_names": ["a"]})
    }
    folder = open_source(tmp_path, write_folder(tmp_path / "matlab", files))
    archive = open_source(tmp_path, write_tar(tmp_path / "matlab.tar.gz", "matlab", files))
    parts = list(list_parts(name, 4).values())
    for source in (folder, archive):
        expected = np.concatenate([images for images, _ in parts])
        np.testing.assert_array_equal(read_all(source), expected.transpose(0, 2, 3, 1))
        np.testing.assert_array_equal(source.labels, np.concatenate([labels for _, labels in parts]))
        assert source.class_names == KNOWN_SETS[name].class_names
        assert not source.skipped


@pytest.mark.parametrize("compressed", [True, False])
def test_labels_of_any_shape_and_unpacked_files_are_read(tmp_path: Path, compressed: bool) -> None:
    buffer = io.BytesIO()
    images = np.arange(2 * 3072).reshape(2, 3072).astype(np.uint8)
    content = {"data": images, "labels": np.array([[3, 9]], np.int64), "more": {"a": [1, "b"]}}
    savemat(buffer, content, do_compression=compressed)
    source = open_source(tmp_path, write_folder(tmp_path / "m", {"test_batch.mat": buffer.getvalue()}))
    assert source.labels.tolist() == [3, 9]
    np.testing.assert_array_equal(read_all(source).transpose(0, 3, 1, 2).reshape(2, -1), images)


IMAGES = np.zeros((32, 32, 3, 2), np.uint8)
LABELS = np.ones((2, 1), np.uint8)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ({"images": IMAGES, "y": LABELS}, "has images, y in it, and not X and y as a file of SVHN has"),
        ({}, "has nothing in it"),
        ({"X": IMAGES, "y": LABELS[:1]}, "1 labels for 2 pictures"),
        ({"X": IMAGES[:28], "y": LABELS}, "28 x 32 x 3 x 2, which are no pictures of SVHN"),
        ({"X": IMAGES[..., 0], "y": LABELS}, "32 x 32 x 3, which are no pictures of SVHN"),
        ({"X": IMAGES.astype(np.float32), "y": LABELS}, "no whole numbers of 8 bits"),
        ({"X": IMAGES, "y": LABELS + 0.5}, "no whole numbers of 8 bits"),
        ({"X": IMAGES, "y": LABELS * 0}, "the label 0, but those of SVHN go from 1 to 10"),
        ({"X": IMAGES, "y": LABELS * 11}, "the label 11, but those of SVHN go from 1 to 10"),
        ({"X": IMAGES.astype(object), "y": LABELS}, "no whole numbers of 8 bits"),
        ({"X": IMAGES[..., :0], "y": LABELS[:0]}, "has no pictures|shape"),
    ],
)
def test_other_contents_are_refused(tmp_path: Path, content: dict[str, Any], message: str) -> None:
    refuse(tmp_path, message, write_folder(tmp_path / "s", {"train_32x32.mat": to_mat(content)}))


def test_matlab_files_of_other_sets_are_refused(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "m", {"imdb.mat": to_mat({"images": IMAGES})})
    refuse(tmp_path, r"imdb\.mat is a Matlab file of no known set", folder)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (
            b"MATLAB 7.3 MAT-file, Platform: GLNXA64".ljust(512) + b"\x89HDF\r\n\x1a\n",
            "which `save -v7` in Matlab",
        ),
        (b"\x89HDF\r\n\x1a\n" + bytes(512), "which `save -v7` in Matlab"),
        (b"", "no Matlab file of version 5"),
        (b"\0" * 500, "no Matlab file of version 5"),
        (b"text " * 100, "no Matlab file of version 5"),
    ],
)
def test_other_versions_are_refused(tmp_path: Path, content: bytes, message: str) -> None:
    refuse(tmp_path, message, write_folder(tmp_path / "m", {"train_32x32.mat": content}))


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(matlab, "_MAX_UNPACKED", 2**20)
    content = to_mat({"X": np.zeros((32, 32, 3, 1_000), np.uint8), "y": np.ones((1_000, 1), np.uint8)})
    assert len(content) < 2**16
    refuse(
        tmp_path,
        "it is damaged, or of another set",
        write_folder(tmp_path / "m", {"train_32x32.mat": content}),
    )


@pytest.mark.parametrize("part", [0.2, 0.9, 0.9999])
def test_a_truncated_file_is_refused(tmp_path: Path, part: float) -> None:
    content = make_svhn(4, 3)["train_32x32.mat"]
    folder = write_folder(tmp_path / "m", {"train_32x32.mat": content[: int(len(content) * part)]})
    refuse(tmp_path, r"train_32x32\.mat is not imported: .*; copy or download it again", folder)
