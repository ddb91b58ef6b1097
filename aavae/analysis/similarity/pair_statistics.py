"""How well a measure tells pairs of one image from pairs of two, with intervals by bootstrap over images."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

import numpy as np

from aavae.analysis.auc import compute_auc
from aavae.analysis.bootstrap import NUM_RESAMPLES, IntervalEstimate, draw_resamples
from aavae.analysis.similarity.pair_measures import Scale, compute_shares
from aavae.analysis.similarity.pairs import (
    NONE,
    PAIR_KINDS,
    PairKind,
    Partners,
    draw_by_class,
)
from aavae.errors import UserError
from aavae.language import _


class PairStatistics(NamedTuple):
    """Pairs of each of the four kinds (`PAIR_KINDS`), compared. See `compute_pair_statistics`.

    The columns of each array but the last are value, low and high; NaN where a kind has no pairs.

    Attributes:
        mean: float64 (4, 3), on the measure's scale: of a logarithm, that of the geometric mean.
        auc: float64 (4, 3), the probability that a pair of the same image is more alike than one of the
            kind, a tie counting half: 1 tells them apart always, 0.5 never.
        overlap: float64 (4, 3), area that the histograms of the same image and of the kind share, 0 to 1.
        effect_size: float64 (4, 3), Cohen's d: by how many standard deviations pairs of the same image are
            more alike, (mean - mean of the kind) / sqrt((variance + variance of the kind) / 2).
        auc_replicates: float32 (4, B), the AUC of each replicate; the b-th has the same images for every
            model, so that a difference of two models has an interval.
    """

    mean: np.ndarray
    auc: np.ndarray
    overlap: np.ndarray
    effect_size: np.ndarray
    auc_replicates: np.ndarray


def compute_pair_statistics(
    matrix: np.ndarray,
    labels: np.ndarray,
    partners: Partners,
    *,
    scale: Scale,
    seed: int = 0,
    num_resamples: int = NUM_RESAMPLES,
) -> PairStatistics:
    """Compare pairs of one image with pairs of two, with 95 % intervals by bootstrap over images.

    A resample takes as many images as there are, with replacement, both views of an image together, and
    then draws a partner of each kind for each of them among those taken, as the pairs were drawn at first.
    So the intervals cover the chance in the images and in who meets whom, not that in training the model.

    Args:
        matrix: (N, N), row i and column j: the measure of one view of image i and the other of image j.
        labels: int (N,), the class of each image.
        partners: the pairs that the numbers are of.
        scale: of the measure.
        seed: of the bootstrap.
        num_resamples: B, at least 1.

    Raises:
        UserError: the matrix is not square, or not of as many images as there are labels.
    """
    if matrix.shape != (len(labels), len(labels)):
        raise UserError(
            _("A matrix of {count} images must be square, got {shape}.").format(
                count=len(labels), shape=matrix.shape
            )
        )
    measured = _compare(gather_pairs(matrix, partners), scale)
    replicates = np.array(
        [_compare(pairs, scale) for pairs in _draw_replicates(matrix, labels, seed, num_resamples)]
    )
    mean, auc, overlap, effect_size = np.moveaxis(_compute_estimates(measured, replicates), 0, -1)
    auc, overlap = auc.clip(0, 1), overlap.clip(0, 1)
    return PairStatistics(mean, auc, overlap, effect_size, replicates[:, 1].T.astype(np.float32))


def gather_pairs(matrix: np.ndarray, partners: Partners) -> dict[PairKind, np.ndarray]:
    """The measure of the pairs of each kind, (N,) or fewer each, in the order of the images."""
    rows = np.arange(len(matrix))
    pairs: dict[PairKind, np.ndarray] = {"same": matrix[rows, rows]}
    for kind in PAIR_KINDS[1:]:
        columns = getattr(partners, kind)
        known = columns != NONE
        pairs[kind] = matrix[rows[known], columns[known]]
    return pairs


def compare_aucs(
    first: PairStatistics, second: PairStatistics, kind: PairKind = "different"
) -> IntervalEstimate:
    """By how much an AUC exceeds that of another model on the same images and pairs, with its interval.

    Raises:
        UserError: the two were not bootstrapped alike.
    """
    index = PAIR_KINDS.index(kind)
    if first.auc_replicates.shape != second.auc_replicates.shape:
        raise UserError(_("Two AUCs compare only if both have the same number of bootstrap replicates."))
    differences = first.auc_replicates[index].astype(np.float64) - second.auc_replicates[index]
    return IntervalEstimate(
        *_compute_estimates(first.auc[index, 0] - second.auc[index, 0], differences).tolist()
    )


def _compute_estimates(measured: np.ndarray, replicates: np.ndarray) -> np.ndarray:
    """Value, low and high, (3, ...): the replicates' 2.5th and 97.5th percentile, seen from their median.

    Replicates lie around the mean over all pairs, and their overlap somewhat below it, because an image that
    was drawn twice makes a histogram rougher; only their spread is that of the measured number.
    """
    low, middle, high = np.quantile(replicates, [0.025, 0.5, 0.975], axis=0)
    return np.stack([measured, measured + low - middle, measured + high - middle])


def _draw_replicates(
    matrix: np.ndarray, labels: np.ndarray, seed: int, num_resamples: int
) -> Iterator[dict[PairKind, np.ndarray]]:
    total = len(labels)
    # By class, so that finding the class of a drawn image costs nothing.
    by_class = np.argsort(labels, kind="stable")
    generator = np.random.default_rng(seed)
    for counts in draw_resamples(total, seed, num_resamples).astype(np.int64):
        images = by_class.repeat(counts[by_class])
        drawn = labels[images]
        steps = generator.integers(1, total, size=total)
        same_class, other_class = draw_by_class(drawn, generator)
        places: dict[PairKind, np.ndarray] = {
            "different": (np.arange(total) + steps) % total,
            "same_class": same_class,
            "other_class": other_class,
        }
        pairs: dict[PairKind, np.ndarray] = {"same": matrix[images, images]}
        for kind, partner in places.items():
            columns = images[partner]
            # An image that was drawn twice is not another image.
            known = (partner != NONE) & (columns != images)
            pairs[kind] = matrix[images[known], columns[known]]
        yield pairs


def _compare(pairs: Mapping[PairKind, np.ndarray], scale: Scale) -> np.ndarray:
    """Mean, AUC, overlap and effect size of each kind: float64 (4, 4)."""
    ordered = {kind: np.sort(values) for kind, values in pairs.items()}
    same = ordered["same"]
    shares = {kind: compute_shares(values, scale.edges) for kind, values in ordered.items()}
    moments = {kind: _compute_moments(values) for kind, values in ordered.items()}
    columns = []
    for kind in PAIR_KINDS:
        values, (mean, variance) = ordered[kind], moments[kind]
        if kind == "same" or not len(values):
            columns.append((mean, np.nan, np.nan, np.nan))
            continue
        spread = np.sqrt((moments["same"][1] + variance) / 2)
        larger = compute_auc(same, values)
        difference = scale.sign * (moments["same"][0] - mean)
        columns.append(
            (
                mean,
                larger if scale.sign > 0 else 1 - larger,
                np.minimum(shares["same"], shares[kind]).sum(),
                difference / spread if spread > 0 else np.nan,
            )
        )
    return np.array(columns, np.float64).T


def _compute_moments(values: np.ndarray) -> tuple[float, float]:
    if not len(values):
        return np.nan, np.nan
    # `var` would take the mean once more; of few images, calls are most of the work.
    mean = values.sum(dtype=np.float64) / len(values)
    deviations = values - mean
    return float(mean), float((deviations * deviations).sum() / len(values))
