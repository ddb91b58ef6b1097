from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from aavae.data.image_set import Dataset, ImageSet, compute_digest


@pytest.fixture
def data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of imported sets, empty, for this test alone."""
    folder = tmp_path / "sets"
    monkeypatch.setenv("AAVAE_DATA", str(folder))
    return folder


@pytest.fixture
def draw_dataset() -> Callable[..., Dataset]:
    """Draws a data set of random images, sorted by class: three classes of 4 training and 2 test images."""

    def draw(seed: int = 0, name: str = "noise") -> Dataset:
        generator = np.random.default_rng(seed)
        class_names = ("a", "b", "c")
        train, test = (
            ImageSet(
                generator.integers(0, 256, (3 * count, 3, 5, 7), np.uint8),
                np.repeat(np.arange(3), count),
                class_names,
            )
            for count in (4, 2)
        )
        return Dataset(name, f"{name}, 12 training images", train, test, compute_digest(train, test))

    return draw
