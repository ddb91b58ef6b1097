"""Which augmentations a subject's representation ignores."""

from typing import NamedTuple

import numpy as np

from aavae.analysis.diagnostics.invariance import compute_invariance
from aavae.config import AugmentConfig, RepresentationName
from aavae.data.image_set import Dataset, choose_evenly
from aavae.evaluation.cache import find_or_compute
from aavae.evaluation.represent import represent
from aavae.evaluation.similarity.similarity import draw_views
from aavae.evaluation.subject import Subject

DEFAULT_NUM_IMAGES = 1_000


def _only(**probability: float) -> AugmentConfig:
    off = dict.fromkeys((name for name in AugmentConfig.model_fields if name.endswith("_probability")), 0.0)
    return AugmentConfig(**{**off, **probability})


AUGMENTATIONS: dict[str, AugmentConfig] = {
    "crop": _only(crop_probability=1),
    "flip": _only(flip_probability=1),
    "colour jitter": _only(jitter_probability=1),
    "grayscale": _only(grayscale_probability=1),
    "blur": _only(blur_probability=1),
    "all, as in training": AugmentConfig(),
}
"""Each augmentation alone, on every image and at its usual strength; then what a training does."""


class Invariance(NamedTuple):
    """Invariance of a representation to each of A augmentations.

    Attributes:
        names: of the augmentations.
        values: float64 (A,), as in `compute_invariance`: 1 where the augmentation changes nothing, 0 where an
            image's view is as far from it as the views of other images.
    """

    names: tuple[str, ...]
    values: np.ndarray


def evaluate_invariance(
    subject: Subject,
    dataset: Dataset,
    representation: RepresentationName = "h",
    num_images: int = DEFAULT_NUM_IMAGES,
    seed: int = 0,
    ship: bool = False,
) -> Invariance:
    """Invariance to each augmentation on test images; every subject sees the same views."""
    subject.check_representation(representation)
    inputs = {
        "subject": subject.compute_digest(),
        "data": dataset.digest,
        "representation": representation,
        "augment": {name: config.model_dump() for name, config in AUGMENTATIONS.items()},
        "num_images": num_images,
        "seed": seed,
    }

    def compute() -> Invariance:
        images = dataset.test.images[choose_evenly(len(dataset.test), num_images)]
        originals = represent(subject, images.astype(np.float32) / 255, representation, seed)
        values = []
        for config in AUGMENTATIONS.values():
            (views,) = draw_views(images, config, seed, num_views=1)
            # Another seed: the samples z of an image and of its view must not share their noise.
            values.append(compute_invariance(originals, represent(subject, views, representation, seed + 1)))
        return Invariance(tuple(AUGMENTATIONS), np.array(values))

    return find_or_compute(Invariance, "invariance", inputs, compute, ship)
