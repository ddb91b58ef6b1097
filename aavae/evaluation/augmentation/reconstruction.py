"""How well a subject's decoder gives the original image back."""

from typing import NamedTuple

import numpy as np

from aavae.analysis.augmentation.reconstruction import compute_reconstruction_error
from aavae.config import AugmentConfig
from aavae.data.image_set import Dataset, choose_evenly
from aavae.errors import UserError
from aavae.evaluation.cache import find_or_compute
from aavae.evaluation.computing import prepare
from aavae.evaluation.models import get_autoencoder
from aavae.evaluation.similarity.similarity import draw_views
from aavae.evaluation.subject import Subject


class ReconstructionSummary(NamedTuple):
    """Mean squared errors against the original image, per channel and pixel, pixels in [0, 1].

    Attributes:
        mse: the encoder sees the original image.
        mse_augmented: the encoder sees an augmented view.
        num_images: test images averaged over.
    """

    mse: float
    mse_augmented: float
    num_images: int


def reconstruct(subject: Subject, images: np.ndarray, batch_size: int = 500) -> np.ndarray:
    """Decode the posterior means of images.

    Args:
        subject: a run with a decoder.
        images: uint8, or float32 in [0, 1], (N, 3, H, W).
        batch_size: images in a pass.

    Returns:
        float32 (N, 3, H, W) in [0, 1].

    Raises:
        UserError: the subject has no decoder.
    """
    prepare()
    import torch

    from aavae.representations import encode

    if not subject.has_decoder:
        raise UserError(f"'{subject.title}' has no decoder, so it cannot reconstruct: choose an autoencoder.")
    model = get_autoencoder(subject)
    batches = torch.from_numpy(images).split(batch_size)
    with torch.inference_mode():
        parts = [model.decode(encode(model, batch).mu) for batch in batches]
        return torch.cat(parts).numpy()


def evaluate_reconstruction(
    subject: Subject, dataset: Dataset, num_images: int = 10_000, seed: int = 0, ship: bool = False
) -> ReconstructionSummary:
    """Reconstruction error over test images, from the original and from one augmented view."""
    config = AugmentConfig()
    inputs = {
        "subject": subject.compute_digest(),
        "data": dataset.digest,
        "augment": config.model_dump(),
        "num_images": num_images,
        "seed": seed,
    }

    def compute() -> ReconstructionSummary:
        images = dataset.test.images[choose_evenly(len(dataset.test), num_images)]
        (views,) = draw_views(images, config, seed, num_views=1)
        errors = [
            compute_reconstruction_error(images, reconstruct(subject, seen)) for seen in (images, views)
        ]
        return ReconstructionSummary(errors[0].mse, errors[1].mse, len(images))

    return find_or_compute(ReconstructionSummary, "reconstruction", inputs, compute, ship)
