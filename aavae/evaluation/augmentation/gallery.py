"""The same augmented images through every decoder. Finding a gallery that is there imports no torch."""

from typing import NamedTuple

import numpy as np

from aavae.config import AugmentConfig
from aavae.data.image_set import Dataset, ImageSet, choose_evenly, to_uint8
from aavae.evaluation.cache import ResultKind, find, find_or_compute
from aavae.evaluation.subject import Subject

NUM_IMAGES = 10
_SEED = 4

_KIND = ResultKind("gallery", version=1, num_images=NUM_IMAGES, seed=_SEED)


class Gallery(NamedTuple):
    """uint8 images (N, 3, H, W).

    Attributes:
        originals: test images, one of each class in turn; without labels evenly spaced ones.
        inputs: what the encoder saw, the same for every subject.
        reconstructions: decoded posterior means; empty where there is no decoder.
    """

    originals: np.ndarray
    inputs: np.ndarray
    reconstructions: np.ndarray


def _describe_inputs(subject: Subject, data_digest: str) -> dict[str, object]:
    config = AugmentConfig().model_dump()
    return {"subject": subject.compute_digest(), "data": data_digest, "augment": config, "seed": _SEED}


def find_gallery(subject: Subject, data_digest: str) -> Gallery | None:
    """A gallery that is there already, shipped or computed earlier."""
    return find(Gallery, _KIND, _describe_inputs(subject, data_digest))


def evaluate_gallery(subject: Subject, dataset: Dataset, *, ship: bool = False) -> Gallery:
    """Reconstruct the same augmented views of the same test images."""
    from aavae.evaluation.reconstruct import reconstruct
    from aavae.evaluation.views import draw_views

    def compute() -> Gallery:
        originals = dataset.test.take(choose_examples(dataset.test))
        (views,) = draw_views(originals, AugmentConfig(), _SEED, num_views=1)
        reconstructions = reconstruct(subject, views) if subject.has_decoder else views[:0]
        return Gallery(originals, to_uint8(views), to_uint8(reconstructions))

    return find_or_compute(Gallery, _KIND, _describe_inputs(subject, dataset.digest), compute, ship)


def choose_examples(images: ImageSet, position: int = 0) -> np.ndarray:
    """A few images that show what there is: one of each class, or evenly spaced ones without labels.

    Args:
        images: of a split.
        position: which of each class; without labels, how far each is moved on; wraps around.
    """
    if images.num_labelled:
        return choose_one_per_class(images.labelled.labels, position)
    return (choose_evenly(len(images), NUM_IMAGES) + position) % len(images)


def choose_one_per_class(labels: np.ndarray, position: int = 0) -> np.ndarray:
    """Indices of the image at a position within each class, up to ten of them; wraps around."""
    classes = np.unique(labels)[:NUM_IMAGES]
    members = [np.flatnonzero(labels == label) for label in classes]
    return np.array([rows[position % len(rows)] for rows in members], dtype=np.int64)
