"""What is measured after every epoch: on the same images and the same augmented views in every run."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import torch

from aavae.analysis.probes.knn_probe import compute_knn_probe
from aavae.analysis.similarity.partner_similarity import Similarity, compute_similarity
from aavae.augment import augment
from aavae.config import AugmentConfig
from aavae.data.image_set import Dataset, ImageSet, choose_evenly

_NUM_BANK = 4_000
_NUM_BANK_VIEWS = 2_000
_NUM_QUERIES = 1_000
_SEED = 0

Represent = Callable[[np.ndarray], tuple[np.ndarray, np.ndarray]]
"""uint8 images (N, 3, H, W) to h (N, D) and mu (N, latent_dim)."""


class RepresentationQuality(NamedTuple):
    """How good the representations are now.

    Attributes:
        knn_accuracy: in [0, 1]; kNN on h, 1,000 test images against 4,000 training images.
        knn_accuracy_views: in [0, 1]; kNN on h of augmented images: two views of each of the test images
            against a view of each of 2,000 training images.
        similarity: of mu, between the two views of each test image, and of different ones.
    """

    knn_accuracy: float
    knn_accuracy_views: float
    similarity: Similarity


class Monitor:
    """The fixed images of a data set; the views are SimCLR's, whatever the run itself trains on.

    Args:
        dataset: training images are the bank of the kNN, test images its queries.
    """

    def __init__(self, dataset: Dataset) -> None:
        generator = torch.Generator().manual_seed(_SEED)
        self._num_classes = len(dataset.train.class_names)
        self._bank = _take(dataset.train, _NUM_BANK)
        self._queries = _take(dataset.test, _NUM_QUERIES)
        self._bank_views = _draw_views(_take(dataset.train, _NUM_BANK_VIEWS), generator)
        self._views = [_draw_views(self._queries, generator) for _ in range(2)]

    def measure(self, represent: Represent) -> RepresentationQuality | None:
        """Measure a model; None if some of its values are not finite."""
        bank, queries, bank_views = (
            represent(images.images)[0] for images in (self._bank, self._queries, self._bank_views)
        )
        (first_h, first_mu), (second_h, second_mu) = (represent(views.images) for views in self._views)
        if not all(np.isfinite(values).all() for values in (bank, queries, bank_views, first_mu, second_mu)):
            return None
        views = np.concatenate([first_h, second_h])
        labels = np.tile(self._queries.labels, 2)
        knn, knn_views = (
            compute_knn_probe(
                known, known_labels, asked, asked_labels, num_classes=self._num_classes
            ).accuracy
            for known, known_labels, asked, asked_labels in (
                (bank, self._bank.labels, queries, self._queries.labels),
                (bank_views, self._bank_views.labels, views, labels),
            )
        )
        return RepresentationQuality(knn, knn_views, compute_similarity(first_mu, second_mu, seed=_SEED))


def _take(images: ImageSet, count: int) -> ImageSet:
    indices = choose_evenly(len(images), count)
    return ImageSet(images.images[indices], images.labels[indices], images.class_names)


def _draw_views(images: ImageSet, generator: torch.Generator) -> ImageSet:
    unit = torch.from_numpy(images.images).float().div_(255)
    views = augment(unit, AugmentConfig(), generator).mul_(255).round_().byte().numpy()
    return ImageSet(views, images.labels, images.class_names)
