"""Colour jitter and grayscale, each sample with its own factors and its own order.

Every operation equals the function of the same name in `torchvision.transforms.v2.functional`.
Images are float32 in [0, 1].
"""

import torch
from torch import Tensor

from aavae.augment.ranges import check_order, check_range
from aavae.augment.rows import computes_every_row, keep_rows

BRIGHTNESS, CONTRAST, SATURATION, HUE = range(4)
"""How the columns of a jitter order name the operations; as in torchvision's `ColorJitter`."""

LUMA_WEIGHTS = (0.2989, 0.587, 0.114)


def compute_luma(images: Tensor) -> Tensor:
    """Perceived lightness (ITU-R 601-2, the weights of torchvision), (n, 1, H, W)."""
    red, green, blue = images.split(1, dim=1)
    red_weight, green_weight, blue_weight = LUMA_WEIGHTS
    return red.mul(red_weight).add_(green, alpha=green_weight).add_(blue, alpha=blue_weight)


def apply_grayscale(images: Tensor, grayscale: Tensor) -> Tensor:
    """Drops the colour of the images where `grayscale`, bool (n,), in place."""
    if computes_every_row(images):
        return keep_rows(images, grayscale, compute_luma(images))
    rows = grayscale.nonzero().squeeze(1)
    if len(rows):
        images[rows] = compute_luma(images[rows]).expand(-1, 3, -1, -1)
    return images


def apply_jitter(
    images: Tensor, order: Tensor, brightness: Tensor, contrast: Tensor, saturation: Tensor, hue: Tensor
) -> Tensor:
    """Applies each image's four colour operations in that image's order, in place.

    Args:
        images: float32 (n, 3, H, W) in [0, 1].
        order: int64 (n, 4), permutations of BRIGHTNESS, CONTRAST, SATURATION, HUE.
        brightness: float32 (n,) factors, at least 0; 1 changes nothing.
        contrast: the same.
        saturation: the same.
        hue: float32 (n,) shifts in [-0.5, 0.5] of the colour wheel; 0 changes nothing.

    Returns:
        `images`; where no factor differs from 1 and no shift from 0, untouched bit for bit.

    Raises:
        UserError: an order, factor or shift on the CPU is none of these.
    """
    check_order(order, 4)
    check_range("brightness", brightness, 0)
    check_range("contrast", contrast, 0)
    check_range("saturation", saturation, 0)
    check_range("hue", hue, -0.5, 0.5)
    factors = torch.stack((brightness, contrast, saturation, torch.ones_like(hue)), dim=1).gather(1, order)
    if computes_every_row(images):
        return _jitter_every_row(images, order, factors, hue)
    hue_step = torch.where(hue != 0, (order == HUE).byte().argmax(dim=1), 4)
    idle = (hue == 0) & (factors == 1).all(dim=1)
    group = torch.where(idle, 5, hue_step)
    # Images whose hue turns at the same step share one sequence of operations: blends, with the hue
    # between.
    *groups, _ = group.argsort().split(group.bincount(minlength=6).tolist())
    for step, rows in enumerate(groups):
        if len(rows):
            jittered = images[rows]
            _apply_steps(jittered, order[rows], factors[rows], hue[rows], step)
            images.index_copy_(0, rows, jittered)
    return images


def _jitter_every_row(images: Tensor, order: Tensor, factors: Tensor, hue: Tensor) -> Tensor:
    """The same for all images at once: at each step every hue is turned, and kept where it is its turn."""
    for step in range(4):
        turned = _turn_hue(images.clone(), hue)
        _apply_blend(images, order[:, step], factors[:, step])
        keep_rows(images, (order[:, step] == HUE) & (hue != 0), turned)
    return images


def _apply_steps(images: Tensor, order: Tensor, factors: Tensor, hue: Tensor, step_of_hue: int) -> None:
    for step in range(4):
        if step == step_of_hue:
            _turn_hue(images, hue)
        else:
            _apply_blend(images, order[:, step], factors[:, step])


def _apply_blend(images: Tensor, operation: Tensor, factor: Tensor) -> None:
    """Brightness, contrast or saturation, in place: factor * image + (1 - factor) * base.

    The base is black, the image's mean luma, or its luma. A factor of 1 leaves the image as it is.
    """
    operation, factor = operation.view(-1, 1, 1, 1), factor.view(-1, 1, 1, 1)
    base = compute_luma(images)
    mean = base.mean(dim=(2, 3), keepdim=True)
    base.mul_((1 - factor) * (operation == SATURATION)).add_((1 - factor) * mean * (operation == CONTRAST))
    images.mul_(factor).add_(base).clamp_(0, 1)


def apply_hue(images: Tensor, hue: Tensor) -> Tensor:
    """Turns each image's hue by `hue`, (n,) in [-0.5, 0.5] of the colour wheel, in place.

    The exact rotation in HSV, without leaving RGB: value and saturation stay, so the largest and the
    smallest channel stay, and each channel is a piecewise linear function of the turned hue between them.
    Swapping green and blue mirrors the hue; on the side where green is the larger, it is, in sixths of a
    turn from red, 1 + (green + blue - red - smallest) / spread, without a case for each channel.

    Raises:
        UserError: a hue on the CPU is outside of this range, or NaN.
    """
    check_range("hue", hue, -0.5, 0.5)
    return _turn_hue(images, hue)


def _turn_hue(images: Tensor, hue: Tensor) -> Tensor:
    red, green, blue = images.unbind(dim=1)
    smallest = torch.minimum(torch.minimum(red, green), blue)
    largest = torch.maximum(torch.maximum(red, green), blue)
    spread = largest - smallest
    sixths = (green - smallest).add_(blue - red)
    # Gray pixels have no spread, so any divisor serves.
    sixths.div_(spread.clamp(min=torch.finfo(spread.dtype).tiny)).add_(1).copysign_(green - blue)
    sixths.add_(6 * hue[:, None, None])
    sixths.sub_((sixths / 6).floor_(), alpha=6)
    for channel, opposite, base, sign in (
        (red, 3, smallest, 1),
        (green, 2, largest, -1),
        (blue, 4, largest, -1),
    ):
        share = (sixths - opposite).abs_().sub_(1).clamp_(0, 1)
        torch.addcmul(base, share, spread, value=sign, out=channel)
    return images
