"""Principal components: the directions in which features are uncorrelated."""

from typing import NamedTuple

import torch
from torch.nn import functional

NEGLIGIBLE = 1e-6
"""Directions with less than this part of the largest variance are rounding errors of float32."""


class Principal(NamedTuple):
    """Principal axes, largest variance first.

    Attributes:
        axes: float32 (D, R), orthonormal columns, R at most min(N, D); `features @ axes` are uncorrelated.
        variances: float32 (R,), mean squares along the axes.
    """

    axes: torch.Tensor
    variances: torch.Tensor


def compute_principal(features: torch.Tensor) -> Principal:
    """Find the principal axes of centred features, leaving out directions in which nothing varies.

    A direction's sign is arbitrary: here its largest loading is positive, so that results are reproducible.

    Args:
        features: float32 (N, D), mean 0 in every column.
    """
    wide = features.shape[0] < features.shape[1]
    # Whichever is the smaller, (N, N) or (D, D): both have the same eigenvalues.
    eigenvalues, vectors = torch.linalg.eigh(features @ features.T if wide else features.T @ features)
    eigenvalues, vectors = eigenvalues.flip(0), vectors.flip(1)
    kept = eigenvalues > NEGLIGIBLE * eigenvalues[0]
    axes = vectors[:, kept]
    if wide:
        axes = functional.normalize(features.T @ axes, dim=0)
    axes = axes * axes.gather(0, axes.abs().argmax(0, keepdim=True)).sign()
    return Principal(axes, eigenvalues[kept] / len(features))
