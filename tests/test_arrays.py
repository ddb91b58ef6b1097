from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest

from aavae.arrays import read_record, write_record


class Thing(NamedTuple):
    numbers: np.ndarray
    total: float
    amount: int
    name: str
    pair: tuple[float, float]


class Other(NamedTuple):
    numbers: np.ndarray
    missing: int


THING = Thing(np.arange(3, dtype=np.float32), 0.1, 3, "three", (0.25, 0.5))


def test_a_record_comes_back_with_its_types(tmp_path: Path) -> None:
    path = tmp_path / "made" / "thing.npz"
    write_record(THING, path)
    read = read_record(Thing, path)
    assert read is not None
    np.testing.assert_array_equal(read.numbers, THING.numbers)
    assert read.numbers.dtype == np.float32
    assert read[1:] == THING[1:]
    assert [type(value) for value in read] == [type(value) for value in THING]
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.parametrize("content", [None, b"", b"garbage", b"PK\x03\x04 torn"])
def test_no_file_or_a_damaged_one_is_none(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "thing.npz"
    if content is not None:
        path.write_bytes(content)
    assert read_record(Thing, path) is None


def test_a_record_of_another_kind_is_none(tmp_path: Path) -> None:
    write_record(THING, tmp_path / "thing.npz")
    assert read_record(Other, tmp_path / "thing.npz") is None


def test_pickled_arrays_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "thing.npz"
    np.savez(path, numbers=np.array([{"a": 1}], dtype=object), missing=1)
    assert read_record(Other, path) is None
