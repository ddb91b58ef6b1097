"""Test images as directions in memory: whose latent is nearest to that of any image?"""

import functools
from typing import NamedTuple

import numpy as np
import torch
from torch.nn import functional

from aavae.analysis.features import check_features, standardise_by_train
from aavae.config import RepresentationName
from aavae.data.image_set import Dataset
from aavae.data.pool import choose_ids
from aavae.evaluation.feature_key import FeatureKey
from aavae.evaluation.projection import load_points
from aavae.evaluation.subject import Subject

NUM_IMAGES = 10_000


class ImageBank(NamedTuple):
    """Directions of at most 10,000 test images, evenly spaced.

    Attributes:
        ids: int64 (M,), numbers of the pool.
        directions: float32 (M, D), unit vectors of the features standardised by these images.
        mean: float32 (D,), of the features.
        scale: float32 (D,), 1 / standard deviation; 0 for a feature that is constant.
    """

    ids: np.ndarray
    directions: torch.Tensor
    mean: torch.Tensor
    scale: torch.Tensor

    def find_directions(self, features: np.ndarray) -> torch.Tensor:
        """Unit vectors of other features (N, D), standardised the same way: float32 (N, D)."""
        return functional.normalize((check_features(features, "Features") - self.mean) * self.scale)


def load_image_bank(subject: Subject, dataset: Dataset, representation: RepresentationName) -> ImageBank:
    """Directions of test images, as the map and its neighbours compare them; kept in memory.

    Raises:
        UserError: the subject has no such representation.
    """
    subject.check_representation(representation)
    return _load(FeatureKey(subject, dataset, representation))


@functools.lru_cache(maxsize=8)
def _load(key: FeatureKey) -> ImageBank:
    """20 MB for 512 features."""
    ids = choose_ids(key.dataset, min(NUM_IMAGES, len(key.dataset.test)))
    points = check_features(load_points(key.subject, key.dataset, key.representation, ids), "Features")
    mean = points.mean(0)
    # A row of ones above the mean becomes the scale itself.
    standardised, (scale,) = standardise_by_train(points, (mean + 1)[None])
    return ImageBank(ids, functional.normalize(standardised), mean, scale)
