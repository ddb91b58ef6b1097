import gzip
import struct
from pathlib import Path

import numpy as np
import pytest
from torchvision.datasets import MNIST

from aavae.importing.known import KNOWN_SETS
from aavae.importing.source import TEST, TRAIN
from tests.importing.official_files import (
    choose,
    claim_checksums,
    complete,
    make_idx,
    open_source,
    read_all,
    refuse,
    write_folder,
    write_tar,
)

COUNTS = {"train-images-idx3-ubyte": 9, "t10k-images-idx3-ubyte": 5}


def test_mnist_is_read_as_torchvision_reads_it(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "MNIST" / "raw", make_idx(9, 5))
    source = open_source(tmp_path, folder)
    for split, train in ((TRAIN, True), (TEST, False)):
        theirs = MNIST(tmp_path, train=train)
        images, labels = choose(source, split)
        np.testing.assert_array_equal(images, theirs.data.numpy())
        np.testing.assert_array_equal(labels, theirs.targets.numpy())
    assert source.class_names == tuple("0123456789")
    assert (source.size, source.keeps_order) == ((28, 28), True)


def test_packed_unpacked_and_archived_files_give_the_same(tmp_path: Path) -> None:
    plain, packed = make_idx(9, 5), make_idx(9, 5, packed=True)
    dotted = {name.replace("-idx", ".idx"): content for name, content in plain.items()}
    first, *others = (
        open_source(tmp_path, *paths)
        for paths in (
            [write_folder(tmp_path / "plain", plain)],
            [write_folder(tmp_path / "packed", packed)],
            [write_folder(tmp_path / "dotted", dotted)],
            [write_tar(tmp_path / "packed.tar.gz", "MNIST", packed)],
            sorted((tmp_path / "packed").iterdir()),
        )
    )
    for source in others:
        np.testing.assert_array_equal(read_all(source), read_all(first))
        np.testing.assert_array_equal(source.labels, first.labels)


def test_packed_files_beside_unpacked_ones_are_passed_over(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "raw", make_idx(9, 5) | make_idx(9, 5, packed=True))
    source = open_source(tmp_path, folder)
    assert len(source) == 14
    assert {reason for _, reason in source.skipped} == {"what it unpacks to lies beside it"}
    assert [Path(place).suffix for place, _ in source.skipped] == [".gz"] * 4
    other = write_folder(tmp_path / "other", make_idx(9, 5))
    refuse(tmp_path, "the same file is given twice", folder, other)


def test_which_set_it_is_is_seen_by_the_checksums_of_the_labels(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = make_idx(9, 5)
    folder = write_folder(tmp_path / "fashion", files)
    for name in ("mnist", "fashion-mnist"):
        complete(monkeypatch, name, "idx", COUNTS)
    unknown = open_source(tmp_path, folder)
    assert (unknown.known, unknown.form) == ("", "idx files")
    assert "names and sizes of MNIST's, and other labels" in unknown.notes[0]
    for name in ("mnist", "fashion-mnist"):
        with monkeypatch.context() as claimed:
            claim_checksums(claimed, name, files)
            source = open_source(tmp_path, folder)
        assert (source.known, source.notes) == (name, ())
        assert source.class_names == KNOWN_SETS[name].class_names
        assert len(source.checksums) == 4


def test_a_part_is_said_to_be_one_and_the_folder_says_of_what(tmp_path: Path) -> None:
    source = open_source(tmp_path, write_folder(tmp_path / "FashionMNIST", make_idx(9, 5, packed=True)))
    assert source.class_names == KNOWN_SETS["fashion-mnist"].class_names
    assert source.known == ""
    assert "complete Fashion-MNIST: 9 of 60,000 training pictures" in source.notes[0]


def test_pictures_and_labels_come_together(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "m", make_idx(2, 2), leave_out=["t10k-labels-idx1-ubyte"])
    refuse(tmp_path, "given without t10k-labels-idx1-ubyte: give both", folder)


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("train-images-idx3-ubyte", struct.pack(">4I", 0x803, 3, 28, 28) + bytes(2 * 784), "not as long as"),
        ("train-images-idx3-ubyte", struct.pack(">4I", 0x803, 2, 28, 28) + bytes(2 * 784 + 1), "not as long"),
        ("train-images-idx3-ubyte", struct.pack(">4I", 0x803, 2**31, 28, 28), "values by its header"),
        ("train-images-idx3-ubyte", struct.pack(">4I", 0x803, 2, 0, 28), "values by its header"),
        (
            "train-images-idx3-ubyte",
            struct.pack(">4I", 0xD03, 2, 28, 28) + bytes(4 * 784),
            "does not begin as",
        ),
        (
            "train-images-idx3-ubyte",
            struct.pack(">2I", 0x801, 2) + bytes(2),
            "does not begin as an idx file of pic",
        ),
        ("train-images-idx3-ubyte", b"", "does not begin as"),
        ("train-labels-idx1-ubyte", struct.pack(">2I", 0x801, 3) + bytes(3), "3 labels for 2 pictures"),
        ("train-labels-idx1-ubyte", struct.pack(">2I", 0x801, 3) + bytes(2), "not as long as"),
        (
            "train-labels-idx1-ubyte",
            struct.pack(">2I", 0x801, 2) + b"\0\x0a",
            "the label 10, but those of MNIST",
        ),
        ("train-labels-idx1-ubyte", b"text", "does not begin as an idx file of labels"),
    ],
)
def test_damaged_files_are_refused(
    tmp_path: Path, name: str, content: bytes, message: str, packed: bool
) -> None:
    files = make_idx(2, 2) | {name: content}
    if packed:
        files = {f"{file}.gz": gzip.compress(data) for file, data in files.items()}
    refuse(tmp_path, f"{name}.* {message}|{message}", write_folder(tmp_path / "m", files))


@pytest.mark.parametrize("part", [0.1, 0.5, 0.99])
def test_a_truncated_packed_file_is_refused(tmp_path: Path, part: float) -> None:
    files = make_idx(4, 2, packed=True)
    content = files["train-images-idx3-ubyte.gz"]
    files["train-images-idx3-ubyte.gz"] = content[: int(len(content) * part)]
    refuse(tmp_path, "cannot unpack .*train-images-idx3-ubyte.gz", write_folder(tmp_path / "m", files))


def test_no_more_is_unpacked_than_the_header_says(tmp_path: Path) -> None:
    files = make_idx(4, 2, packed=True)
    bomb = struct.pack(">4I", 0x803, 4, 28, 28) + bytes(50_000_000)
    files["train-images-idx3-ubyte.gz"] = gzip.compress(bomb, 1)
    refuse(tmp_path, "not as long as its header says", write_folder(tmp_path / "m", files))
    unpacked = [path.stat().st_size for path in tmp_path.glob("workspace*/*")]
    assert max(unpacked) <= 16 + 4 * 784 + 1
