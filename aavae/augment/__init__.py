"""Augmentations on batches: draw parameters, one row a sample, then apply them."""

from aavae.augment.geometric import apply_centre_crop
from aavae.augment.pipeline import (
    Parameters,
    apply_parameters,
    augment,
    draw_parameters,
    identity_parameters,
)

__all__ = [
    "Parameters",
    "apply_centre_crop",
    "apply_parameters",
    "augment",
    "draw_parameters",
    "identity_parameters",
]
