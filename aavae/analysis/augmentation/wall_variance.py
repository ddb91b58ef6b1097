"""How much pictures of one image differ: the variance of a wall, beside that of the views it was made of."""

from typing import NamedTuple

import numpy as np

from aavae.analysis.bootstrap import IntervalEstimate, estimate_mean
from aavae.errors import UserError
from aavae.language import _


class WallVariance(NamedTuple):
    """Variance of the reconstructions of an image's views, relative to the variance of the views.

    Attributes:
        per_image: float32 (N,), the ratio of each image; NaN where its views are all the same.
        mean: of the ratios.
        low: lower end of its 95 % bootstrap interval over images.
        high: upper end.
        between: variance of the reconstructions of the N clean images, relative to that of the images. A
            decoder that paints the same grey for every image has low walls too, but then this is low as well.
    """

    per_image: np.ndarray
    mean: float
    low: float
    high: float
    between: float


def compute_variance(images: np.ndarray) -> float:
    """Variance over images (V, C, H, W), at each channel and pixel, then averaged over those."""
    return float(images.var(0, dtype=np.float64).mean())


def compute_variance_ratio(reconstructions: np.ndarray, views: np.ndarray) -> float:
    """Variance of reconstructions relative to that of what was reconstructed.

    Args:
        reconstructions: (V, C, H, W).
        views: the same shape and units.

    Returns:
        0 where every reconstruction is the same picture; NaN where the views are all the same.

    Raises:
        UserError: shapes that differ.
    """
    if reconstructions.shape != views.shape:
        raise UserError(
            _("Every view needs one reconstruction: got images {views} and {reconstructions}.").format(
                views=views.shape, reconstructions=reconstructions.shape
            )
        )
    of_views = compute_variance(views)
    return compute_variance(reconstructions) / of_views if of_views > 0 else float("nan")


def compute_wall_variance(ratios: np.ndarray, between: float, seed: int = 0) -> WallVariance:
    """The mean of the ratios of many images, with its interval; those that are NaN are left out of both.

    Args:
        ratios: (N,), of `compute_variance_ratio`.
        between: the same ratio, of different images.
        seed: of the bootstrap.

    Raises:
        UserError: fewer than two images have a ratio.
    """
    per_image = ratios.astype(np.float32)
    return WallVariance(per_image, *estimate_mean(per_image[np.isfinite(per_image)], seed), between)


def compare_wall_variances(first: WallVariance, second: WallVariance, seed: int = 0) -> IntervalEstimate:
    """Mean of first minus second, image by image, with its paired 95 % bootstrap interval.

    Both saw the same views of the same images.

    Raises:
        UserError: they are not of the same number of images.
    """
    if first.per_image.shape != second.per_image.shape:
        raise UserError(_("Only walls of the same images compare: use one seed and one number of images."))
    difference = first.per_image.astype(np.float64) - second.per_image
    return estimate_mean(difference[np.isfinite(difference)], seed)
