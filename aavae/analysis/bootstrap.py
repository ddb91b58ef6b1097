"""Bootstrap over images: how far a figure would move with other test images (Efron 1979).

Images are drawn anew, with replacement, a thousand times. The draws depend on their number and a seed alone,
so two models measured on the same images are compared on the same draws.
"""

from typing import NamedTuple

import numpy as np

from aavae.errors import UserError
from aavae.language import _

NUM_RESAMPLES = 1_000
_LEVELS = (0.025, 0.975)


class IntervalEstimate(NamedTuple):
    """A figure and its 95 % interval.

    Attributes:
        value: of the images as they are.
        low: lower end of the interval.
        high: upper end of the interval.
    """

    value: float
    low: float
    high: float


def draw_resamples(num_images: int, seed: int = 0, num_resamples: int = NUM_RESAMPLES) -> np.ndarray:
    """How often each image is in each resample: float32 (num_resamples, num_images), rows sum to num_images.

    Raises:
        UserError: fewer than two images, which cannot show how much images differ.
    """
    if num_images < 2:
        raise UserError(
            _("An interval needs at least 2 images, got {count}: choose more.").format(count=num_images)
        )
    rng = np.random.default_rng(seed)
    return rng.multinomial(num_images, np.full(num_images, 1 / num_images), num_resamples).astype(np.float32)


def take_interval(replicates: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The 2.5th and the 97.5th percentile of replicates (num_resamples, ...): two arrays of shape (...)."""
    low, high = np.quantile(replicates, _LEVELS, axis=0)
    return low, high


def estimate_mean(values: np.ndarray, seed: int = 0) -> IntervalEstimate:
    """Mean of one value an image, (N,), with its interval.

    For the difference of two models, give the differences on the same images: the interval is then paired.

    Raises:
        UserError: fewer than two images, or values that are not finite.
    """
    if values.ndim != 1 or not np.isfinite(values).all():
        raise UserError(_("An interval needs one finite value for each image; some are NaN or infinite."))
    # Centred, so that 32 bits lose nothing on values that are nearly equal.
    mean = float(values.mean(dtype=np.float64))
    replicates = draw_resamples(len(values), seed) @ (values - mean).astype(np.float32) / len(values)
    low, high = take_interval(replicates)
    return IntervalEstimate(mean, mean + float(low), mean + float(high))
