"""Muon: momentum whose update of a matrix is made orthogonal before it is applied."""

from collections.abc import Callable, Iterable
from typing import Any, Literal

import torch
from torch import Tensor

from aavae.train.uncompiled import UncompiledOptimizer

_MOMENTUM = 0.95
_STEPS = 5
_COEFFICIENTS = (3.4445, -4.7750, 2.0315)
"""Of a quintic that takes singular values in (0, 1] to about 1 in few steps, not to exactly 1."""

MuonArithmetic = Literal["32", "bf16"]
"""What the iterations compute in. bfloat16 is exact enough for a direction, and the faster on a GPU; on a CPU
without units for it, it is 50 times slower (`aavae.train.precision.choose_muon_arithmetic`)."""


class Muon(UncompiledOptimizer):
    """Muon (Jordan et al., 2024, kellerjordan.github.io/posts/muon) for matrices and convolution kernels.

    torch's own takes matrices only; here a kernel (out, in, height, width) is a matrix with `out` rows. All
    directions of a matrix get the same step, where Adam's follow the few strongest.

    Args:
        parameters: tensors of two dimensions or more.
        lr: the step; a matrix's update has singular values of about this much.
        weight_decay: decoupled, as in AdamW.
        arithmetic: of the iterations. It is a setting of the group, so a saved state brings its own: it
            decides the last digits.

    Attributes:
        directions: what a step calls for `compute_directions`: that itself, or its replay on a GPU.
    """

    def __init__(
        self,
        parameters: Iterable[Tensor],
        lr: float,
        weight_decay: float = 0.0,
        arithmetic: MuonArithmetic = "32",
    ) -> None:
        super().__init__(parameters, {"lr": lr, "weight_decay": weight_decay, "arithmetic": arithmetic})
        self.directions: Callable[[], list[Tensor]] = self.compute_directions

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Restore a state; one that does not name its arithmetic is of the time when all were bfloat16."""
        super().__setstate__(state)
        for group in self.param_groups:
            group.setdefault("arithmetic", "bf16")

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
                update = parameter.grad.lerp(momentum, _MOMENTUM).flatten(1)
                directions.append(orthogonalise(update, group["arithmetic"]))
        return directions


def orthogonalise(matrix: Tensor, arithmetic: MuonArithmetic = "32") -> Tensor:
    """Move a matrix's singular values to about 1 and keep its singular vectors, by Newton-Schulz iterations.

    Args:
        matrix: (rows, columns).
        arithmetic: of the iterations.

    Returns:
        The same shape and type; singular values mostly in (0.7, 1.2), smaller where they were almost 0.
    """
    is_tall = matrix.shape[0] > matrix.shape[1]
    wide = (matrix.T if is_tall else matrix).to(torch.float32 if arithmetic == "32" else torch.bfloat16)
    wide = wide / (wide.norm() + 1e-7)
    result = _iterate_gram(wide) if arithmetic == "32" else _iterate(wide)
    return (result.T if is_tall else result).to(matrix.dtype)


def _iterate(matrix: Tensor) -> Tensor:
    """X <- (a I + b G + c G^2) X, with G = X X^T."""
    a, b, c = _COEFFICIENTS
    for _ in range(_STEPS):
        gram = matrix @ matrix.T
        mix = torch.addmm(gram, gram, gram, beta=b, alpha=c)
        matrix = torch.addmm(matrix, mix, matrix, beta=a)
    return matrix


def _iterate_gram(matrix: Tensor) -> Tensor:
    """The same on the Gram matrix alone, which is small: a third of the work for a kernel of 3x3 pixels.

    Every factor Q = a I + b G + c G^2 is a polynomial of the first G, so all of them commute: the next G is
    Q^2 G, and the product of the factors is applied to X once. Squaring the singular values costs half of the
    digits, which 32 bits can spare and bfloat16 cannot.
    """
    a, b, c = _COEFFICIENTS
    gram = matrix @ matrix.T
    product: Tensor | None = None
    for step in range(_STEPS):
        factor = torch.addmm(gram, gram, gram, beta=b, alpha=c)
        factor.diagonal().add_(a)
        product = factor if product is None else factor @ product
        if step < _STEPS - 1:
            gram = factor @ (gram @ factor)
    assert product is not None
    return product @ matrix
