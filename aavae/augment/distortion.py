"""Distortions applied to images, and drawn as a training draws its augmentations."""

from collections.abc import Sequence

import numpy as np
import torch

from aavae.augment.pipeline import Parameters, apply_parameters, draw_parameters
from aavae.config import AugmentConfig
from aavae.distortion import MIN_SIDE, Distortion
from aavae.errors import UserError
from aavae.language import _

_FACTORS = ("brightness", "contrast", "saturation")


def to_parameters(distortions: Sequence[Distortion], height: int, width: int) -> Parameters:
    """Parameters for images of height x width pixels, one row a distortion.

    Args:
        distortions: N of them.
        height: of the images, in pixels.
        width: of the images, in pixels.
    """

    def collect(name: str, dtype: torch.dtype = torch.float32) -> torch.Tensor:
        return torch.tensor([getattr(distortion, name) for distortion in distortions], dtype=dtype)

    # In double precision until they are pixels, so that the whole image is exactly the whole image.
    edges = [[d.top * height, d.left * width, d.height * height, d.width * width] for d in distortions]
    return Parameters(
        crop=torch.tensor(edges, dtype=torch.float32).reshape(-1, 4),
        flip=collect("flip", torch.bool),
        jitter_order=collect("jitter_order", torch.int64).reshape(-1, 4),
        brightness=collect("brightness"),
        contrast=collect("contrast"),
        saturation=collect("saturation"),
        hue=collect("hue"),
        grayscale=collect("grayscale", torch.bool),
        blur_sigma=collect("blur"),
    )


def distort(images: np.ndarray, distortions: Sequence[Distortion]) -> np.ndarray:
    """Apply a distortion to each image, or each of several to one image.

    Args:
        images: uint8, or floats in [0, 1], (N, 3, H, W); a single one is repeated for every distortion.
        distortions: N of them, or any number where there is one image.

    Returns:
        float32 (len(distortions), 3, H, W) in [0, 1].

    Raises:
        UserError: no such images, or as many images as distortions were expected and are not there.
    """
    if images.ndim != 4 or images.shape[1] != 3 or 0 in images.shape:
        raise UserError(
            _("Images to distort must be (N, 3, H, W), got shape {shape}.").format(shape=images.shape)
        )
    if len(images) not in (1, len(distortions)):
        raise UserError(
            _(
                "{num_images} images and {num_distortions} distortions: give one of each, or a single image."
            ).format(num_images=len(images), num_distortions=len(distortions))
        )
    unit = torch.from_numpy(images.astype(np.float32) / 255 if images.dtype == np.uint8 else images).float()
    repeated = unit.expand(len(distortions), -1, -1, -1)
    return apply_parameters(repeated, to_parameters(distortions, *images.shape[2:])).numpy()


def draw_distortion(seed: int, config: AugmentConfig, height: int, width: int) -> Distortion:
    """Throw the dice: what a training with these settings draws for one image.

    Applied to an image of this size it gives what `apply_parameters` makes of the draw. Its numbers are the
    shortest that mean the same in 32 bits, so that its text is short and replays it exactly.

    Args:
        seed: of the draw.
        config: decides the distribution.
        height: of the images, in pixels.
        width: of the images, in pixels.

    Raises:
        UserError: the crop is smaller than a distortion may hold, which only settings below a
            `crop_scale_min` of about 0.02 can draw.
    """
    drawn = draw_parameters(1, height, width, config, torch.Generator().manual_seed(seed))
    top, left, crop_height, crop_width = drawn.crop[0].tolist()
    if min(crop_height / height, crop_width / width) < MIN_SIDE:
        raise UserError(
            _(
                "A crop of {crop_height:.0f}×{crop_width:.0f} pixels was drawn, too small to show: raise "
                "crop_scale_min to 0.02 or more."
            ).format(crop_height=crop_height, crop_width=crop_width)
        )
    factors = {name: _shorten(getattr(drawn, name)) for name in _FACTORS}
    hue = _shorten(drawn.hue)
    jittered = hue != 0 or set(factors.values()) != {1.0}
    return Distortion(
        top=top / height,
        left=left / width,
        height=crop_height / height,
        width=crop_width / width,
        flip=bool(drawn.flip),
        hue=hue,
        grayscale=bool(drawn.grayscale),
        blur=_shorten(drawn.blur_sigma),
        jitter_order=tuple(drawn.jitter_order[0].tolist()) if jittered else (0, 1, 2, 3),
        **factors,
    )


def _shorten(value: torch.Tensor) -> float:
    """A number of 32 bits as the shortest decimal that rounds to it."""
    return float(str(value.numpy()[0]))
