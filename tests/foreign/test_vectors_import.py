"""From files to vectors: what is taken, what is refused, and that nothing is half imported."""

import io
import os
import pickle
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from aavae.errors import UserError
from aavae.foreign.external import VectorsConfig, list_damaged_externals, list_externals
from aavae.foreign.vectors import read_vectors
from aavae.foreign.vectors_import import ImportedVectors
from tests.conftest import make_run
from tests.foreign.vector_files import NUM_TEST, NUM_TRAIN, bring, draw_vectors, refuse, write_pets

TRAIN, TEST = draw_vectors(NUM_TRAIN, seed=1), draw_vectors(NUM_TEST, seed=2)


@pytest.fixture(autouse=True)
def pets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AAVAE_DATA", str(tmp_path / "data"))
    write_pets()


def save(path: Path, **arrays: Any) -> Path:
    np.savez(path, allow_pickle=True, **arrays)
    return path


def save_one(path: Path, array: np.ndarray) -> Path:
    np.save(path, array)
    return path


def check(brought: ImportedVectors, train: np.ndarray | None = TRAIN, test: np.ndarray | None = TEST) -> None:
    """The vectors are those, to the bit, and the others are not there."""
    config = brought.external.config
    assert isinstance(config, VectorsConfig)
    splits = {"train": train, "test": test}
    assert config.splits == tuple(split for split, expected in splits.items() if expected is not None)
    for split, expected in splits.items():
        if expected is not None:
            found = read_vectors(brought.external, split)
            assert found.dtype == np.float32
            np.testing.assert_array_equal(found, expected.astype(np.float32))


@pytest.mark.parametrize("names", [("h_train", "h_test"), ("train", "test"), ("X_train", "X_test")])
@pytest.mark.parametrize("compressed", [False, True])
def test_arrays_of_both_splits(names: tuple[str, str], compressed: bool, tmp_path: Path) -> None:
    arrays = dict(zip(names, (TRAIN, TEST), strict=True))
    (np.savez_compressed if compressed else np.savez)(tmp_path / "a.npz", **arrays)  # pyright: ignore[reportArgumentType]
    brought = bring(tmp_path / "a.npz")
    check(brought)
    assert brought.notes == [
        "Vectors of 5 training images and 3 test images of 'pets', in the order of the rows."
    ]
    config = brought.external.config
    assert isinstance(config, VectorsConfig)
    assert (config.file.name, config.data, config.width) == ("a.npz", "pets", 4)
    assert list_externals() == [brought.external]


def test_what_represent_writes_is_taken_by_its_h_alone(tmp_path: Path) -> None:
    more = {"mu_train": TRAIN[:, :2], "y_train": np.array([0, 0, 0, 1, 1]), "y_test": np.array([0, 0, 1])}
    check(bring(save(tmp_path / "a.npz", h_train=TRAIN, h_test=TEST, **more)))


@pytest.mark.parametrize("dtype", ["f2", "f4", "f8", ">f8", "i1", "u1", "i8", ">i4", "?"])
@pytest.mark.parametrize("order", ["C", "F"])
def test_every_type_of_number_becomes_32_bits(dtype: str, order: Any, tmp_path: Path) -> None:
    train, test = (np.asarray(array.astype(dtype), order=order) for array in (abs(TRAIN), abs(TEST)))
    check(bring(save(tmp_path / "a.npz", train=train, test=test)), train, test)


def test_one_array_is_of_the_split_of_its_length(tmp_path: Path) -> None:
    check(bring(save_one(tmp_path / "dino.npy", TEST)), None, TEST)
    check(bring(save(tmp_path / "a.npz", features=TRAIN), name="other"), TRAIN, None)


def test_two_files_are_of_one_split_each(tmp_path: Path) -> None:
    brought = bring(save_one(tmp_path / "a.npy", TEST), save_one(tmp_path / "b.npy", TRAIN))
    check(brought)
    assert brought.external.config.kind == "vectors"
    assert brought.external.config.file.name == "a.npy, b.npy"


def test_of_splits_of_one_length_the_name_or_the_flag_says_which(tmp_path: Path) -> None:
    write_pets(with_names=False, num_test=5)
    path = save_one(tmp_path / "a.npy", TRAIN)
    refuse("as many training images as test images: say which they are of with --split", path)
    check(bring(path, split="test"), None, TRAIN)
    named = save_one(tmp_path / "dino_train.npy", TRAIN)
    check(bring(named, name="second"), TRAIN, None)


def test_the_flag_takes_one_split_of_two(tmp_path: Path) -> None:
    path = save(tmp_path / "a.npz", train=TRAIN, test=TEST)
    check(bring(path, split="test"), None, TEST)


def test_a_big_file_is_read_in_blocks(tmp_path: Path) -> None:
    dataset = write_pets(with_names=False, num_test=9_000)
    test = draw_vectors(len(dataset.test), 300, np.float64)
    check(bring(save_one(tmp_path / "a.npy", test)), None, test)


