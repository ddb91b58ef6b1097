"""Checks and standardisation that every analysis of representations shares."""

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from aavae.errors import UserError
from aavae.language import _

if TYPE_CHECKING:
    import torch

CONSTANT = 1e-6
"""A feature whose standard deviation is below this part of its mean is a constant that got rounded."""


class Scaling(NamedTuple):
    """What standardises features, whichever set they are of.

    Attributes:
        mean: float32 (D,), of the training set.
        scale: float32 (D,), 1 / standard deviation; 0 for a feature that is constant there.
    """

    mean: "torch.Tensor"
    scale: "torch.Tensor"

    def apply(self, features: "torch.Tensor") -> "torch.Tensor":
        """Shift and scale features (N, D): float32 (N, D)."""
        return (features - self.mean).mul_(self.scale)


class Standardised(NamedTuple):
    """Features as tensors, standardised by the training set's statistics.

    Attributes:
        train: float32 (num_train, D), mean 0 and standard deviation 1 for every feature that varies.
        test: float32 (num_test, D), by the same shift and scale.
    """

    train: "torch.Tensor"
    test: "torch.Tensor"


def check_features(features: np.ndarray, name: str) -> "torch.Tensor":
    """Turn representations into a float32 tensor, sharing memory where possible.

    Args:
        features: (N, D), any real dtype.
        name: what to call them in an error.

    Raises:
        UserError: not 2-D, empty, or not finite.
    """
    import torch

    if features.ndim != 2 or 0 in features.shape:
        raise UserError(
            _("{name}: expected a non-empty (N, D) array, got shape {shape}.").format(
                name=name, shape=features.shape
            )
        )
    # Writeable, because torch warns of an array that it cannot write to (a memory map, for one).
    tensor = torch.from_numpy(np.require(features, np.float32, ["C", "W"]))
    # A sum is finite only if every term is, and costs no temporary array; a sum may also overflow.
    if not torch.isfinite(tensor.sum()) and not torch.isfinite(tensor).all():
        raise UserError(
            _("{name}: some values are NaN or infinite; use a model whose training did not diverge.").format(
                name=name
            )
        )
    return tensor


def check_labels(labels: np.ndarray, num_samples: int, num_classes: int, name: str) -> "torch.Tensor":
    """Turn labels into an int64 tensor.

    Args:
        labels: (num_samples,), integers in [0, num_classes).
        num_samples: how many there must be.
        num_classes: C.
        name: what to call them in an error.

    Raises:
        UserError: wrong length, not integers, or out of range.
    """
    import torch

    if labels.shape != (num_samples,):
        raise UserError(
            _("{name}: expected {count} labels, one for each image, got shape {shape}.").format(
                name=name, count=num_samples, shape=labels.shape
            )
        )
    if not np.issubdtype(labels.dtype, np.integer):
        raise UserError(
            _("{name}: labels must be integers, got {dtype}.").format(name=name, dtype=labels.dtype)
        )
    if labels.min() < 0 or labels.max() >= num_classes:
        raise UserError(
            _("{name}: labels must be from 0 to {last}, got {lowest} to {highest}.").format(
                name=name, last=num_classes - 1, lowest=labels.min(), highest=labels.max()
            )
        )
    return torch.from_numpy(labels.astype(np.int64))


def check_same_width(train: "torch.Tensor", test: "torch.Tensor") -> None:
    """Refuse two sets of features of different width.

    Raises:
        UserError: the widths differ.
    """
    if train.shape[1] != test.shape[1]:
        raise UserError(
            _(
                "The training features have {columns} columns and the test features {test_columns}: take "
                "both from the same model and representation."
            ).format(columns=train.shape[1], test_columns=test.shape[1])
        )


def standardise(train: "torch.Tensor") -> "tuple[torch.Tensor, Scaling]":
    """Shift and scale every feature to mean 0 and standard deviation 1.

    A feature that is constant on the training set says nothing about the classes: it becomes 0, here and in
    what else the scaling is applied to.

    Args:
        train: float32 (N, D).

    Returns:
        The standardised features, float32 (N, D), and what does the same to others.
    """
    import torch

    mean = train.mean(0)
    centred = train - mean
    # In blocks that fit the processor's cache: many times faster than a norm over the whole.
    squares = torch.stack([block.square().sum(0) for block in centred.split(1024)]).sum(0)
    deviation = (squares / len(train)).sqrt()
    varies = deviation > CONSTANT * mean.abs()
    scale = torch.where(varies, 1 / deviation, 0.0)
    return centred.mul_(scale), Scaling(mean, scale)


def standardise_by_train(train: "torch.Tensor", test: "torch.Tensor") -> Standardised:
    """Standardise two sets of features by the statistics of the training set; see `standardise`.

    Args:
        train: float32 (num_train, D).
        test: float32 (num_test, D).
    """
    standardised, scaling = standardise(train)
    return Standardised(standardised, scaling.apply(test))
