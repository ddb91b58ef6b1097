"""L-BFGS for smooth convex objectives that are scaled well."""

from collections import deque
from collections.abc import Callable
from typing import NamedTuple

import torch

HISTORY = 10
"""Steps that shape the estimate of the curvature."""
MAX_STEPS = 500
SUFFICIENT_DECREASE = 1e-4
SHORTEST_STEP = 1e-3
"""Where even a step this short does not lower the objective, float32 cannot tell its values apart."""

Objective = Callable[[torch.Tensor], tuple[float, torch.Tensor]]


class Minimum(NamedTuple):
    """Where a minimisation ended.

    Attributes:
        point: float32 (n,).
        converged: whether it ended by itself: False if MAX_STEPS were not enough.
    """

    point: torch.Tensor
    converged: bool


def minimise(objective: Objective, start: torch.Tensor, tolerance: float) -> Minimum:
    """Minimise a function by L-BFGS with backtracking (Nocedal and Wright, Numerical Optimization, 7.4).

    The first step is the whole gradient, so the Hessian should be near the identity. SciPy and torch have
    L-BFGS too; for a few thousand variables their own work takes longer than a pass over 10,000 images
    (SciPy) or a second to start (torch).

    Args:
        objective: from a point (n,) to its value and gradient (n,).
        start: float32 (n,).
        tolerance: stops when a step lowers the value by less than this, or less than this part of it.
    """
    point = start
    value, gradient = objective(point)
    pairs: deque[tuple[torch.Tensor, torch.Tensor]] = deque(maxlen=HISTORY)
    for _ in range(MAX_STEPS):
        direction = -_apply_inverse_hessian(gradient, pairs)
        slope, step = torch.dot(gradient, direction).item(), 1.0
        while True:
            new_value, new_gradient = objective(point + step * direction)
            if new_value <= value + SUFFICIENT_DECREASE * step * slope:
                break
            if step < SHORTEST_STEP:
                return Minimum(point, converged=True)
            step /= 2
        moved, turned = step * direction, new_gradient - gradient
        if torch.dot(moved, turned) > 0:
            pairs.append((moved, turned))
        drop = value - new_value
        point, value, gradient = point + moved, new_value, new_gradient
        if drop <= tolerance * max(abs(value), 1):
            return Minimum(point, converged=True)
    return Minimum(point, converged=False)


def _apply_inverse_hessian(
    gradient: torch.Tensor, pairs: deque[tuple[torch.Tensor, torch.Tensor]]
) -> torch.Tensor:
    """The two-loop recursion over pairs of a step and the change of gradient along it."""
    result, coefficients = gradient, []
    for moved, turned in reversed(pairs):
        coefficients.append(torch.dot(moved, result) / torch.dot(moved, turned))
        result = result - coefficients[-1] * turned
    if pairs:
        moved, turned = pairs[-1]
        result = result * (torch.dot(moved, turned) / torch.dot(turned, turned))
    for (moved, turned), coefficient in zip(pairs, reversed(coefficients), strict=True):
        result = result + (coefficient - torch.dot(turned, result) / torch.dot(moved, turned)) * moved
    return result
