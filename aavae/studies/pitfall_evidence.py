"""What a trained run paints and keeps of test images, kept with the run. Reading it imports no torch."""

from pathlib import Path
from typing import NamedTuple

import numpy as np

from aavae.analysis.diagnostics.latents import compute_latent_statistics
from aavae.arrays import read_record, write_record
from aavae.data.image_set import Dataset, choose_evenly, to_uint8
from aavae.evaluation.augmentation.gallery import choose_examples
from aavae.evaluation.models import get_model
from aavae.evaluation.reconstruct import reconstruct
from aavae.evaluation.subject import Subject
from aavae.runs.layout import RunLayout

NUM_IMAGES = 2_000
"""Test images that the numbers are over."""
NUM_SHOWN = 5
"""Test images that people see."""


class PitfallEvidence(NamedTuple):
    """What became of a model, seen on test images as they are.

    Attributes:
        originals: uint8 (N, 3, H, W), a few test images of different classes.
        reconstructions: uint8 (N, 3, H, W), decoded posterior means.
        mse: mean squared error of the reconstructions, pixels in [0, 1].
        variation: how much the reconstructions differ from image to image, as a part of how much the images
            do: the ratio of their variances over images, averaged over pixels; 0: all are the same.
        num_active: latents whose mean varies by more than 0.01 over images (arXiv 1509.00519).
        kl: divergence of the posterior from N(0, I), nats an image.
    """

    originals: np.ndarray
    reconstructions: np.ndarray
    mse: float
    variation: float
    num_active: int
    kl: float


def evaluate_evidence(subject: Subject, dataset: Dataset) -> PitfallEvidence:
    """Look at an autoencoder of this image set.

    Raises:
        UserError: its weights cannot be read, or what it makes of the images is not finite.
    """
    from aavae.representations import compute_posterior

    images = dataset.test.take(choose_evenly(len(dataset.test), NUM_IMAGES))
    posterior = compute_posterior(get_model(subject), images)
    assert posterior.log_var is not None
    latents = compute_latent_statistics(posterior.mu.numpy(), posterior.log_var.numpy())
    painted, pixels = reconstruct(subject, images), images.astype(np.float32) / 255
    shown = dataset.test.take(choose_examples(dataset.test)[:NUM_SHOWN])
    return PitfallEvidence(
        originals=shown,
        reconstructions=to_uint8(reconstruct(subject, shown)),
        mse=float(np.square(painted - pixels).mean()),
        variation=float(painted.var(0).mean() / pixels.var(0).mean()),
        num_active=latents.num_active,
        kl=latents.kl_total,
    )


def write_evidence(evidence: PitfallEvidence, layout: RunLayout) -> None:
    """Keep it with its run, atomically.

    Raises:
        OSError: it cannot be written.
    """
    write_record(evidence, locate_evidence(layout))


def read_evidence(layout: RunLayout) -> PitfallEvidence | None:
    """That of a run; None where there is none, or a damaged one."""
    return read_record(PitfallEvidence, locate_evidence(layout))


def locate_evidence(layout: RunLayout) -> Path:
    """The file of a run that holds it."""
    return layout.path / "evidence.npz"
