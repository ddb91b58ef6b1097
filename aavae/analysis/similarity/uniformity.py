"""Alignment and uniformity on the unit sphere: what a contrastive loss strives for, measured on any model."""

from typing import NamedTuple

import numpy as np

from aavae.analysis.bootstrap import NUM_RESAMPLES, draw_resamples, take_interval
from aavae.analysis.similarity.pair_measures import check_views, normalise
from aavae.errors import UserError
from aavae.language import _

ALPHA = 2
"""Power of the distance in the alignment."""
TEMPERATURE = 2
"""t of the uniformity."""


class Uniformity(NamedTuple):
    """How close two views of an image lie, and how evenly images spread (Wang and Isola, arXiv 2005.10242).

    Each array is float64 (3,): the value, and the ends of its 95 % interval, by bootstrap over images.

    Attributes:
        alignment: mean of ||x - y||^2 over the two views of each image, on the unit sphere: 0 (both are one
            point) to 4; the lower, the closer.
        uniformity: log of the mean of exp(-2 ||x - y||^2) over pairs of different images, the mean of that
            of the first views and that of the second ones: from -4 up to 0 (all in one point) for vectors
            spread evenly in many dimensions; the lower, the more even.
    """

    alignment: np.ndarray
    uniformity: np.ndarray


def compute_uniformity(
    first: np.ndarray, second: np.ndarray, seed: int = 0, num_resamples: int = NUM_RESAMPLES
) -> Uniformity:
    """Alignment and uniformity of two views of each image, scaled to length 1.

    alpha = 2 and t = 2, the paper's defaults, as in its code (ssnl/align_uniform on GitHub).

    Args:
        first: (N, D), N at least 2; row i represents one view of image i.
        second: (N, D), row i represents the other view of image i.
        seed: of the bootstrap.
        num_resamples: of the bootstrap, at least 1.

    Raises:
        UserError: shapes that differ, fewer than two images, or values that are not finite.
    """
    views = [normalise(view).astype(np.float32) for view in check_views(first, second)]
    total = len(first)
    if total < 2:
        raise UserError(_("Uniformity needs at least 2 images, got {count}.").format(count=total))
    distances = np.square(views[0] - views[1]).sum(1, dtype=np.float64) ** (ALPHA / 2)
    # The first row is the images as they are: each of them once.
    counts = np.concatenate([np.ones((1, total), np.float32), draw_resamples(total, seed, num_resamples)])
    alignments = counts.astype(np.float64) @ distances / total
    uniformities = np.mean([_compute_log_means(view, counts) for view in views], axis=0)
    return Uniformity(_summarise(alignments), _summarise(uniformities))


def _compute_log_means(view: np.ndarray, counts: np.ndarray) -> np.ndarray:
    """The uniformity of one view where the images count so many times: float64 (R,)."""
    squared = np.square(view).sum(1)
    potentials = np.exp(-TEMPERATURE * (squared[:, None] + squared - 2 * view @ view.T).clip(min=0))
    # An image and itself are no pair, however often it was drawn.
    np.fill_diagonal(potentials, 0)
    sums = np.einsum("rn,rn->r", counts @ potentials, counts, dtype=np.float64)
    pairs = counts.sum(1, dtype=np.float64) ** 2 - np.square(counts).sum(1, dtype=np.float64)
    # Of few images a resample can be one image alone, which makes no pair.
    return np.log(np.divide(sums, pairs, out=np.full(len(pairs), np.nan), where=pairs > 0))


def _summarise(values: np.ndarray) -> np.ndarray:
    replicates = values[1:]
    return np.array([values[0], *take_interval(replicates[~np.isnan(replicates)])])
