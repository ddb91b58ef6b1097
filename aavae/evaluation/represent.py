"""Representations of images that belong to no data set, such as augmented views."""

import numpy as np

from aavae.config import RepresentationName
from aavae.evaluation.computing import prepare
from aavae.evaluation.models import get_model
from aavae.evaluation.subject import Subject


def represent(
    subject: Subject, images: np.ndarray, representation: RepresentationName, seed: int = 0
) -> np.ndarray:
    """One representation of images, float32 (N, D); pixels are their own h.

    Args:
        subject: a model, or the pixels.
        images: float32 (N, 3, H, W) in [0, 1].
        representation: one that the subject has.
        seed: of the sample z.

    Raises:
        UserError: the subject has no such representation.
    """
    prepare()
    from aavae.representations import compute_representations

    subject.check_representation(representation)
    if subject.kind == "pixels":
        return images.reshape(len(images), -1)
    return getattr(
        compute_representations(get_model(subject, images.shape[-1]), images, seed=seed), representation
    )