def test_the_same_vectors_in_another_file_are_the_same_results_and_others_are_not(tmp_path: Path) -> None:
    digests = [
        bring(path, name=name).external.config.values_sha256  # pyright: ignore[reportAttributeAccessIssue]
        for name, path in [
            ("one", save_one(tmp_path / "a.npy", TEST)),
            ("two", save(tmp_path / "a.npz", test=TEST)),
            ("three", save_one(tmp_path / "c.npy", TEST[::-1])),
        ]
    ]
    assert digests[0] == digests[1] != digests[2]
    assert len({external.compute_digest() for external in list_externals()}) == 3


def test_vectors_that_are_all_the_same_are_noted(tmp_path: Path) -> None:
    brought = bring(save(tmp_path / "a.npz", train=np.ones((5, 4)), test=np.ones((3, 4))))
    assert "All vectors are the same: no probe can tell the images apart." in brought.notes


def test_one_split_alone_is_noted(tmp_path: Path) -> None:
    brought = bring(save_one(tmp_path / "a.npy", TEST))
    assert brought.notes[1].startswith("There are none of the training images")


@pytest.mark.parametrize(
    ("array", "message"),
    [
        (np.zeros(3), "has the shape (3,): vectors have two axes"),
        (np.zeros((3, 2, 2)), "has the shape (3, 2, 2): vectors have two axes"),
        (np.zeros((3, 0)), "has vectors of no numbers"),
        (np.zeros((0, 4)), "has no rows"),
        (np.zeros((3, 8_193)), "has vectors of 8,193 numbers, and at most 8,192 are taken"),
        (np.zeros((3, 2), complex), "holds values of the type complex128: save floats or integers"),
        (np.zeros((3, 2), "U3"), "holds values of the type <U3"),
        (np.zeros((3, 2), "M8[s]"), "holds values of the type datetime64[s]"),
        (np.zeros((4, 2)), "has 4 vectors, and 'pets' has 5 training and 3 test images"),
        (np.zeros((8, 2)), "has 8 vectors, as many as 'pets' has images in all"),
        (np.array([[1, 2], [3, np.nan], [5, 6]]), "has a number that is not finite in row 1 (from 0)"),
        (np.array([[1, 2], [3, 4], [-np.inf, 6]]), "has a number that is not finite in row 2 (from 0)"),
        (np.array([[1, 2], [3, 1e39], [5, 6]]), "has a number that is too large for 32 bits in row 1"),
    ],
)
@pytest.mark.parametrize("ending", [".npy", ".npz"])
def test_arrays_that_are_no_vectors_of_the_images(
    array: np.ndarray, message: str, ending: str, tmp_path: Path
) -> None:
    path = tmp_path / f"a{ending}"
    refuse(message, save_one(path, array) if ending == ".npy" else save(path, array=array))


def test_arrays_of_another_number_than_their_split_name_both_numbers(tmp_path: Path) -> None:
    refuse(
        "has 3 vectors of training images, and 'pets' has 5: there must be one of each.",
        save(tmp_path / "a.npz", train=TEST, test=TEST),
    )
    refuse(
        "has 3 vectors of training images, and 'pets' has 5",
        save_one(tmp_path / "a.npy", TEST),
        split="train",
    )


def test_widths_that_differ(tmp_path: Path) -> None:
    refuse("has vectors of 3 numbers, and", save(tmp_path / "a.npz", train=TRAIN, test=TEST[:, :3]))


def test_a_split_that_is_given_twice(tmp_path: Path) -> None:
    one, two = save_one(tmp_path / "a.npy", TEST), save_one(tmp_path / "b.npy", TEST)
    refuse("both have a vector of test image 0 (test/cat/1.png)", one, two)


def test_several_arrays_without_names_are_not_guessed(tmp_path: Path) -> None:
    refuse("has a (5, 4), b (3, 4): save those that are meant", save(tmp_path / "a.npz", a=TRAIN, b=TEST))
    refuse("and has none: save", save(tmp_path / "b.npz"))
    refuse("has x (3,), y (3,)", save(tmp_path / "c.npz", x=TEST[:, 0], y=TEST[:, 0]))


