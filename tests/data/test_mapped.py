import mmap
import sys
from pathlib import Path

import numpy as np
import psutil
import pytest

from aavae.data import mapped
from aavae.data.mapped import gather_rows, release_pages

NUM_BYTES = 80_000 * 3 * 16 * 16


def measure_resident() -> int:
    return psutil.Process().memory_info().rss


@pytest.fixture
def images(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> np.ndarray:
    """Images that are mapped from a file that is large for this test."""
    monkeypatch.setattr(mapped, "KEPT_BYTES", NUM_BYTES // 2)
    np.save(tmp_path / "images.npy", np.random.default_rng(0).integers(0, 256, NUM_BYTES, np.uint8))
    return np.asarray(np.load(tmp_path / "images.npy", mmap_mode="c")).reshape(-1, 3, 16, 16)


@pytest.mark.skipif(not hasattr(mmap, "MADV_DONTNEED"), reason="this system cannot be told")
@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere it is up to the system")
def test_pages_of_a_large_file_leave_the_memory_and_come_back(images: np.ndarray) -> None:
    before = measure_resident()
    total = int(images.sum(dtype=np.int64))
    assert measure_resident() - before > NUM_BYTES / 2
    release_pages(images[5:])
    assert measure_resident() - before < NUM_BYTES / 4
    assert int(images.sum(dtype=np.int64)) == total


def test_small_files_and_arrays_in_memory_stay_as_they_are(
    images: np.ndarray, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mapped, "KEPT_BYTES", 2 * NUM_BYTES)
    # What is written to a mapped array would be lost.
    images[0] = 7
    release_pages(images)
    assert (images[0] == 7).all()
    array = np.full((4, 3, 2, 2), 7, np.uint8)
    release_pages(array[1:])
    assert (array == 7).all()


def test_gathered_rows_are_those_that_indexing_gives(images: np.ndarray) -> None:
    rows = np.random.default_rng(0).integers(0, len(images), 3_000)
    gathered = gather_rows(images, rows)
    assert gathered.dtype == np.uint8
    np.testing.assert_array_equal(gathered, images[rows])
    assert gather_rows(images, rows[:0]).shape == (0, 3, 16, 16)
    array = np.arange(6_000).reshape(-1, 2)
    np.testing.assert_array_equal(gather_rows(array, rows % 3_000), array[rows % 3_000])


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere it is up to the system")
def test_what_the_system_holds_around_each_row_leaves_the_memory_in_between(
    images: np.ndarray, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = np.random.default_rng(0).integers(0, len(images), 2_000)
    before = measure_resident()
    held: list[int] = []

    def release(array: np.ndarray) -> None:
        held.append(measure_resident() - before)
        release_pages(array)

    monkeypatch.setattr(mapped, "release_pages", release)
    monkeypatch.setattr(mapped, "_PART_BYTES", 2**40)
    gather_rows(images, rows)
    assert len(held) == 1
    assert held.pop() > NUM_BYTES / 2
    monkeypatch.setattr(mapped, "_PART_BYTES", NUM_BYTES // 8)
    gather_rows(images, rows)
    assert len(held) > 100
    assert max(held) < NUM_BYTES / 2
