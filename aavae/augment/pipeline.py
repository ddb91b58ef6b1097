"""The augmentation of a batch: parameters are drawn first, then applied, so they replay exactly."""

from typing import NamedTuple

import torch
from torch import Tensor

from aavae.augment.blur import apply_blur
from aavae.augment.colour import apply_grayscale, apply_jitter
from aavae.augment.geometric import CROP_UNIFORMS, apply_crop_and_flip, draw_crops, identity_crops
from aavae.config import AugmentConfig
from aavae.errors import UserError
from aavae.language import _

BLUR_SIGMA_MIN, BLUR_SIGMA_MAX = 0.1, 2.0


class Parameters(NamedTuple):
    """What happens to each of n images: one row a sample, in the order of application.

    Attributes:
        crop: float32 (n, 4): top, left, height and width in pixels of the box that fills the image.
        flip: bool (n,): mirror left and right.
        jitter_order: int64 (n, 4): a permutation of 0 brightness, 1 contrast, 2 saturation, 3 hue.
        brightness: float32 (n,): factor, at least 0; 1 is none.
        contrast: float32 (n,): factor, at least 0; 1 is none.
        saturation: float32 (n,): factor, at least 0; 1 is none.
        hue: float32 (n,): turn in [-0.5, 0.5] of the colour wheel; 0 is none.
        grayscale: bool (n,): drop the colour.
        blur_sigma: float32 (n,): in pixels; 0 is none.
    """

    crop: Tensor
    flip: Tensor
    jitter_order: Tensor
    brightness: Tensor
    contrast: Tensor
    saturation: Tensor
    hue: Tensor
    grayscale: Tensor
    blur_sigma: Tensor


def identity_parameters(n: int, height: int, width: int) -> Parameters:
    """Parameters that return n images of height x width pixels as they are, bit for bit."""
    return Parameters(
        crop=identity_crops(n, height, width),
        flip=torch.zeros(n, dtype=torch.bool),
        jitter_order=torch.arange(4).repeat(n, 1),
        brightness=torch.ones(n),
        contrast=torch.ones(n),
        saturation=torch.ones(n),
        hue=torch.zeros(n),
        grayscale=torch.zeros(n, dtype=torch.bool),
        blur_sigma=torch.zeros(n),
    )


def draw_parameters(
    n: int, height: int, width: int, config: AugmentConfig, generator: torch.Generator
) -> Parameters:
    """Random parameters for n images of height x width pixels, on the generator's device.

    The distributions are those of torchvision's RandomResizedCrop, RandomHorizontalFlip, ColorJitter,
    RandomGrayscale and GaussianBlur, each applied with the configuration's probability. The same numbers
    are drawn whatever the configuration, so changing one setting leaves the other parameters as they were.
    """
    uniforms = torch.rand(n, CROP_UNIFORMS + 14, device=generator.device, generator=generator)
    for_crop, for_order, chances, strengths = uniforms.split([CROP_UNIFORMS, 4, 5, 5], dim=1)
    for_crop_at_all, for_flip, for_jitter, for_grayscale, for_blur = chances.unbind(dim=1)
    for_brightness, for_contrast, for_saturation, for_hue, for_sigma = strengths.unbind(dim=1)

    boxes = draw_crops(for_crop, height, width, config.crop_scale_min, config.crop_scale_max)
    whole = identity_crops(n, height, width, generator.device)
    crop = torch.where((for_crop_at_all < config.crop_probability)[:, None], boxes, whole)
    jittered = for_jitter < config.jitter_probability
    spread, turn = 0.8 * config.jitter_strength, 0.2 * config.jitter_strength

    def draw_factor(uniform: Tensor) -> Tensor:
        return torch.where(jittered, _between(uniform, max(0.0, 1 - spread), 1 + spread), 1.0)

    return Parameters(
        crop=crop,
        flip=for_flip < config.flip_probability,
        jitter_order=for_order.argsort(dim=1),
        brightness=draw_factor(for_brightness),
        contrast=draw_factor(for_contrast),
        saturation=draw_factor(for_saturation),
        hue=torch.where(jittered, _between(for_hue, -turn, turn), 0.0),
        grayscale=for_grayscale < config.grayscale_probability,
        blur_sigma=torch.where(
            for_blur < config.blur_probability, _between(for_sigma, BLUR_SIGMA_MIN, BLUR_SIGMA_MAX), 0.0
        ),
    )


def _between(uniform: Tensor, low: float, high: float) -> Tensor:
    return low + (high - low) * uniform


@torch.no_grad()
def apply_parameters(images: Tensor, parameters: Parameters) -> Tensor:
    """Crops and resizes, flips, jitters the colour, drops it, and blurs: each image by its own row.

    Every operation equals torchvision's of the same name (`resized_crop` bilinear, with or without
    antialias: boxes are only enlarged) within 2e-5, and all of them in a row, which amplify each other's
    rounding, within 1e-4. No gradient flows through.

    Args:
        images: float32 (n, 3, H, W) in [0, 1].
        parameters: n rows; moved to the images' device if they are elsewhere.

    Returns:
        A new float32 tensor of the same shape, in [0, 1].

    Raises:
        UserError: the images are not such a tensor, or the rows are not n.
    """
    _check(images, parameters)
    crop, flip, order, brightness, contrast, saturation, hue, grayscale, sigma = (
        values.to(images.device) for values in parameters
    )
    augmented = apply_crop_and_flip(images, crop, flip)
    apply_jitter(augmented, order, brightness, contrast, saturation, hue)
    apply_grayscale(augmented, grayscale)
    apply_blur(augmented, sigma)
    # Rounding in the interpolations can leave the range by one unit in the last place.
    return augmented.clamp_(0, 1)


def _check(images: Tensor, parameters: Parameters) -> None:
    if images.dtype != torch.float32 or images.ndim != 4 or images.shape[1] != 3:
        raise UserError(
            _(
                "Images to augment must be float32 of shape (n, 3, height, width), in [0, 1]; these are "
                "{dtype} of shape {shape}."
            ).format(dtype=images.dtype, shape=tuple(images.shape))
        )
    if any(len(values) != len(images) for values in parameters):
        raise UserError(
            _(
                "Augmenting {num_images} images needs {num_images} rows in every parameter; these have "
                "{lengths}."
            ).format(num_images=len(images), lengths=[len(values) for values in parameters])
        )


def augment(images: Tensor, config: AugmentConfig, generator: torch.Generator) -> Tensor:
    """Draws parameters and applies them: float32 (n, 3, H, W) in [0, 1] to a new tensor of the same kind."""
    height, width = images.shape[-2:]
    return apply_parameters(images, draw_parameters(len(images), height, width, config, generator))
