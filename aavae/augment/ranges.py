"""Whether parameters lie in the ranges that an augmentation has a meaning for."""

import torch
from torch import Tensor

from aavae.errors import UserError
from aavae.language import _

_SLACK = 0.01
"""How many pixels a box may stick out: more than rounding in 32 bits moves its edges."""


def check_range(name: str, values: Tensor, low: float, high: float = float("inf")) -> None:
    """Check that every value is a number from `low` to `high`.

    Parameters elsewhere than on the CPU are taken as they are: asking how large they are would stop the
    device (see `aavae.augment.rows`).

    Args:
        name: what to call them in an error.
        values: floats of any shape.
        low: smallest value allowed.
        high: largest value allowed.

    Raises:
        UserError: a value lies outside, or is NaN.
    """
    if not values.is_cpu:
        return
    is_inside = (values >= low) & (values <= high)
    if not is_inside.all():
        message = (
            _("{name}: expected values at least {low:g}, got {value:g}.")
            if high == float("inf")
            else _("{name}: expected values from {low:g} to {high:g}, got {value:g}.")
        )
        raise UserError(message.format(name=name, low=low, high=high, value=values[~is_inside][0].item()))


def check_order(order: Tensor, num_operations: int) -> None:
    """Check that every row names each operation once; on the CPU alone, as `check_range`.

    Args:
        order: int64 (n, num_operations).
        num_operations: the operations are 0 to num_operations - 1.

    Raises:
        UserError: a row is no permutation of them.
    """
    if not order.is_cpu:
        return
    is_permutation = (order.sort(dim=1).values == torch.arange(num_operations)).all(dim=1)
    if not is_permutation.all():
        names = ", ".join(str(operation) for operation in range(num_operations))
        row = order[~is_permutation][0].tolist()
        raise UserError(
            _("jitter_order: expected each of {names} once in every row, got {row}.").format(
                names=names, row=row
            )
        )


def check_boxes(crop: Tensor, height: int, width: int) -> None:
    """Check that boxes have an area and lie inside images; on the CPU alone, as `check_range`.

    Args:
        crop: float32 (n, 4): top, left, height and width in pixels.
        height: of the images, in pixels.
        width: of the images, in pixels.

    Raises:
        UserError: a box is empty, sticks out, or is NaN.
    """
    if not crop.is_cpu:
        return
    start, size = crop[:, :2], crop[:, 2:]
    ends_inside = start + size <= torch.tensor([height + _SLACK, width + _SLACK])
    is_inside = ((start >= 0) & (size > 0) & ends_inside).all(dim=1)
    if not is_inside.all():
        raise UserError(
            _(
                "crop: expected boxes (top, left, height, width) inside {height}x{width} pixels, got {box}."
            ).format(height=height, width=width, box=crop[~is_inside][0].tolist())
        )
