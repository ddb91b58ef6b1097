"""How far a map can be trusted: whether points that lie close together on it are neighbours in the space."""

import numpy as np
import torch
from torch.nn import functional

from aavae.analysis.features import check_features
from aavae.analysis.projection import standardise_points
from aavae.errors import UserError

MAX_QUERIES = 2_000
"""Points whose neighbourhoods are looked at."""
_BLOCK = 128


def compute_trustworthiness(representations: np.ndarray, coordinates: np.ndarray, k: int = 15) -> float:
    """Trustworthiness of a map (Venna & Kaski 2001): 1 if no neighbourhood of it has an intruder.

    A point's k nearest on the map that are not among its k nearest in the space each cost their rank in the
    space, beyond k. Distances in the space are the cosine distances of standardised representations, those
    that maps are made from. Of N points 2,000 evenly spaced ones are looked at, each beside all N: exact up
    to 2,000 points, an estimate from a sample beyond. A map at random has about 0.5.

    Args:
        representations: (N, D), N at least 3.
        coordinates: (N, 2).
        k: size of the neighbourhood, at least 1; more than (N - 1) / 2 means that many, where the measure
            ends.

    Returns:
        From 0 to 1.

    Raises:
        UserError: fewer than 3 points, different numbers of rows, values that are not finite, or k below 1.
    """
    features, places = standardise_points(representations), check_features(coordinates, "Coordinates")
    if len(features) != len(places):
        raise UserError(f"{len(features)} representations, but coordinates of {len(places)} points.")
    if k < 1:
        raise UserError(f"k: expected at least 1 neighbour, got {k}.")
    num_points = len(features)
    k = min(k, (num_points - 1) // 2)
    directions = functional.normalize(features)
    queries = torch.linspace(0, num_points - 1, min(num_points, MAX_QUERIES), dtype=torch.float64).round()
    cost = sum(_sum_excess(directions, places, block, k) for block in queries.long().split(_BLOCK))
    return 1 - 2 * cost / (len(queries) * k * (2 * num_points - 3 * k - 1))


def _sum_excess(directions: torch.Tensor, places: torch.Tensor, queries: torch.Tensor, k: int) -> int:
    """Ranks beyond k in the space, summed over the k nearest on the map of each query."""
    rows = torch.arange(len(queries))
    similarities = directions[queries] @ directions.T
    # Below every similarity and beyond every distance: a point is no neighbour of itself.
    similarities[rows, queries] = -2
    distances = torch.cdist(places[queries], places, compute_mode="donot_use_mm_for_euclid_dist")
    distances[rows, queries] = torch.inf
    nearest = distances.topk(k, largest=False).indices
    values = similarities.gather(1, nearest).numpy()
    # Counting a row of booleans is many times faster than a sum over the whole block.
    return sum(
        max(0, int(np.count_nonzero(row > value)) + 1 - k)
        for row, chosen in zip(similarities.numpy(), values, strict=True)
        for value in chosen
    )
