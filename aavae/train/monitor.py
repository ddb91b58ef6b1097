"""What is measured after every epoch: on the same images and the same augmented views in every run."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import torch

from aavae.analysis.probes.knn_probe import compute_knn_probe
from aavae.analysis.similarity.partner_similarity import Similarity, compute_similarity
from aavae.augment import Parameters, apply_parameters, draw_parameters
from aavae.config import AugmentConfig
from aavae.data.image_set import Dataset, ImageSet, choose_evenly

_NUM_BANK = 4_000
_NUM_BANK_VIEWS = 2_000
_NUM_QUERIES = 1_000
_VIEWS_AT_A_TIME = 100
_SEED = 0

Represent = Callable[[np.ndarray], tuple[np.ndarray, np.ndarray]]
"""uint8 images (N, 3, H, W) to h (N, D) and mu (N, latent_dim)."""


class RepresentationQuality(NamedTuple):
    """How good the representations are now.

    Attributes:
        knn_accuracy: in [0, 1]; kNN on h, 1,000 test images against 4,000 training images; None where these
            have no labels.
        knn_accuracy_views: in [0, 1]; kNN on h of augmented images: two views of each of the test images
            against a view of each of 2,000 training images; None where these have no labels.
        similarity: of mu, between the two views of each test image, and of different ones.
    """

    knn_accuracy: float | None
    knn_accuracy_views: float | None
    similarity: Similarity


class Monitor:
    """The fixed images of a data set; the views are SimCLR's, whatever the run itself trains on.

    Args:
        dataset: its labelled training images are the bank of the kNN, its test images the queries.
    """

    def __init__(self, dataset: Dataset) -> None:
        generator = torch.Generator().manual_seed(_SEED)
        self._num_classes = len(dataset.train.class_names)
        known = dataset.train.labelled if dataset.has_labels else None
        # Views are drawn once and kept; what they are of is read when it is needed: it may be large.
        self._bank = None if known is None else _Chosen(known, _NUM_BANK)
        self._queries = _Chosen(dataset.test, _NUM_QUERIES)
        self._bank_views = (
            None if known is None else _draw_views(_Chosen(known, _NUM_BANK_VIEWS).take(), generator)
        )
        queries = self._queries.take()
        self._views = [_draw_views(queries, generator) for _ in range(2)]

    def measure(self, represent: Represent) -> RepresentationQuality | None:
        """Measure a model; None if some of its values are not finite."""
        (first_h, first_mu), (second_h, second_mu) = (represent(views.images) for views in self._views)
        if not all(np.isfinite(values).all() for values in (first_h, second_h, first_mu, second_mu)):
            return None
        knn = knn_views = None
        if self._bank is not None and self._bank_views is not None:
            bank = represent(self._bank.take().images)[0]
            queries = represent(self._queries.take().images)[0]
            bank_views = represent(self._bank_views.images)[0]
            if not all(np.isfinite(values).all() for values in (bank, queries, bank_views)):
                return None
            views, labels = np.concatenate([first_h, second_h]), np.tile(self._queries.labels, 2)
            knn = self._score(bank, self._bank, queries, self._queries.labels)
            knn_views = self._score(bank_views, self._bank_views, views, labels)
        return RepresentationQuality(knn, knn_views, compute_similarity(first_mu, second_mu, seed=_SEED))

    def _score(
        self, known: np.ndarray, bank: "_Chosen | ImageSet", asked: np.ndarray, labels: np.ndarray
    ) -> float:
        """The accuracy of nearest neighbours on the queries that have a label."""
        has_label = labels >= 0
        return compute_knn_probe(
            known, bank.labels, asked[has_label], labels[has_label], num_classes=self._num_classes
        ).accuracy


class _Chosen:
    """Evenly chosen images of a set, which lie where they are until they are taken."""

    def __init__(self, images: ImageSet, count: int) -> None:
        self._images = images
        self._rows = choose_evenly(len(images), count)
        self.labels = images.labels[self._rows]

    def take(self) -> ImageSet:
        """A copy of them."""
        return ImageSet(self._images.take(self._rows), self.labels, self._images.class_names)


def _draw_views(images: ImageSet, generator: torch.Generator) -> ImageSet:
    """A view of each image, drawn for all at once, and made of few at a time: they are floats in between."""
    _, height, width = images.image_shape
    drawn = draw_parameters(len(images), height, width, AugmentConfig(), generator)
    views = np.empty_like(images.images)
    for start in range(0, len(images), _VIEWS_AT_A_TIME):
        part = slice(start, start + _VIEWS_AT_A_TIME)
        unit = torch.from_numpy(images.images[part]).float().div_(255)
        augmented = apply_parameters(unit, Parameters(*(values[part] for values in drawn)))
        views[part] = augmented.mul_(255).round_().byte().numpy()
    return ImageSet(views, images.labels, images.class_names)
