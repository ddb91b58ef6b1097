"""All images of a set with their representations, a batch at a time, in the order of the pool."""

from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

import numpy as np
from PIL import Image

from aavae.config import RepresentationName
from aavae.data.image_set import Dataset, ImageSet
from aavae.data.mapped import release_pages
from aavae.evaluation.representations import Split, load_representations
from aavae.evaluation.subject import Subject

Images = Literal["all", "test"]
"""Which images of a set: all, or the test images alone."""
_BATCH = 1_000


class ImageRows(NamedTuple):
    """Some images, one after the other.

    Attributes:
        ids: int64 (N,), numbers of the pool: test images first, then training images.
        split: whose they are.
        labels: int64 (N,), indices into the set's class names; -1 for an image without a label.
        images: uint8 (N, 3, H, W).
        representations: by name, float32 (N, D) each.
    """

    ids: np.ndarray
    split: Literal["train", "test"]
    labels: np.ndarray
    images: np.ndarray
    representations: dict[RepresentationName, np.ndarray]


def count_rows(dataset: Dataset, images: Images) -> int:
    """How many images `iterate_rows` goes through."""
    return len(dataset.test) + (len(dataset.train) if images == "all" else 0)


def iterate_rows(
    subject: Subject, dataset: Dataset, names: Sequence[RepresentationName], images: Images
) -> Iterator[ImageRows]:
    """Go through the images in the order of the pool; what they were mapped from leaves the memory again.

    Args:
        subject: whose representations.
        dataset: whose images.
        names: the representations that are wanted, which the subject has.
        images: all, or the test images alone.
    """
    splits: dict[Literal["train", "test"], ImageSet] = {"test": dataset.test}
    if images == "all":
        splits["train"] = dataset.train
    first = 0
    for name, image_set in splits.items():
        split: Split = name
        found = load_representations(subject, dataset, split)
        arrays: dict[RepresentationName, np.ndarray] = {each: getattr(found, each) for each in names}
        for start in range(0, len(image_set), _BATCH):
            part = slice(start, start + _BATCH)
            labels = image_set.labels[part]
            yield ImageRows(
                np.arange(first + start, first + start + len(labels), dtype=np.int64),
                name,
                labels,
                np.ascontiguousarray(image_set.images[part]),
                {each: array[part] for each, array in arrays.items()},
            )
            release_pages(image_set.images)
        first += len(image_set)


def shrink(images: np.ndarray, side: int) -> np.ndarray:
    """Images of at most `side` pixels: uint8 (N, 3, h, w), those that are small enough as they are."""
    height, width = images.shape[2:]
    if max(height, width) <= side:
        return images
    scale = side / max(height, width)
    size = max(1, round(width * scale)), max(1, round(height * scale))
    small = [
        Image.fromarray(image).resize(size, Image.Resampling.BOX) for image in images.transpose(0, 2, 3, 1)
    ]
    return np.stack([np.asarray(image) for image in small]).transpose(0, 3, 1, 2)
