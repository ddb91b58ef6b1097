"""Fréchet distance between two sets of features: how far apart the Gaussians with their moments are."""

import functools
from typing import NamedTuple

import numpy as np
from threadpoolctl import threadpool_limits

from aavae.errors import UserError
from aavae.language import _

NUM_GROUPS = 10
"""Groups of images, each left out once, that an interval is made of."""


class Frechet(NamedTuple):
    """A Fréchet distance.

    Attributes:
        distance: squared; 0 for equal means and covariances, at least 0. From few images it comes out too
            large, so only distances from equally many images compare.
        interval: its 95 % interval over images.
    """

    distance: float
    interval: tuple[float, float]


class _Sums(NamedTuple):
    """What moments are made of; sums of disjoint sets add up."""

    num: int
    first: np.ndarray
    second: np.ndarray

    def compute_moments(self) -> tuple[np.ndarray, np.ndarray]:
        """Mean (D,) and covariance (D, D), which divides by N - 1."""
        mean = self.first / self.num
        return mean, (self.second - self.num * np.outer(mean, mean)) / (self.num - 1)


def compute_frechet(first: np.ndarray, second: np.ndarray, num_groups: int = NUM_GROUPS) -> Frechet:
    """Squared Fréchet distance (Heusel et al., arXiv 1706.08500), symmetric in its arguments.

    `|m1 - m2|^2 + tr(C1 + C2 - 2 (C1 C2)^(1/2))`. The trace of the root is the sum of the roots of the
    eigenvalues of `C1^(1/2) C2 C1^(1/2)`: symmetric matrices only, which few images and features that
    repeat each other cannot upset.

    The interval is that of a jackknife which leaves out every 10th image of both sets, each tenth once, so
    sets sorted by class lose equally many of each class; its normal is Student's t.

    Args:
        first: (N, D), N at least twice the number of groups.
        second: (M, D).
        num_groups: of the jackknife, at least 2.

    Raises:
        UserError: wrong shapes, too few rows, or values that are not finite.
    """
    sets = [_check(rows, num_groups) for rows in (first, second)]
    if sets[0].shape[1] != sets[1].shape[1]:
        raise UserError(
            _("The two sets have {first} and {second} features: take both from one model.").format(
                first=sets[0].shape[1], second=sets[1].shape[1]
            )
        )
    # One thread: with two that wait for each other, matrices this small take several times longer.
    with threadpool_limits(1):
        return _estimate(sets[0], sets[1], num_groups)


def _estimate(first: np.ndarray, second: np.ndarray, num_groups: int) -> Frechet:
    # Both on one origin near their middle: sums of squares far from it would round the covariances away.
    centre = first.mean(0)
    groups = [[_sum(rows[i::num_groups] - centre) for i in range(num_groups)] for rows in (first, second)]
    totals = [functools.reduce(_add, parts) for parts in groups]
    distance = _compute_distance(*totals)
    left_out = np.array(
        [
            _compute_distance(*(_subtract(total, part) for total, part in zip(totals, pair, strict=True)))
            for pair in zip(*groups, strict=True)
        ]
    )
    error = np.sqrt((num_groups - 1) * left_out.var())
    # Every command imports this module, and few compute a distance.
    from scipy.special import stdtrit

    reach = float(stdtrit(num_groups - 1, 0.975) * error)
    return Frechet(distance, (max(distance - reach, 0.0), distance + reach))


def _check(rows: np.ndarray, num_groups: int) -> np.ndarray:
    if rows.ndim != 2 or rows.shape[1] == 0:
        raise UserError(
            _("Features: expected a non-empty (N, D) array, got shape {shape}.").format(shape=rows.shape)
        )
    if len(rows) < 2 * num_groups:
        raise UserError(
            _("A Fréchet distance needs at least {least} images in each set, got {count}.").format(
                least=2 * num_groups, count=len(rows)
            )
        )
    if not np.isfinite(rows).all():
        raise UserError(_("Features: some values are NaN or infinite; the model's training diverged."))
    return rows.astype(np.float64)


def _sum(rows: np.ndarray) -> _Sums:
    return _Sums(len(rows), rows.sum(0), rows.T @ rows)


def _add(first: _Sums, second: _Sums) -> _Sums:
    return _Sums(first.num + second.num, first.first + second.first, first.second + second.second)


def _subtract(total: _Sums, part: _Sums) -> _Sums:
    return _Sums(total.num - part.num, total.first - part.first, total.second - part.second)


def _compute_distance(first: _Sums, second: _Sums) -> float:
    (mean_1, covariance_1), (mean_2, covariance_2) = first.compute_moments(), second.compute_moments()
    eigenvalues, vectors = np.linalg.eigh(covariance_1)
    root = vectors * np.sqrt(eigenvalues.clip(min=0))
    inner = np.linalg.eigvalsh(root.T @ covariance_2 @ root).clip(min=0)
    traces = np.trace(covariance_1) + np.trace(covariance_2) - 2 * np.sqrt(inner).sum()
    return max(float(np.square(mean_1 - mean_2).sum() + traces), 0.0)
