"""How far a map can be trusted: whether points that lie close together on it are neighbours in the space."""

import math

import numpy as np
import torch
from torch.nn import functional

from aavae.analysis.features import check_features
from aavae.analysis.maps.projection import standardise_points
from aavae.errors import UserError
from aavae.language import _

MAX_QUERIES = 2_000
"""Points whose neighbourhoods are looked at."""
_BLOCK = 128
_COPY = 2.0
"""Similarity of a point and its copies: above every other, also where a row of zeros has no direction."""


def compute_trustworthiness(representations: np.ndarray, coordinates: np.ndarray, k: int = 15) -> float:
    """Trustworthiness of a map (Venna & Kaski 2001): 1 if no neighbourhood of it has an intruder.

    A point's k nearest on the map that are not among its k nearest in the space each cost their rank in the
    space, beyond k; the sum is divided by that of the worst of all maps. Distances in the space are the
    cosine distances of standardised representations, those that maps are made from; only copies are nearer.
    Points that are equally far in the space have ranks in the order that costs the map the least, for
    it could not know better, and the worst map gains by that too. Of N points 2,000 evenly spaced ones are
    looked at, each beside all N: exact up to 2,000 points, an estimate from a sample beyond. A map at random
    has about 0.5 where few points are equally far.

    Args:
        representations: (N, D), N at least 3.
        coordinates: (N, 2).
        k: size of the neighbourhood, at least 1; more than (N - 1) / 2 means that many, where the measure
            ends.

    Returns:
        From 0 to 1; NaN where no map could be worse than another: all points are equally far from each other,
        as those of a collapsed model are, so that there is nothing to trust.

    Raises:
        UserError: fewer than 3 points, different numbers of rows, values that are not finite, or k below 1.
    """
    features, places = standardise_points(representations), check_features(coordinates, _("Coordinates"))
    if len(features) != len(places):
        raise UserError(
            _("{count} representations, but coordinates of {num_points} points.").format(
                count=len(features), num_points=len(places)
            )
        )
    if k < 1:
        raise UserError(_("k: expected at least 1 neighbour, got {k}.").format(k=k))
    num_points = len(features)
    k = min(k, (num_points - 1) // 2)
    groups, firsts, sizes = _group_copies(features)
    directions = functional.normalize(features)
    queries = torch.linspace(0, num_points - 1, min(num_points, MAX_QUERIES), dtype=torch.float64).round()
    cost = worst = 0
    for block in queries.long().split(_BLOCK):
        distances = torch.cdist(places[block], places, compute_mode="donot_use_mm_for_euclid_dist")
        # A point is no neighbour of itself.
        distances[torch.arange(len(block)), block] = torch.inf
        nearest = groups[distances.topk(k, largest=False).indices]
        similarities = directions[block] @ directions[firsts].T
        # Copies stand in one column: in several ones their products would differ in the last digit.
        similarities[torch.arange(len(block)), groups[block]] = _COPY
        for row, chosen in zip(similarities.numpy(), nearest.numpy(), strict=True):
            cost += _sum_excess(row, sizes, row[chosen], k)
            worst += _sum_worst(row, sizes, k)
    return 1 - cost / worst if worst else math.nan


def _group_copies(features: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, np.ndarray]:
    """Which rows are equal to the last bit.

    Returns:
        The group of each row, int64 (N,); the first row of each of G groups, int64 (G,); their sizes,
        int64 (G,).
    """
    known: dict[bytes, int] = {}
    # Plus 0: -0 becomes 0.
    groups = np.array([known.setdefault(row.tobytes(), len(known)) for row in (features + 0.0).numpy()])
    __, firsts, sizes = np.unique(groups, return_index=True, return_counts=True)
    return torch.from_numpy(groups), torch.from_numpy(firsts), sizes


def _sum_excess(similarities: np.ndarray, sizes: np.ndarray, chosen: np.ndarray, k: int) -> int:
    """Ranks in the space beyond k, summed over points that a query chose.

    Args:
        similarities: float32 (G,), of the query and each group; `_COPY` for its own.
        sizes: int64 (G,), points of each group.
        chosen: float32 (C,), similarities of the chosen points.
        k: size of the neighbourhood.
    """
    values, counts = np.unique(chosen, return_counts=True)
    return sum(
        _sum_beyond(_count_nearer(similarities, sizes, value), count, k)
        for value, count in zip(values, counts.tolist(), strict=True)
    )


def _sum_worst(similarities: np.ndarray, sizes: np.ndarray, k: int) -> int:
    """What `_sum_excess` would be of the k points that are the farthest from the query."""
    farthest = np.argpartition(similarities, min(k, len(sizes)) - 1)[:k]
    cost, left = 0, k
    for value in np.unique(similarities[farthest]):
        # The query is not among its own copies.
        count = int(sizes[farthest[similarities[farthest] == value]].sum()) - (value == _COPY)
        taken = min(left, count)
        cost += _sum_beyond(_count_nearer(similarities, sizes, value), taken, k)
        left -= taken
        if not left:
            break
    return cost


def _count_nearer(similarities: np.ndarray, sizes: np.ndarray, value: float) -> int:
    """How many points are nearer to a query than those of a similarity."""
    if value == _COPY:
        return 0
    nearer = similarities > value
    # Counting a row of booleans is many times faster than a sum.
    count = np.count_nonzero(nearer) if len(sizes) == sizes.sum() else sizes[nearer].sum()
    # The query itself is in the group that is the nearest.
    return int(count) - 1


def _sum_beyond(num_nearer: int, count: int, k: int) -> int:
    """What the ranks num_nearer + 1, num_nearer + 2, ... of `count` points exceed k by, summed."""
    first, last = max(num_nearer + 1 - k, 1), num_nearer + count - k
    return (first + last) * (last - first + 1) // 2 if last >= first else 0