class Bomb:
    """Runs something when it is unpickled."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[Any, ...]:
        return Path.touch, (self.path,)


def test_pickles_are_refused_and_not_opened(tmp_path: Path) -> None:
    ran = tmp_path / "ran"
    objects = np.array([[Bomb(ran)], [1], [2]], object)
    refuse("is a pickled object, which could run any program", save(tmp_path / "a.npz", test=objects))
    refuse("is a pickled object", save_one(tmp_path / "a.npy", objects))
    (tmp_path / "b.npy").write_bytes(pickle.dumps(Bomb(ran)))
    refuse("is no NumPy file, or damaged", tmp_path / "b.npy")
    assert not ran.exists()


def make_header(shape: str) -> bytes:
    """An .npy that claims a shape, and has 96 bytes of values."""
    file = io.BytesIO()
    np.save(file, np.zeros((3, 4)))
    return file.getvalue().replace(b"(3, 4), }" + b" " * 20, f"{shape}, }}".encode().ljust(29))


@pytest.mark.parametrize("shape", ["(3, 1000000000000)", "(10**9, 4)", "(3, -4)", "(3, 3)", "(2.5, 4)"])
def test_a_header_that_claims_another_size_is_refused_before_memory_is_taken(
    shape: str, tmp_path: Path
) -> None:
    (tmp_path / "a.npy").write_bytes(make_header(shape))
    refuse("is no NumPy file, or damaged", tmp_path / "a.npy")
    with zipfile.ZipFile(tmp_path / "a.npz", "w") as archive:
        archive.writestr("test.npy", make_header(shape))
    refuse("is no NumPy file, or damaged", tmp_path / "a.npz")


def test_files_that_are_cut_off_anywhere(tmp_path: Path) -> None:
    whole = save(tmp_path / "whole.npz", train=TRAIN, test=TEST).read_bytes()
    for length in range(1, len(whole), 37):
        (tmp_path / "a.npz").write_bytes(whole[:length])
        refuse("is no NumPy file, or damaged", tmp_path / "a.npz")
    whole = save_one(tmp_path / "whole.npy", TEST).read_bytes()
    for length in (1, 7, 50, 127, 128, 140, len(whole) - 1):
        (tmp_path / "a.npy").write_bytes(whole[:length])
        refuse("is no NumPy file, or damaged", tmp_path / "a.npy")


@pytest.mark.parametrize("compressed", [False, True])
def test_a_bit_that_is_flipped_in_an_npz_is_seen(compressed: bool, tmp_path: Path) -> None:
    (np.savez_compressed if compressed else np.savez)(tmp_path / "a.npz", test=TEST)
    content = bytearray((tmp_path / "a.npz").read_bytes())
    content[content.index(b"PK\x01\x02") - 20] ^= 1
    (tmp_path / "a.npz").write_bytes(content)
    refuse("is no NumPy file, or damaged", tmp_path / "a.npz")


def test_a_zip_with_a_name_twice_or_another_compression(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.npz", "w") as archive:
        archive.writestr("test.npy", make_header("(3, 4)"))
        with pytest.warns(UserWarning, match="Duplicate name"):
            archive.writestr("test.npy", make_header("(3, 4)"))
    refuse("has two arrays 'test'", tmp_path / "a.npz")
    with zipfile.ZipFile(tmp_path / "b.npz", "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("test.npy", make_header("(3, 4)"))
    refuse("its compression is not supported", tmp_path / "b.npz")


def test_what_is_no_file_of_vectors(tmp_path: Path) -> None:
    (tmp_path / "empty.npz").touch()
    (tmp_path / "a.csv").write_text("1,2\n")
    (tmp_path / "text.parquet").write_text("no parquet")
    refuse("is empty: copy or download it again", tmp_path / "empty.npz")
    refuse("is a folder: name the vectors' file", tmp_path)
    refuse("There is no file", tmp_path / "none.npz")
    refuse("is none of the files that vectors are read from: .npz, .npy or .parquet", tmp_path / "a.csv")
    refuse("is no parquet file, or damaged", tmp_path / "text.parquet")
    refuse("Name at least one file of vectors")


def test_a_name_or_a_set_that_cannot_be(tmp_path: Path) -> None:
    path = save_one(tmp_path / "a.npy", TEST)
    make_run("mine")
    refuse("There is a run 'mine' already", path, name="mine")
    refuse("cannot name a run", path, name="../x")
    refuse("cannot name a run", path, name="pixels")
    bring(path)
    with pytest.raises(UserError, match="exists already"):
        bring(path)
    assert [external.name for external in list_externals()] == ["dino"]


def test_a_full_disk_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fail)
    refuse("(No space left on device): free some space", save_one(tmp_path / "a.npy", TEST))
    assert list_damaged_externals() == []


def test_labels_beside_the_vectors_tell_another_order(tmp_path: Path) -> None:
    path = tmp_path / "a.npz"
    save(path, h_train=TRAIN, y_train=np.array([0, 1, 0, 1, 0]))
    refuse("is in another order than the training images of 'pets', as the labels beside it say", path)
    save(path, h_train=TRAIN, y_train=np.array([7, 7, 7, 3, 3]))
    check(bring(path), TRAIN, None)


def test_memory_stays_below_twice_the_file(tmp_path: Path) -> None:
    dataset = write_pets(with_names=False, num_test=25_000)
    path = save_one(tmp_path / "a.npy", np.zeros((len(dataset.test), 1_024), np.float32))
    # Not getrusage, whose maximum begins with the parent's.
    script = (
        "import sys\n"
        "from pathlib import Path\n"
        "import torch, aavae.foreign.vector_arrays, aavae.train.state\n"
        "from aavae.foreign.vectors_import import import_vectors\n"
        "def read(name):\n"
        "    (line,) = [line for line in open('/proc/self/status') if line.startswith(name)]\n"
        "    return int(line.split()[1])\n"
        "before = read('VmRSS')\n"
        "import_vectors([Path(sys.argv[1])], 'pets', 'dino')\n"
        "print(read('VmHWM') - before)\n"
    )
    found = subprocess.run(
        [sys.executable, "-c", script, str(path)], capture_output=True, text=True, check=True, timeout=60
    )
    assert 1024 * int(found.stdout) < 2 * path.stat().st_size
