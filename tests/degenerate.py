"""Image sets and models at the edge of what can be analysed."""

from collections.abc import Sequence

import numpy as np
import torch

from aavae.data.image_set import Dataset, ImageSet, compute_digest
from aavae.runs.registry import Run
from aavae.train.state import load_weights, save_weights
from tests.conftest import make_run


def draw_set(
    train: Sequence[int],
    test: Sequence[int],
    class_names: str,
    name: str = "tiny",
    flat: bool = False,
    same: bool = False,
) -> Dataset:
    """Images of noise with given labels.

    Args:
        train: labels of the training images.
        test: labels of the test images.
        class_names: a letter for each class.
        name: of the set.
        flat: whether all images are the same grey instead.
        same: whether the test images are the training images.
    """
    generator = np.random.default_rng(0)

    def draw(labels: Sequence[int]) -> ImageSet:
        shape = (len(labels), 3, 32, 32)
        images = np.full(shape, 128) if flat else generator.integers(0, 256, shape)
        return ImageSet(images.astype(np.uint8), np.array(labels, np.int64), tuple(class_names))

    first = draw(train)
    second = first if same else draw(test)
    return Dataset(name, f"{name}, {len(train)} images", first, second, compute_digest(first, second))


def list_degenerate() -> dict[str, Dataset]:
    """Small sets and odd ones, by name."""
    digits = range(10)
    sets = [
        draw_set([0] * 30, [0] * 20, "a", "one-class"),
        draw_set(digits, digits, "abcdefghij", "one-image-a-class"),
        draw_set([0, 0, 1, 1], [0, 0, 1, 1], "ab", "four-images"),
        draw_set([0, 1], [0, 1], "ab", "two-images"),
        draw_set([0], [0], "a", "one-image"),
        draw_set([0, 0, 0, 1, 1, 1, 2, 2], [0, 0, 0, 1, 1, 1, 2, 2], "abc", "train-is-test", same=True),
        draw_set([0] * 8 + [1] * 8, [0] * 6 + [1] * 6, "ab", "all-alike", flat=True),
        draw_set([0] * 8 + [1] * 8, [0], "ab", "one-test-image"),
        draw_set([-1] * 60, [-1] * 44, "", "no-labels"),
        draw_set([0] * 20 + [1] * 20 + [-1] * 40, [0] * 16 + [1] * 16 + [-1] * 12, "ab", "part-labelled"),
        draw_set([0] * 30 + [1] * 30, [-1] * 44, "ab", "test-without-labels"),
    ]
    return {dataset.name: dataset for dataset in sets}


def make_collapsed_run(name: str = "collapsed") -> Run:
    """A model whose encoder gives every image the same representation."""
    run = make_run(name)
    weights = {
        key: torch.zeros_like(value) if key.startswith("encoder.") and key.endswith("weight") else value
        for key, value in load_weights(run.layout.weights).items()
    }
    save_weights(weights, run.layout.weights)
    return run
