"""What a decoder paints on the way from one image to another."""

from typing import NamedTuple

import numpy as np

from aavae.analysis.generation.interpolation import PATHS, PathName, interpolate
from aavae.errors import UserError
from aavae.evaluation.generation.samples import check_decoder, decode
from aavae.evaluation.subject import Subject
from aavae.language import _

__all__ = ["PATHS", "Interpolation", "PathName", "encode_images", "evaluate_interpolation"]


class Interpolation(NamedTuple):
    """Images on the way between two latents.

    Attributes:
        latents: float32 (T, D); the first and the last are the posterior means of the two images.
        images: float32 (T, 3, H, W) in [0, 1]; the first and the last are reconstructions.
        distances: float64 (T - 1,), how far each step moves the image: root mean squared difference of its
            pixel values in [0, 1].
        length: their sum, the way in pixels.
        detour: the way divided by the distance between its ends: 1 if the images fade into each other on the
            shortest way, larger if the way passes through other images; infinite if only its ends are equal,
            1 if nothing moves.
        smoothness: the mean step divided by the largest: 1 if every step moves the image equally far, near 0
            if it jumps; 1 if nothing moves.
    """

    latents: np.ndarray
    images: np.ndarray
    distances: np.ndarray
    length: float
    detour: float
    smoothness: float


def encode_images(subject: Subject, images: np.ndarray) -> np.ndarray:
    """Posterior means of images, float32 (N, D).

    Args:
        subject: a run with a decoder.
        images: uint8, or float32 in [0, 1], (N, 3, H, W).

    Raises:
        UserError: the subject has no decoder, or images of another shape.
    """
    from aavae.evaluation.represent import represent

    check_decoder(subject)
    size = subject.image_size or images.shape[-1]
    if images.ndim != 4 or len(images) == 0 or images.shape[1:] != (3, size, size):
        raise UserError(
            _("{title} takes images (N, 3, {size}, {size}), got {shape}: scale them first.").format(
                title=subject.title, size=size, shape=images.shape
            )
        )
    return represent(subject, images, "mu")


def evaluate_interpolation(
    subject: Subject, first: np.ndarray, second: np.ndarray, *, num_steps: int = 11, path: PathName = "linear"
) -> Interpolation:
    """Encode two images and decode latents on the way between them.

    Args:
        subject: a run with a decoder.
        first: uint8, or float32 in [0, 1], (3, H, W), of the size that the model was trained on.
        second: like `first`.
        num_steps: T, at least 2, both ends included.
        path: linear or spherical; see `interpolate`.

    Raises:
        UserError: the subject has no decoder, images of different shapes, fewer than 2 steps, no such path.
    """
    if first.shape != second.shape:
        raise UserError(
            _("The two images must have the same shape, got {first} and {second}.").format(
                first=first.shape, second=second.shape
            )
        )
    start, end = encode_images(subject, np.stack([first, second]))
    latents = interpolate(start, end, num_steps, path)
    images = decode(subject, latents)
    distances = _measure(images[:-1], images[1:])
    length, direct = float(distances.sum()), float(_measure(images[:1], images[-1:])[0])
    if length == 0:
        return Interpolation(
            latents=latents, images=images, distances=distances, length=0.0, detour=1.0, smoothness=1.0
        )
    detour = length / direct if direct > 0 else float("inf")
    return Interpolation(
        latents=latents,
        images=images,
        distances=distances,
        length=length,
        detour=detour,
        smoothness=float(distances.mean() / distances.max()),
    )


def _measure(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    return np.sqrt(np.square(first - second, dtype=np.float64).mean((1, 2, 3)))
