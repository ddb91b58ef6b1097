"""Are generated images copies of training images? The nearest of these, and how near others would be."""

from typing import NamedTuple

import numpy as np

from aavae.analysis.auc import compute_auc
from aavae.analysis.bootstrap import NUM_RESAMPLES, take_interval
from aavae.analysis.generation.nearest import compute_nearest
from aavae.errors import UserError
from aavae.language import _


class Memorised(NamedTuple):
    """The training images nearest to each of N samples.

    Attributes:
        indices: int64 (N, k), rows of the training set, nearest first.
        distances: float32 (N, k), mean squared differences: of pixel values in [0, 1], or of features.
        closer: probability that a sample is closer to its nearest training image than the reconstruction of a
            test image is to its own (Meehan et al., arXiv 2004.05675): 0.5 if samples are no copies, near 1
            if they are, below 0.5 if they are unlike any image.
        closer_interval: its 95 % interval, by bootstrap over samples and test images.
    """

    indices: np.ndarray
    distances: np.ndarray
    closer: float
    closer_interval: tuple[float, float]


def compute_memorised(train: np.ndarray, samples: np.ndarray, reference: np.ndarray, k: int = 1) -> Memorised:
    """Find the training images nearest to each sample, and compare how near they are with a reference.

    Args:
        train: (M, ...), training images or their features: floats, or uint8, which stands for [0, 1].
        samples: (N, ...), of the same kind.
        reference: (R,), distances of images that no training saw to their nearest training images.
        k: nearest images of each sample, from 1 to M.

    Raises:
        UserError: rows of different shapes, none, values that are not finite, or k out of range.
    """
    nearest = compute_nearest(train, samples, k)
    if reference.ndim != 1 or reference.size == 0 or not np.isfinite(reference).all():
        raise UserError(
            _("Samples are compared with finite distances (R,), got shape {shape}.").format(
                shape=reference.shape
            )
        )
    closest = nearest.distances[:, 0]
    rng = np.random.default_rng(0)
    resampled = [
        compute_auc(rng.choice(reference, len(reference)), rng.choice(closest, len(closest)))
        for __ in range(NUM_RESAMPLES)
    ]
    low, high = take_interval(np.array(resampled))
    return Memorised(*nearest, compute_auc(reference, closest), (float(low), float(high)))
