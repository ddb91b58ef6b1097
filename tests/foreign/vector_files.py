"""Image sets and files of vectors, for tests of their import."""

import re
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from aavae.data.disk import write_set
from aavae.data.file_names import write_file_names
from aavae.data.image_set import Dataset, ImageSet, compute_digest
from aavae.errors import UserError
from aavae.foreign.vectors_import import ImportedVectors, import_vectors
from aavae.paths import data_dir, runs_dir

CLASSES = ("cat", "dog")
TRAIN_NAMES = [
    "train/cat/1.png",
    "train/cat/2.png",
    "train/cat/only.png",
    "train/dog/1.png",
    "train/dog/2.png",
]
TEST_NAMES = ["test/cat/1.png", "test/cat/2.png", "test/dog/10.png"]
NUM_TRAIN, NUM_TEST = len(TRAIN_NAMES), len(TEST_NAMES)


def write_pets(with_names: bool = True, num_test: int = NUM_TEST) -> Dataset:
    """The set `pets`: 5 training and 3 test images of cats and dogs, and what their files were called."""

    def draw(labels: list[int]) -> ImageSet:
        images = np.random.default_rng(len(labels)).integers(0, 256, (len(labels), 3, 32, 32), np.uint8)
        return ImageSet(images, np.array(labels, np.int64), CLASSES)

    train = draw([0, 0, 0, 1, 1])
    test = draw([0, 0, 1]) if num_test == NUM_TEST else draw([0] * (num_test - 1) + [1])
    dataset = Dataset("pets", "pets, 5 training images", train, test, compute_digest(train, test))
    write_set(data_dir(), dataset, "drawn for a test")
    if with_names:
        write_file_names(TRAIN_NAMES, TEST_NAMES, data_dir() / "pets")
    return dataset


def draw_vectors(count: int, width: int = 4, dtype: Any = np.float32, seed: int = 0) -> np.ndarray:
    """Vectors that differ."""
    return (10 * np.random.default_rng(seed).standard_normal((count, width))).astype(dtype)


def write_table(path: Path, /, **columns: Any) -> Path:
    """A parquet file; a matrix is a column of lists."""
    arrays = {
        name: pa.array(list(values)) if isinstance(values, np.ndarray) and values.ndim == 2 else values
        for name, values in columns.items()
    }
    pq.write_table(pa.table(arrays), path)
    return path


def bring(*paths: Path, name: str = "dino", **options: Any) -> ImportedVectors:
    """Import vectors of `pets`."""
    return import_vectors(paths, "pets", name, **options)


def refuse(message: str, *paths: Path, **options: Any) -> None:
    """Claims that an import fails in one sentence, and that nothing of it stays."""
    with pytest.raises(UserError, match=re.escape(message)) as caught:
        bring(*paths, **options)
    assert "\n" not in str(caught.value)
    assert str(caught.value).endswith(".")
    assert not runs_dir().exists() or {path.name for path in runs_dir().iterdir()} <= {"mine"}
