"""Which augmentations a subject's representation ignores."""

from typing import NamedTuple

import numpy as np

from aavae.analysis.diagnostics.invariance import compute_invariance
from aavae.config import RepresentationName
from aavae.data.image_set import Dataset, choose_evenly
from aavae.evaluation.cache import ResultKind, find, find_or_compute
from aavae.evaluation.represent import represent
from aavae.evaluation.subject import Subject
from aavae.evaluation.views import AUGMENTATIONS, draw_views

DEFAULT_NUM_IMAGES = 1_000

_KIND = ResultKind("invariance", version=1)


class Invariance(NamedTuple):
    """Invariance of a representation to each of A augmentations.

    Attributes:
        names: of the augmentations.
        values: float64 (A,), as in `compute_invariance`: 1 where the augmentation changes nothing, 0 where an
            image's view is as far from it as the views of other images.
    """

    names: tuple[str, ...]
    values: np.ndarray


def _describe_inputs(
    subject: Subject, dataset: Dataset, representation: RepresentationName, num_images: int, seed: int
) -> dict[str, object]:
    return {
        "subject": subject.compute_digest(),
        "data": dataset.digest,
        "representation": representation,
        "augment": {name: config.model_dump() for name, config in AUGMENTATIONS.items()},
        "num_images": num_images,
        "seed": seed,
    }


def find_invariance(
    subject: Subject, dataset: Dataset, *, representation: RepresentationName = "h"
) -> Invariance | None:
    """What `evaluate_invariance` returns by its defaults, if it is there already."""
    inputs = _describe_inputs(subject, dataset, representation, DEFAULT_NUM_IMAGES, 0)
    return find(Invariance, _KIND, inputs)


def evaluate_invariance(
    subject: Subject,
    dataset: Dataset,
    *,
    representation: RepresentationName = "h",
    num_images: int = DEFAULT_NUM_IMAGES,
    seed: int = 0,
    ship: bool = False,
) -> Invariance:
    """Invariance to each augmentation on test images; every subject sees the same views."""
    subject.check_representation(representation)
    inputs = _describe_inputs(subject, dataset, representation, num_images, seed)

    def compute() -> Invariance:
        images = dataset.test.take(choose_evenly(len(dataset.test), num_images))
        originals = represent(subject, images.astype(np.float32) / 255, representation, seed)
        values = []
        for config in AUGMENTATIONS.values():
            (views,) = draw_views(images, config, seed, num_views=1)
            # Another seed: the samples z of an image and of its view must not share their noise.
            values.append(compute_invariance(originals, represent(subject, views, representation, seed + 1)))
        return Invariance(tuple(AUGMENTATIONS), np.array(values))

    return find_or_compute(Invariance, _KIND, inputs, compute, ship)
