"""Ways from one latent to another."""

from typing import Literal, get_args

import numpy as np

from aavae.errors import UserError
from aavae.language import _

PathName = Literal["linear", "spherical"]
PATHS: tuple[PathName, ...] = get_args(PathName)

_PARALLEL = 1e-6
"""Sine of an angle below which two directions are one: there the arc is the straight line."""


def interpolate(
    first: np.ndarray, second: np.ndarray, num_steps: int, path: PathName = "linear"
) -> np.ndarray:
    """Equally spaced latents from one to another.

    Linear: the straight line. Spherical (slerp: Shoemake 1985; for latents White, arXiv 1609.04468): the
    direction turns at a constant speed and the length changes evenly, so that points between two samples of a
    wide Gaussian are as far from the origin as samples are; the straight line passes closer to it. Opposite
    directions have no shortest turn: the turn is then through an axis that is the same each time. From or to
    a latent of zeros, which has no direction, the way is straight.

    Args:
        first: (D,), D at least 2 for opposite directions.
        second: (D,).
        num_steps: at least 2, both ends included.
        path: linear or spherical.

    Returns:
        float32 (num_steps, D); the first and last row are the ends.

    Raises:
        UserError: shapes that differ, values that are not finite, fewer than 2 steps, or no such path.
    """
    if path not in PATHS:
        raise UserError(
            _("There is no path '{path}': choose one of {paths}.").format(path=path, paths=", ".join(PATHS))
        )
    if first.ndim != 1 or first.shape != second.shape or first.size == 0:
        raise UserError(
            _("Both ends must be latents (D,), got {first} and {second}.").format(
                first=first.shape, second=second.shape
            )
        )
    if num_steps < 2:
        raise UserError(
            _("num_steps: expected at least 2, the two ends, got {num_steps}.").format(num_steps=num_steps)
        )
    start, end = first.astype(np.float64), second.astype(np.float64)
    if not (np.isfinite(start).all() and np.isfinite(end).all()):
        raise UserError(_("Latents: some values are NaN or infinite; the model's training diverged."))
    parts = np.linspace(0, 1, num_steps)[:, None]
    steps = _turn(start, end, parts) if path == "spherical" else (1 - parts) * start + parts * end
    steps[0], steps[-1] = start, end
    return steps.astype(np.float32)


def _turn(start: np.ndarray, end: np.ndarray, parts: np.ndarray) -> np.ndarray:
    lengths = np.linalg.norm(start), np.linalg.norm(end)
    if min(lengths) == 0:
        return (1 - parts) * start + parts * end
    direction, target = start / lengths[0], end / lengths[1]
    cosine = direction @ target
    side = target - cosine * direction
    sine = np.linalg.norm(side)
    angle = np.arctan2(sine, cosine)
    if sine < _PARALLEL:
        if cosine > 0 or len(start) == 1:
            return (1 - parts) * start + parts * end
        side, angle = _find_perpendicular(direction), np.pi
    side = side / np.linalg.norm(side)
    length = (1 - parts) * lengths[0] + parts * lengths[1]
    return length * (np.cos(parts * angle) * direction + np.sin(parts * angle) * side)


def _find_perpendicular(direction: np.ndarray) -> np.ndarray:
    """The part of the axis that a direction has least of that is perpendicular to it."""
    axis = np.zeros_like(direction)
    axis[np.abs(direction).argmin()] = 1
    return axis - (axis @ direction) * direction
