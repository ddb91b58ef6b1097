"""One augmentation of one image from none to full strength."""

from typing import NamedTuple

import numpy as np

from aavae.config import RepresentationName
from aavae.data.image_set import Dataset
from aavae.distortion import strengthen
from aavae.errors import UserError
from aavae.evaluation.augmentation.distorted import evaluate_distorted
from aavae.evaluation.subject import Subject
from aavae.language import _

DEFAULT_NUM_STEPS = 16


class Sweep(NamedTuple):
    """What S steps of one augmentation do to one subject.

    Attributes:
        strengths: float64 (S,), from 0 to 1, evenly spaced.
        inputs: float32 (S, 3, H, W) in [0, 1], what the encoder sees.
        reconstructions: float32 (S, 3, H, W) in [0, 1]; (0, 3, H, W) where there is no decoder.
        cosines: float32 (S,), cosine of the representation with that of the image as it is.
        errors: float64 (S,), mean squared error of the reconstruction against the original; NaN where
            there is no decoder.
        ranks: int64 (S,), how many other images are nearer than the image itself.
        num_others: how many others there are.
        answer: the class that the linear probe reads off the image as it is; None where there is no probe.
        probabilities: float32 (S,), the probe's probability of that class; NaN where there is no probe.
        changed: bool (S,), whether its answer is another one.
        no_answer: why there is no probe, as a sentence; "" if there is one.
    """

    strengths: np.ndarray
    inputs: np.ndarray
    reconstructions: np.ndarray
    cosines: np.ndarray
    errors: np.ndarray
    ranks: np.ndarray
    num_others: int
    answer: int | None
    probabilities: np.ndarray
    changed: np.ndarray
    no_answer: str


def evaluate_sweep(
    subject: Subject,
    dataset: Dataset,
    image: np.ndarray,
    *,
    name: str,
    representation: RepresentationName = "h",
    image_id: int | None = None,
    num_steps: int = DEFAULT_NUM_STEPS,
) -> Sweep:
    """Strengthen one augmentation step by step, as `strengthen` does; the same images for every subject.

    Args:
        subject: a model, or the pixels.
        dataset: decides the other images and the probe.
        image: uint8 (3, S, S), of the size of the data set's.
        name: one of `DISTORTIONS`.
        representation: whose cosine, rank and answer.
        image_id: the image's number in the pool where it is one of the data set's.
        num_steps: none and full strength included, at least 2.

    Raises:
        UserError: as `evaluate_distorted`, no such augmentation, or fewer than 2 steps.
    """
    if num_steps < 2:
        raise UserError(
            _("num_steps: expected at least 2, none and full strength, got {num_steps}.").format(
                num_steps=num_steps
            )
        )
    strengths = np.linspace(0, 1, num_steps)
    distortions = [strengthen(name, float(strength)) for strength in strengths]
    found = evaluate_distorted(
        subject, dataset, image, distortions=distortions, representation=representation, image_id=image_id
    )
    answer = int(found.probabilities_before.argmax()) if not found.no_answer else None
    return Sweep(
        strengths=strengths,
        inputs=found.inputs,
        reconstructions=found.reconstructions,
        cosines=found.cosines,
        errors=found.errors,
        ranks=found.ranks,
        num_others=found.num_others,
        answer=answer,
        probabilities=found.probabilities[:, answer or 0],
        changed=found.probabilities.argmax(1) != (answer or 0),
        no_answer=found.no_answer,
    )
