"""Sums and differences of images, taken in the latents."""

from typing import NamedTuple

import numpy as np

from aavae.errors import UserError
from aavae.evaluation.generation.interpolation import encode_images
from aavae.evaluation.generation.samples import decode
from aavae.evaluation.subject import Subject
from aavae.language import _


class LatentArithmetic(NamedTuple):
    """The answer to a + b - c.

    Attributes:
        latent: float32 (D,), the sum of the posterior means.
        image: float32 (3, H, W) in [0, 1], what the decoder paints from it.
        reconstructions: float32 (3, 3, H, W) in [0, 1], what it paints of a, b and c.
        pixels: float32 (3, H, W) in [0, 1], a + b - c of the images themselves, clipped: what needs no model.
    """

    latent: np.ndarray
    image: np.ndarray
    reconstructions: np.ndarray
    pixels: np.ndarray


def compute_pixel_arithmetic(first: np.ndarray, second: np.ndarray, third: np.ndarray) -> np.ndarray:
    """Add and subtract pixel values in [0, 1], a + b - c, and clip: float32 (3, H, W).

    Args:
        first: uint8, or float32 in [0, 1], (3, H, W): a.
        second: b.
        third: c.

    Raises:
        UserError: images of different shapes.
    """
    shapes = [image.shape for image in (first, second, third)]
    if len(set(shapes)) != 1:
        listed = ", ".join(map(str, shapes))
        raise UserError(_("The three images must have the same shape, got {shapes}.").format(shapes=listed))
    a, b, c = (
        image.astype(np.float32) / (255 if image.dtype == np.uint8 else 1) for image in (first, second, third)
    )
    return (a + b - c).clip(0, 1).astype(np.float32)


def evaluate_arithmetic(
    subject: Subject, first: np.ndarray, second: np.ndarray, third: np.ndarray
) -> LatentArithmetic:
    """Add the latents of two images, take away that of a third (Radford et al., arXiv 1511.06434), decode.

    Args:
        subject: a run with a decoder.
        first: uint8, or float32 in [0, 1], (3, H, W): a.
        second: b.
        third: c.

    Raises:
        UserError: the subject has no decoder, or images of different shapes.
    """
    pixels = compute_pixel_arithmetic(first, second, third)
    latents = encode_images(subject, np.stack([first, second, third]))
    latent = latents[0] + latents[1] - latents[2]
    images = decode(subject, np.concatenate([latent[None], latents]))
    return LatentArithmetic(latent, images[0], images[1:], pixels)
