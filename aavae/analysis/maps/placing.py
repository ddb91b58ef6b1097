"""Where new points lie on a map that is finished."""

import numpy as np

from aavae.analysis.neighbours import compute_neighbours
from aavae.errors import UserError
from aavae.language import _

_SMALLEST = 1e-6
"""Cosine distances below this are rounding: the query is the point."""


def place(queries: np.ndarray, features: np.ndarray, coordinates: np.ndarray, k: int = 15) -> np.ndarray:
    """Estimate where new points lie on a map: at the mean place of their k nearest points.

    A neighbour counts the inverse of its cosine distance, which is half the square of the distance between
    directions: the weights of Shepard 1968. They need no scale, which differs from model to model, and put a
    point that is on the map already where it is. An estimate: UMAP's own transform starts from such a mean
    too, and then moves the points on; and a point unlike all others still lands among them.

    Args:
        queries: (V, D), standardised by the points of the map.
        features: (N, D), the points of the map, standardised.
        coordinates: (N, 2), their places.
        k: neighbours, at least 1; more than N means N.

    Returns:
        float32 (V, 2).

    Raises:
        UserError: wrong shapes, values that are not finite, or k below 1.
    """
    if coordinates.shape != (len(features), 2):
        raise UserError(
            _("{count} points, but places of shape {shape}: give the map of these points.").format(
                count=len(features), shape=coordinates.shape
            )
        )
    nearest = compute_neighbours(features, queries, min(k, len(features)))
    weights = 1 / np.maximum(1 - nearest.similarities.astype(np.float64), _SMALLEST)
    weights /= weights.sum(1, keepdims=True)
    return np.einsum("vk,vkc->vc", weights, coordinates[nearest.indices]).astype(np.float32)
