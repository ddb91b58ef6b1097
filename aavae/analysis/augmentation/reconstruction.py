"""How far reconstructions are from the originals."""

from typing import NamedTuple

import numpy as np

from aavae.errors import UserError
from aavae.language import _

BLOCK = 1024
"""Images compared at a time: bounds the memory."""


class ReconstructionError(NamedTuple):
    """Error of reconstructions, on pixel values from 0 (black) to 1.

    Attributes:
        per_image: float64 (N,), mean squared error of each image over its C * H * W values.
        mse: mean of `per_image`.
        psnr: peak signal-to-noise ratio of that mean, 10 log10(1 / mse), in decibels; infinite at no error.
    """

    per_image: np.ndarray
    mse: float
    psnr: float


def compute_reconstruction_error(originals: np.ndarray, reconstructions: np.ndarray) -> ReconstructionError:
    """Mean squared error, in units of squared pixel values in [0, 1], averaged over channels and pixels.

    Nothing is clipped: a reconstruction outside [0, 1] counts as it is. uint8 images are divided by 255.

    Args:
        originals: (N, C, H, W), uint8, or floats in [0, 1].
        reconstructions: the same shape, uint8 or floats.

    Raises:
        UserError: shapes that differ, no images, another dtype, values that are not finite, or float
            originals outside [0, 1].
    """
    if originals.ndim != 4 or originals.shape != reconstructions.shape or originals.size == 0:
        raise UserError(
            _(
                "Originals and reconstructions must be (N, C, H, W) images of the same shape, got "
                "{originals} and {reconstructions}."
            ).format(originals=originals.shape, reconstructions=reconstructions.shape)
        )
    blocks = range(0, len(originals), BLOCK)
    per_image = np.concatenate(
        [_block_error(originals[i : i + BLOCK], reconstructions[i : i + BLOCK]) for i in blocks]
    )
    mse = float(per_image.mean())
    return ReconstructionError(per_image, mse, float(-10 * np.log10(mse)) if mse > 0 else float("inf"))


def compute_error_map(original: np.ndarray, reconstruction: np.ndarray) -> np.ndarray:
    """Squared error of one image at every pixel, in units of squared pixel values in [0, 1].

    Its mean is the image's error of `compute_reconstruction_error`.

    Args:
        original: (C, H, W), uint8, or floats in [0, 1].
        reconstruction: the same shape, uint8 or floats.

    Returns:
        float32 (H, W), mean over the channels.

    Raises:
        UserError: shapes that differ, another dtype, or values that are not finite.
    """
    if original.ndim != 3 or original.shape != reconstruction.shape or original.size == 0:
        raise UserError(
            _(
                "An original and its reconstruction must be (C, H, W) images of the same shape, got "
                "{original} and {reconstruction}."
            ).format(original=original.shape, reconstruction=reconstruction.shape)
        )
    difference = _as_unit(reconstruction, _("Reconstruction")) - _as_unit(original, _("Original"))
    return np.square(difference).mean(0)


def _block_error(originals: np.ndarray, reconstructions: np.ndarray) -> np.ndarray:
    targets, outputs = _as_unit(originals, _("Originals")), _as_unit(reconstructions, _("Reconstructions"))
    if targets.min() < 0 or targets.max() > 1:
        raise UserError(_("Originals: float images must be in [0, 1]; divide them by 255, or pass uint8."))
    return np.square(outputs - targets).mean((1, 2, 3), dtype=np.float64)


def _as_unit(images: np.ndarray, name: str) -> np.ndarray:
    if images.dtype == np.uint8:
        return images.astype(np.float32) / np.float32(255)
    if not np.issubdtype(images.dtype, np.floating):
        raise UserError(
            _("{name}: images must be uint8 or floats, got {dtype}.").format(name=name, dtype=images.dtype)
        )
    if not np.isfinite(images).all():
        raise UserError(
            _("{name}: some pixels are NaN or infinite; the model's training diverged.").format(name=name)
        )
    return images.astype(np.float32)
