from pathlib import Path

import numpy as np
import psutil
import pytest
import torch

from aavae.data import mapped
from aavae.train.training_images import TrainingImages

NUM_IMAGES = 20_000


def test_rows_of_a_large_file_are_read_without_filling_the_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mapped, "KEPT_BYTES", 2**20)
    rng = np.random.default_rng(0)
    expected = rng.integers(0, 256, (NUM_IMAGES, 3, 32, 32), np.uint8)
    np.save(tmp_path / "images.npy", expected)
    images = TrainingImages(np.load(tmp_path / "images.npy", mmap_mode="c"), torch.device("cpu"))
    assert len(images) == NUM_IMAGES
    order = torch.from_numpy(rng.permutation(NUM_IMAGES))
    before = psutil.Process().memory_info().rss
    for rows in order.split(100):
        np.testing.assert_array_equal(images.take(rows).numpy(), expected[rows.numpy()])
    assert psutil.Process().memory_info().rss - before < expected.nbytes / 4


def test_an_array_in_memory_is_read_where_it_is() -> None:
    array = np.zeros((4, 3, 2, 2), np.uint8)
    images = TrainingImages(array, torch.device("cpu"))
    array[2] = 9
    assert images.take(torch.tensor([2])).unique().tolist() == [9]
