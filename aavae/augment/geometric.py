"""Resized crops and horizontal flips, each sample with its own box."""

import math

import torch
from torch import Tensor
from torch.nn import functional

from aavae.augment.ranges import check_boxes
from aavae.augment.rows import computes_every_row, keep_rows

MIN_RATIO, MAX_RATIO = 3 / 4, 4 / 3
NUM_TRIES = 10
CROP_UNIFORMS = 2 * NUM_TRIES + 2
"""Uniform numbers that `draw_crops` uses for one sample."""


def identity_crops(num: int, height: int, width: int, device: torch.device | None = None) -> Tensor:
    """The box that holds the whole image, float32 (num, 4)."""
    return _repeat_box([0, 0, height, width], num, device)


def _repeat_box(box: list[int], num: int, device: torch.device | None) -> Tensor:
    # Filled in place: a CUDA graph cannot hold a copy from the host's memory.
    boxes = torch.empty((num, 4), device=device)
    for column, value in enumerate(box):
        boxes[:, column].fill_(value)
    return boxes


def draw_crops(uniforms: Tensor, height: int, width: int, scale_min: float, scale_max: float) -> Tensor:
    """Random boxes, distributed as torchvision's `RandomResizedCrop` with ratio 3/4 to 4/3.

    Ten tries of an area (uniform) and an aspect ratio (log-uniform); the first box that fits is placed
    uniformly. Where none fits: the largest central box within the ratios.

    Args:
        uniforms: (n, CROP_UNIFORMS) in [0, 1).
        height: of the images, in pixels.
        width: of the images, in pixels.
        scale_min: smallest area, as a part of the image.
        scale_max: largest area, as a part of the image.

    Returns:
        float32 (n, 4): top, left, height and width in whole pixels.
    """
    for_area, for_ratio, for_place = uniforms.split([NUM_TRIES, NUM_TRIES, 2], dim=1)
    area = height * width * (scale_min + (scale_max - scale_min) * for_area)
    ratio = torch.exp(math.log(MIN_RATIO) + math.log(MAX_RATIO / MIN_RATIO) * for_ratio)
    sizes = torch.stack((area / ratio, area * ratio), dim=2).sqrt_().round_()
    limits = identity_crops(1, height, width, uniforms.device)[:, 2:]
    fits = ((sizes > 0) & (sizes <= limits)).all(dim=2)
    first = fits.byte().argmax(dim=1)
    size = sizes[torch.arange(len(sizes), device=sizes.device), first]
    place = (for_place * (limits - size + 1)).floor_()
    fallback = _repeat_box(_central_crop(height, width), 1, uniforms.device)
    return torch.where(fits.any(dim=1, keepdim=True), torch.cat((place, size), dim=1), fallback)


def _central_crop(height: int, width: int) -> list[int]:
    crop_height = min(height, round(width / MIN_RATIO))
    crop_width = min(width, round(height * MAX_RATIO))
    top, left = (height - crop_height) // 2, (width - crop_width) // 2
    return [top, left, crop_height, crop_width]


def apply_centre_crop(images: Tensor, part: float) -> Tensor:
    """Enlarges images (bilinear) and cuts their middle out, so that they keep their size.

    Equals torchvision's `resize` to the side divided by `part`, rounded, and `center_crop` within 1e-5; where
    an odd number of pixels goes, the upper and the left edge lose fewer.

    Args:
        images: float32 (n, 3, S, S).
        part: side of what is left, as a part of the image's, above 0; 1 leaves the images as they are.

    Returns:
        A tensor like `images`, which are returned themselves where nothing is cut off.
    """
    side = images.shape[-1]
    enlarged = round(side / part)
    if enlarged == side:
        return images
    start = round((enlarged - side) / 2)
    large = functional.interpolate(images, size=(enlarged, enlarged), mode="bilinear")
    middle = large[..., start : start + side, start : start + side]
    return middle.contiguous(memory_format=torch.channels_last)


def apply_crop_and_flip(images: Tensor, crop: Tensor, flip: Tensor) -> Tensor:
    """Crops each image to its box, resizes it back to full size (bilinear), and mirrors it.

    Equals torchvision's `resized_crop` followed by `horizontal_flip`, within 2e-5: a box
    inside the image is only ever enlarged, so `antialias` makes no difference. Like torchvision, it reads
    no pixel outside the box.

    Args:
        images: float32 (n, 3, H, W).
        crop: float32 (n, 4): top, left, height and width in pixels, inside the image; fractions are fine.
        flip: bool (n,).

    Returns:
        A new tensor like `images`; images with the whole box and no flip come back bit for bit.

    Raises:
        UserError: a box on the CPU is empty or sticks out of the image.
    """
    height, width = images.shape[2:]
    check_boxes(crop, height, width)
    whole = identity_crops(1, height, width, images.device)
    is_moved = (crop != whole).any(dim=1) | flip
    if computes_every_row(images):
        return keep_rows(images.clone(), is_moved, _sample(images, crop, flip))
    moved = is_moved.nonzero().squeeze(1)
    if len(moved) == len(images):
        return _sample(images, crop, flip)
    return images.index_copy(0, moved, _sample(images[moved], crop[moved], flip[moved]))


def _sample(images: Tensor, crop: Tensor, flip: Tensor) -> Tensor:
    """One bilinear look-up does both: four times as fast on a CPU as batched matrix products."""
    if len(images) == 0:
        return images.clone()
    height, width = images.shape[2:]
    top, left, crop_height, crop_width = crop.unbind(dim=1)
    rows = _grid_coordinates(top, crop_height, height)
    columns = _grid_coordinates(left, crop_width, width)
    columns = torch.where(flip[:, None], columns.flip(1), columns)
    shape = (len(images), height, width)
    grid = torch.stack((columns[:, None, :].expand(shape), rows[:, :, None].expand(shape)), dim=3)
    return functional.grid_sample(images, grid, padding_mode="border", align_corners=False)


def _grid_coordinates(start: Tensor, size: Tensor, length: int) -> Tensor:
    """Where the output's pixels lie in [-1, 1] of an axis of `length` pixels: (n, length)."""
    centres = torch.arange(length, dtype=torch.float32, device=start.device) + 0.5
    pixels = start[:, None] + centres * (size / length)[:, None]
    # Between the centres of the box's first and last pixel, so nothing outside the box is blended in.
    first = start + 0.5
    last = torch.maximum(first, start + size - 0.5)
    return pixels.clamp(first[:, None], last[:, None]).mul_(2 / length).sub_(1)
