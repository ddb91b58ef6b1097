"""Cosine similarity of augmented pairs: does a representation keep two views of one image together?"""

from typing import NamedTuple

import numpy as np

from aavae.errors import UserError

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
    densities, edges = np.histogram(np.clip(values, -1, 1), bins=bins, range=(-1, 1), density=True)
    return Histogram(edges, densities)


def compute_overlap(first: Histogram, second: Histogram) -> float:
    """Area shared by two histograms on the same bins, in [0, 1]."""
    return float(np.sum(np.minimum(first.densities, second.densities) * np.diff(first.edges)))


def compute_auc(positives: np.ndarray, negatives: np.ndarray) -> float:
    """Probability that a positive exceeds a negative, a tie counting half: the area under the ROC curve."""
    ordered = np.sort(negatives)
    below = np.searchsorted(ordered, positives, "left")
    below_or_equal = np.searchsorted(ordered, positives, "right")
    return float((below + below_or_equal).mean() / (2 * len(negatives)))


def draw_derangement(num_images: int, seed: int) -> np.ndarray:
    """A random permutation that leaves no image in its place: int64 (num_images,).

    It moves each image to the next one of a random circular order.

    Args:
        num_images: at least 2.
        seed: decides the order.
    """
    order = np.random.default_rng(seed).permutation(num_images)
    derangement = np.empty_like(order)
    derangement[order] = np.roll(order, -1)
    return derangement


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
    if views_a.ndim != 2 or views_a.shape != views_b.shape:
        raise UserError(
            f"Similarity needs two (N, D) arrays of the same shape, got {views_a.shape} and {views_b.shape}."
        )
    if len(views_a) < 2:
        raise UserError(f"Similarity needs at least 2 images to form different pairs, got {len(views_a)}.")
    if not (np.isfinite(views_a).all() and np.isfinite(views_b).all()):
        raise UserError("Representations: some values are NaN or infinite; the model's training diverged.")
    first, second = views_a.astype(np.float32), views_b.astype(np.float32)
    if centre:
        mean = (first.mean(0) + second.mean(0)) / 2
        first, second = first - mean, second - mean
    first, second = _normalise(first), _normalise(second)
    same = np.einsum("nd,nd->n", first, second)
    different = np.einsum("nd,nd->n", first, second[draw_derangement(len(first), seed)])
    return Similarity(
        same,
        different,
        compute_auc(same, different),
        compute_overlap(compute_histogram(same), compute_histogram(different)),
        float(same.mean(dtype=np.float64)),
        float(different.mean(dtype=np.float64)),
    )


def _normalise(rows: np.ndarray) -> np.ndarray:
    """Rows of length 1; a row of zeros stays."""
    # Divided by the largest entry first, so that squares neither overflow nor vanish.
    largest = np.abs(rows).max(1, keepdims=True)
    rows = np.divide(rows, largest, out=np.zeros_like(rows), where=largest > 0)
    length = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.divide(rows, length, out=rows, where=length > 0)
