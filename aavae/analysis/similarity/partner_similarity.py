"""Similarity of two views of one image, and of each view and one partner from another image."""

from typing import NamedTuple

import numpy as np

from aavae.analysis.auc import compute_auc
from aavae.analysis.similarity.pair_measures import check_views, compute_shares, normalise
from aavae.analysis.similarity.pairs import draw_derangement

NUM_BINS = 80
"""Bins of every similarity histogram, over [-1, 1]: the same for all models, so that they compare."""


class Similarity(NamedTuple):
    """Similarities of pairs from the same image, and from different images.

    Attributes:
        same: float32 (N,), cosine of the two views of each image.
        different: float32 (N,), cosine of one view of each image and one view of another image.
        auc: the probability that a `same` pair is more similar than a `different` pair, a tie counting half
            (Mann-Whitney): 1 tells them apart always, 0.5 never.
        overlap: area shared by the two histograms of `compute_histogram`: 0 apart, 1 identical.
        mean_same: mean of `same`.
        mean_different: mean of `different`.
    """

    same: np.ndarray
    different: np.ndarray
    auc: float
    overlap: float
    mean_same: float
    mean_different: float


class Histogram(NamedTuple):
    """A normalised histogram over [-1, 1].

    Attributes:
        edges: float64 (bins + 1,), equally spaced.
        densities: float64 (bins,), which integrate to 1.
    """

    edges: np.ndarray
    densities: np.ndarray


def compute_histogram(values: np.ndarray, bins: int = NUM_BINS) -> Histogram:
    """Normalised histogram of similarities on fixed bins.

    Args:
        values: (N,), in [-1, 1]; rounding beyond the ends counts in the outermost bin.
        bins: number of equal bins over [-1, 1].
    """
    edges = np.linspace(-1, 1, bins + 1)
    return Histogram(edges, compute_shares(np.sort(values), edges) * bins / 2)


def compute_overlap(first: Histogram, second: Histogram) -> float:
    """Area shared by two histograms on the same bins, in [0, 1]."""
    return float(np.sum(np.minimum(first.densities, second.densities) * np.diff(first.edges)))


def compute_similarity(
    views_a: np.ndarray, views_b: np.ndarray, seed: int = 0, centre: bool = False
) -> Similarity:
    """Compare pairs of views of the same image with pairs of different images.

    The cosine is that of the representations as they are. A representation with a large mean makes every
    pair similar; `centre` takes the mean over all views away first. The cosine with a vector of zeros is 0.

    Args:
        views_a: (N, D), N at least 2; row i represents one augmented view of image i.
        views_b: (N, D); row i represents another view of the same image.
        seed: decides which images form the `different` pairs.
        centre: whether to subtract the mean of all 2N representations first.

    Raises:
        UserError: shapes that differ, fewer than two images, or values that are not finite.
    """
    first, second = check_views(views_a, views_b)
    partners = draw_derangement(len(first), seed)
    if centre:
        mean = (first.mean(0) + second.mean(0)) / 2
        first, second = first - mean, second - mean
    first, second = normalise(first), normalise(second)
    same = np.einsum("nd,nd->n", first, second).astype(np.float32)
    different = np.einsum("nd,nd->n", first, second[partners]).astype(np.float32)
    return Similarity(
        same=same,
        different=different,
        auc=compute_auc(same, different),
        overlap=compute_overlap(compute_histogram(same), compute_histogram(different)),
        mean_same=float(same.mean(dtype=np.float64)),
        mean_different=float(different.mean(dtype=np.float64)),
    )
