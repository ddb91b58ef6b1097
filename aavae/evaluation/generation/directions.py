"""What changes in an image when its latent moves along one direction."""

from typing import NamedTuple

import numpy as np

from aavae.analysis.generation.directions import ALONG, Along, Directions, compute_directions
from aavae.data.image_set import Dataset
from aavae.errors import UserError
from aavae.evaluation.cache import ResultKind, find_or_compute
from aavae.evaluation.generation.interpolation import encode_images
from aavae.evaluation.generation.samples import check_decoder, decode
from aavae.evaluation.subject import Subject
from aavae.language import _

__all__ = ["ALONG", "Along", "Traversal", "evaluate_directions", "evaluate_traversal"]

_KIND = ResultKind("directions", version=1)


class Traversal(NamedTuple):
    """Images along a direction through an image's latent.

    Attributes:
        offsets: float64 (T,), steps from the image's own latent, in standard deviations of the training
            images along the direction.
        latents: float32 (T, D).
        images: float32 (T, 3, H, W) in [0, 1]; the one at offset 0 is the reconstruction.
        share: part of the variance of the training images' latents along the direction, in [0, 1].
        deviation: standard deviation of the training images' latents along the direction.
        dimension: number of the latent, for a single one; -1 for a principal direction.
        change: root mean squared difference of the two ends' pixel values in [0, 1]: 0 where the decoder
            ignores the direction.
    """

    offsets: np.ndarray
    latents: np.ndarray
    images: np.ndarray
    share: float
    deviation: float
    dimension: int
    change: float


def evaluate_directions(
    subject: Subject, dataset: Dataset, *, along: Along = "principal", ship: bool = False
) -> Directions:
    """Directions of the posterior means of all training images, the largest variance first.

    Raises:
        UserError: the subject has no decoder, or there is no such kind of direction.
    """
    check_decoder(subject)
    inputs = {"subject": subject.compute_digest(), "data": dataset.digest, "along": along}

    def compute() -> Directions:
        from aavae.evaluation.representations import load_representations

        return compute_directions(load_representations(subject, dataset, "train").mu, along)

    return find_or_compute(Directions, _KIND, inputs, compute, ship)


def evaluate_traversal(
    subject: Subject,
    dataset: Dataset,
    image: np.ndarray,
    *,
    direction: int = 0,
    along: Along = "principal",
    num_steps: int = 9,
    reach: float = 3.0,
) -> Traversal:
    """Move the latent of an image along a direction and decode every step.

    Args:
        subject: a run with a decoder.
        dataset: whose training images decide the directions and their standard deviations.
        image: uint8, or float32 in [0, 1], (3, H, W), of the size that the model was trained on.
        direction: place of the direction, from 0, in descending order of variance.
        along: principal directions, or single latents.
        num_steps: T, at least 2; an odd number has the image itself in the middle.
        reach: how far to either side, in standard deviations, above 0.

    Raises:
        UserError: the subject has no decoder, no such direction, fewer than 2 steps, or no reach.
    """
    directions = evaluate_directions(subject, dataset, along=along)
    last = len(directions.axes) - 1
    if not 0 <= direction <= last:
        raise UserError(
            _("There is no direction {direction}: choose one from 0 to {last}.").format(
                direction=direction, last=last
            )
        )
    if num_steps < 2:
        raise UserError(
            _("num_steps: expected at least 2, the two ends, got {num_steps}.").format(num_steps=num_steps)
        )
    if not 0 < reach < float("inf"):
        raise UserError(
            _("reach: expected a positive number of standard deviations, got {reach:g}.").format(reach=reach)
        )
    (latent,) = encode_images(subject, image[None])
    offsets = np.linspace(-reach, reach, num_steps)
    deviation = directions.deviations[direction]
    latents = latent + (offsets[:, None] * deviation * directions.axes[direction]).astype(np.float32)
    images = decode(subject, latents)
    return Traversal(
        offsets=offsets,
        latents=latents,
        images=images,
        share=float(directions.shares[direction]),
        deviation=float(deviation),
        dimension=int(directions.dimensions[direction]),
        change=float(np.sqrt(np.square(images[-1] - images[0], dtype=np.float64).mean())),
    )
