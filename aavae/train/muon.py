"""Muon: momentum whose update of a matrix is made orthogonal before it is applied."""

from collections.abc import Callable, Iterable
from typing import Any

import torch
from torch import Tensor
from torch.optim import Optimizer

_MOMENTUM = 0.95
_STEPS = 5
_COEFFICIENTS = (3.4445, -4.7750, 2.0315)
"""Of a quintic that takes singular values in (0, 1] to about 1 in few steps, not to exactly 1."""


class Muon(Optimizer):
    """Muon (Jordan et al., 2024, kellerjordan.github.io/posts/muon) for matrices and convolution kernels.

    torch's own takes matrices only; here a kernel (out, in, height, width) is a matrix with `out` rows. All
    directions of a matrix get the same step, where Adam's follow the few strongest.

    Args:
        parameters: tensors of two dimensions or more.
        lr: the step; a matrix's update has singular values of about this much.
        weight_decay: decoupled, as in AdamW.

    Attributes:
        directions: what a step calls for `compute_directions`: that itself, or its replay on a GPU.
    """

    def __init__(self, parameters: Iterable[Tensor], lr: float, weight_decay: float = 0.0) -> None:
        super().__init__(parameters, {"lr": lr, "weight_decay": weight_decay})
        self.directions: Callable[[], list[Tensor]] = self.compute_directions

    @torch.no_grad()
    def step(  # pyright: ignore[reportIncompatibleMethodOverride]
        self, closure: Callable[[], float] | None = None
    ) -> float | None:
        """Update every parameter that has a gradient."""
        loss = None
        if closure is not None:
            with torch.enable_grad():
                loss = closure()
        directions = iter(self.directions())
        for group in self.param_groups:
            for parameter in self._list_moving(group):
                rows, columns = parameter.flatten(1).shape
                step = group["lr"] * max(1.0, rows / columns) ** 0.5
                parameter.mul_(1 - group["lr"] * group["weight_decay"])
                parameter.sub_(next(directions).view(parameter.shape), alpha=step)
        return loss

    def _list_moving(self, group: dict[str, Any]) -> list[Tensor]:
        return [parameter for parameter in group["params"] if parameter.grad is not None]

    @torch.no_grad()
    def compute_directions(self) -> list[Tensor]:
        """Update each momentum, and make an orthogonal matrix (rows, columns) of it and the gradient."""
        directions = []
        for group in self.param_groups:
            for parameter in self._list_moving(group):
                assert parameter.grad is not None
                state = self.state[parameter]
                if "momentum" not in state:
                    state["momentum"] = torch.zeros_like(parameter)
                momentum = state["momentum"].lerp_(parameter.grad, 1 - _MOMENTUM)
                directions.append(orthogonalise(parameter.grad.lerp(momentum, _MOMENTUM).flatten(1)))
        return directions


def orthogonalise(matrix: Tensor) -> Tensor:
    """Move a matrix's singular values to about 1 and keep its singular vectors, by Newton-Schulz iterations.

    Args:
        matrix: (rows, columns).

    Returns:
        The same shape and type; singular values mostly in (0.7, 1.2), smaller where they were almost 0.
    """
    a, b, c = _COEFFICIENTS
    is_tall = matrix.shape[0] > matrix.shape[1]
    # bfloat16 is exact enough for a direction, and on most devices the faster.
    result = (matrix.T if is_tall else matrix).bfloat16()
    result = result / (result.norm() + 1e-7)
    for _ in range(_STEPS):
        gram = result @ result.T
        mix = torch.addmm(gram, gram, gram, beta=b, alpha=c)
        result = torch.addmm(result, mix, result, beta=a)
    return (result.T if is_tall else result).to(matrix.dtype)
