"""Two maps of the same points on one another: a map's rotation, reflection, size and place mean nothing."""

import numpy as np
from scipy.linalg import orthogonal_procrustes

from aavae.errors import UserError
from aavae.language import _


def _check_maps(first: np.ndarray, second: np.ndarray) -> None:
    if first.ndim != 2 or first.shape != second.shape or not len(first):
        raise UserError(
            _(
                "Two maps of the same points are needed, got shapes {first} and {second}: choose the "
                "same images for both."
            ).format(first=first.shape, second=second.shape)
        )
    if not (np.isfinite(first).all() and np.isfinite(second).all()):
        raise UserError(_("A map has places that are NaN or infinite: compute it again."))


def align(coordinates: np.ndarray, reference: np.ndarray) -> np.ndarray:
    """Rotate, reflect, scale and shift a map so that its points come closest to those of another map.

    The similarity transform of least squares (Procrustes; Schönemann & Carroll 1970): relative distances
    within the map stay as they are. A map whose points all lie in one place is put in the reference's middle.

    Args:
        coordinates: (N, 2).
        reference: (N, 2), places of the same points.

    Returns:
        float32 (N, 2).

    Raises:
        UserError: different shapes, no points, or values that are not finite.
    """
    _check_maps(coordinates, reference)
    middle = reference.mean(0, dtype=np.float64)
    target = reference - middle
    centred = coordinates - coordinates.mean(0, dtype=np.float64)
    rotation, overlap = orthogonal_procrustes(centred, target)
    size = np.square(centred).sum()
    scale = overlap / size if size > 0 else 0.0
    return (scale * centred @ rotation + middle).astype(np.float32)


def compute_radius(coordinates: np.ndarray) -> float:
    """Size of a map: the root mean square distance of its points from their middle."""
    centred = coordinates - coordinates.mean(0, dtype=np.float64)
    return float(np.sqrt(np.square(centred).sum(1).mean()))


def compute_displacements(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """How far each point moves from one map to another, in radii of the first (`compute_radius`).

    Two maps that have nothing in common but their size and place move a point by 1.41 on average (root mean
    square); after `align`, by at most about 1.

    Args:
        first: (N, 2), the reference.
        second: (N, 2), places of the same points, aligned.

    Returns:
        float32 (N,), at least 0; 0 where the first map is a single place.

    Raises:
        UserError: different shapes, no points, or values that are not finite.
    """
    _check_maps(first, second)
    radius = compute_radius(first)
    distances = np.linalg.norm(second.astype(np.float64) - first, axis=1)
    return (distances / radius if radius > 0 else np.zeros(len(first))).astype(np.float32)
