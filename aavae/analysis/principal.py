"""Principal components: the same points in coordinates that are uncorrelated."""

from typing import NamedTuple

import torch

NEGLIGIBLE = 1e-6
"""Directions with less than this part of the largest variance are rounding errors of float32."""


class Principal(NamedTuple):
    """Points in the coordinates of their principal axes, largest variance first.

    Attributes:
        coordinates: float32 (N, R), R at most min(N, D): `features @ axes`.
        axes: float32 (D, R), orthonormal columns.
    """

    coordinates: torch.Tensor
    axes: torch.Tensor


def compute_principal(features: torch.Tensor) -> Principal:
    """Rotate centred features to their principal axes, leaving out directions in which nothing varies.

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
        axes = torch.nn.functional.normalize(features.T @ axes, dim=0)
    axes = axes * axes.gather(0, axes.abs().argmax(0, keepdim=True)).sign()
    return Principal(features @ axes, axes)
