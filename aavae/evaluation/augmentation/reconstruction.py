"""How well a subject's decoder gives the original image back."""

from typing import NamedTuple

from aavae.analysis.augmentation.reconstruction import compute_reconstruction_error
from aavae.config import AugmentConfig
from aavae.data.image_set import Dataset, choose_evenly
from aavae.evaluation.cache import ResultKind, find_or_compute
from aavae.evaluation.reconstruct import reconstruct
from aavae.evaluation.subject import Subject
from aavae.evaluation.views import draw_views

_KIND = ResultKind("reconstruction", version=1)


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


def evaluate_reconstruction(
    subject: Subject, dataset: Dataset, *, num_images: int = 10_000, seed: int = 0, ship: bool = False
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
        images = dataset.test.take(choose_evenly(len(dataset.test), num_images))
        (views,) = draw_views(images, config, seed, num_views=1)
        errors = [
            compute_reconstruction_error(images, reconstruct(subject, seen)) for seen in (images, views)
        ]
        return ReconstructionSummary(errors[0].mse, errors[1].mse, len(images))

    return find_or_compute(ReconstructionSummary, _KIND, inputs, compute, ship)
