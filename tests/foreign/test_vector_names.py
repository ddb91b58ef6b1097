"""Joining by file name: whole names, their last parts, the file's name alone."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from aavae.foreign.vectors import read_vectors
from tests.foreign.vector_files import (
    NUM_TEST,
    NUM_TRAIN,
    TEST_NAMES,
    TRAIN_NAMES,
    bring,
    draw_vectors,
    refuse,
    write_pets,
    write_table,
)

TRAIN, TEST = draw_vectors(NUM_TRAIN, seed=1), draw_vectors(NUM_TEST, seed=2)
TURNED = [2, 0, 1]


@pytest.fixture(autouse=True)
def pets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AAVAE_DATA", str(tmp_path / "data"))
    write_pets()


def write(path: Path, names: list[str], vectors: np.ndarray = TEST[TURNED]) -> Path:
    return write_table(path, file=names, vector=vectors)


@pytest.mark.parametrize(
    "change",
    [
        lambda name: name,
        lambda name: f"/home/them/pets/{name}",
        lambda name: "C:\\them\\" + name.replace("/", "\\"),
        lambda name: name.removesuffix(".png"),
        lambda name: name + " ",
    ],
)
def test_names_as_another_machine_has_them(change: Callable[[str], str], tmp_path: Path) -> None:
    names = [change(TEST_NAMES[row]) for row in TURNED]
    np.testing.assert_array_equal(
        read_vectors(bring(write(tmp_path / "a.parquet", names)).external, "test"), TEST
    )


@pytest.mark.parametrize("said", ["flag", "column"])
def test_the_last_parts_are_enough_within_a_split(said: str, tmp_path: Path) -> None:
    """cat/1.png is in both splits."""
    names = [TEST_NAMES[row].removeprefix("test/") for row in TURNED]
    path = write(tmp_path / "a.parquet", names)
    refuse("a.parquet: 'cat/1.png' in row 1 (from 0) (and 1 more) could be several images of 'pets'", path)
    if said == "column":
        path = write_table(path, file=names, vector=TEST[TURNED], split=["test"] * 3)
    brought = bring(path, split="test" if said == "flag" else None)
    np.testing.assert_array_equal(read_vectors(brought.external, "test"), TEST)


def test_a_name_alone_is_enough_where_one_image_has_it(tmp_path: Path) -> None:
    names = ["only.png", *(name for name in TRAIN_NAMES if "only" not in name)]
    path = write(tmp_path / "a.parquet", names, TRAIN[[2, 0, 1, 3, 4]])
    np.testing.assert_array_equal(read_vectors(bring(path).external, "train"), TRAIN)


def test_a_name_alone_is_not_enough_where_several_have_it(tmp_path: Path) -> None:
    path = write(tmp_path / "a.parquet", ["10.png", "2.png", "1.png"])
    refuse("a.parquet: '2.png' in row 1 (from 0) (and 1 more) could be several images of 'pets'", path)


def test_names_that_no_image_has(tmp_path: Path) -> None:
    names = ["test/cat/1.png", "test/cat/3.png", "dog.png"]
    refuse(
        "a.parquet: 'test/cat/3.png' in row 1 (from 0) (and 1 more) is the name of no image of 'pets'.",
        write(tmp_path / "a.parquet", names),
    )
    refuse(
        "is the name of no training image of 'pets'", write(tmp_path / "a.parquet", TEST_NAMES), split="train"
    )


def test_one_image_twice_and_one_missing(tmp_path: Path) -> None:
    refuse(
        "Rows 0 and 2 (from 0) of",
        write(tmp_path / "a.parquet", [TEST_NAMES[0], TEST_NAMES[1], f"/x/{TEST_NAMES[0]}"]),
    )
    refuse(
        "has no vector of 1 of the 3 test images of 'pets', the first test image 2 (test/dog/10.png)",
        write(tmp_path / "a.parquet", TEST_NAMES[:2], TEST[:2]),
    )


def test_a_set_without_names_says_what_to_do(tmp_path: Path) -> None:
    write_pets(with_names=False)
    refuse(
        "'pets' keeps no file names, by which 'file' of",
        write(tmp_path / "a.parquet", TEST_NAMES),
    )


def test_a_whole_name_goes_before_a_part_of_another(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    names = ["1.png", "a/1.png", "b/1.png"]
    monkeypatch.setattr("tests.foreign.vector_files.TEST_NAMES", names)
    write_pets()
    path = write(tmp_path / "a.parquet", [names[row] for row in TURNED])
    np.testing.assert_array_equal(read_vectors(bring(path, split="test").external, "test"), TEST)
