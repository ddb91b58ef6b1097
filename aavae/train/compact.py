"""Smaller weights for sharing: in half precision, or in 8 bits with a scale for each output channel."""

import torch
from torch import Tensor

Weights = dict[str, Tensor]

_SCALE = ".scale_int8"
_LEVELS = 127
_KEPT = ("running_mean", "running_var", "normalise.mean", "normalise.std")
"""Statistics stay in 32 bits: they are small, and a variance does not fit half precision."""


def halve(weights: Weights) -> Weights:
    """Weights in half precision, 2 bytes each."""
    return {
        name: tensor.half() if tensor.is_floating_point() and not name.endswith(_KEPT) else tensor
        for name, tensor in weights.items()
    }


def quantise(weights: Weights) -> Weights:
    """Matrices and kernels as int8 with the largest magnitude of each row at 127; the rest is halved.

    Rounding moves a weight by at most 1/254 of its row's largest.
    """
    compact = halve(weights)
    for name, tensor in weights.items():
        if tensor.is_floating_point() and tensor.ndim > 1 and not name.endswith(_KEPT):
            rows = tensor.detach().float().flatten(1)
            scale = rows.abs().amax(1).clamp(min=torch.finfo(torch.float32).tiny) / _LEVELS
            compact[name] = (rows / scale[:, None]).round().to(torch.int8).view(tensor.shape)
            compact[name + _SCALE] = scale
    return compact


def restore(compact: Weights) -> Weights:
    """Weights in 32 bits again, whatever form they are in."""
    weights = {}
    for name, tensor in compact.items():
        if name.endswith(_SCALE):
            continue
        scale = compact.get(name + _SCALE)
        if scale is not None:
            tensor = tensor.float() * scale.view(-1, *[1] * (tensor.ndim - 1))
        weights[name] = tensor.float() if tensor.is_floating_point() else tensor
    return weights
