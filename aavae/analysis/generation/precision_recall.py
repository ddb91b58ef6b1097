"""Improved precision and recall of generated images: could they be real, and do they cover what is real?"""

from typing import NamedTuple

import numpy as np
import torch

from aavae.analysis.features import check_features, check_same_width
from aavae.analysis.intervals import wilson_interval
from aavae.errors import UserError
from aavae.language import _

_BLOCK = 1024
"""Rows compared at a time: bounds the memory."""
_ROUNDING = 1e-6
"""Part of the mean squared length of the features by which a squared distance may be off in 32 bits."""


class PrecisionRecall(NamedTuple):
    """Two proportions of images.

    Attributes:
        precision: of generated images that lie among the real ones, in [0, 1].
        precision_interval: its 95 % Wilson interval over generated images.
        recall: of real images that lie among the generated ones, in [0, 1].
        recall_interval: its 95 % Wilson interval over real images.
    """

    precision: float
    precision_interval: tuple[float, float]
    recall: float
    recall_interval: tuple[float, float]


def compute_precision_recall(real: np.ndarray, generated: np.ndarray, k: int = 3) -> PrecisionRecall:
    """Improved precision and recall (Kynkäänniemi et al., arXiv 1904.06991), exact.

    A set covers the ball around each of its features that reaches to the k-th nearest other one, by Euclidean
    distance. Precision is the part of generated features that the real set covers, recall the other way
    round. The more images, the smaller the balls: only sets of equal size compare.

    Args:
        real: (N, D), features of real images.
        generated: (M, D), features of generated images.
        k: which neighbour decides the size of a ball, from 1 to the smaller of N and M less 1; the paper's 3.

    Raises:
        UserError: wrong shapes, values that are not finite, or k out of range.
    """
    reals, fakes = (
        check_features(real, _("Real features")),
        check_features(generated, _("Generated features")),
    )
    check_same_width(reals, fakes)
    most = min(len(reals), len(fakes)) - 1
    if not 1 <= k <= most:
        raise UserError(
            _("k: expected 1 to {most} neighbours, less than there are images, got {k}.").format(
                most=most, k=k
            )
        )
    # Distances do not change, and rounding has less to round.
    centre = reals.mean(0)
    reals, fakes = reals - centre, fakes - centre
    precision = _count_covered(reals, fakes, k)
    recall = _count_covered(fakes, reals, k)
    return PrecisionRecall(
        precision / len(fakes),
        wilson_interval(precision, len(fakes)),
        recall / len(reals),
        wilson_interval(recall, len(reals)),
    )


def _count_covered(covering: torch.Tensor, queries: torch.Tensor, k: int) -> int:
    """How many queries lie within the ball of a row of the covering set."""
    radii = torch.cat(
        # Its own row is one of the k + 1 nearest, or as near as they are.
        [_measure(rows, covering).kthvalue(k + 1, dim=1).values for rows in covering.split(_BLOCK)]
    )
    radii += _ROUNDING * covering.square().sum(1).mean()
    covered = [(_measure(rows, covering) <= radii).any(1) for rows in queries.split(_BLOCK)]
    return int(torch.cat(covered).sum())


def _measure(first: torch.Tensor, second: torch.Tensor) -> torch.Tensor:
    """Squared Euclidean distances between all pairs of rows."""
    squares = first.square().sum(1, keepdim=True) + second.square().sum(1)
    return torch.addmm(squares, first, second.T, alpha=-2)
