"""Are samples copies of training images? The nearest of these, beside those of images never seen."""

from typing import Literal, NamedTuple, get_args

import numpy as np

from aavae.analysis.bootstrap import NUM_RESAMPLES
from aavae.analysis.generation.memorised import Memorised, compute_memorised
from aavae.analysis.generation.nearest import compute_nearest
from aavae.data.image_set import Dataset, choose_evenly
from aavae.errors import UserError
from aavae.evaluation.cache import ResultKind, find_or_compute
from aavae.evaluation.generation.samples import DensityKind, check_decoder, decode, evaluate_samples
from aavae.evaluation.subject import Subject, find_subject
from aavae.language import _

Space = Literal["pixels", "features"]
SPACES: tuple[Space, ...] = get_args(Space)
NUM_REFERENCES = 1_000
"""Test images, evenly spaced, whose distances samples are compared with."""

_REFERENCE = ResultKind("memorised-reference", version=1, num_references=NUM_REFERENCES)
_KIND = ResultKind("memorised", version=1, num_references=NUM_REFERENCES, num_resamples=NUM_RESAMPLES)


class MemorisedReference(NamedTuple):
    """Distances to the nearest training image of images that no training saw, N evenly spaced test images.

    Attributes:
        test: float32 (N,), of the test images themselves.
        reconstructions: float32 (N,), of their reconstructions: as blurred as samples are, and blur brings
            images closer to all others.
    """

    test: np.ndarray
    reconstructions: np.ndarray


def evaluate_reference(
    subject: Subject, dataset: Dataset, *, space: Space = "pixels", ship: bool = False
) -> MemorisedReference:
    """Distances of test images and of their reconstructions to their nearest training images.

    Raises:
        UserError: the subject has no decoder, or there is no such space.
    """
    check_decoder(subject)
    inputs = {**_describe_space(dataset, space), "subject": subject.compute_digest(), "num": NUM_REFERENCES}

    def compute() -> MemorisedReference:
        from aavae.evaluation.representations import load_representations

        rows = choose_evenly(len(dataset.test), NUM_REFERENCES)
        painted = decode(subject, load_representations(subject, dataset, "test").mu[rows])
        images = (dataset.test.take(rows), painted)
        return MemorisedReference(
            *(compute_nearest(*_represent_in(space, dataset, seen)).distances[:, 0] for seen in images)
        )

    return find_or_compute(MemorisedReference, _REFERENCE, inputs, compute, ship)


def evaluate_memorised(
    subject: Subject,
    dataset: Dataset,
    kind: DensityKind,
    *,
    num: int = 64,
    seed: int = 0,
    space: Space = "pixels",
    k: int = 4,
    ship: bool = False,
) -> Memorised:
    """Find the nearest training images of the samples that `evaluate_samples` makes of the same arguments.

    Args:
        subject: a run with a decoder.
        dataset: whose training images.
        kind: density that the samples come from.
        num: N, at least 1.
        seed: of the samples.
        space: `pixels`, or `features`, h of the encoder that also measures the samples' quality.
        k: nearest images of each sample, at least 1; more than there are training images means all.
        ship: keep it among the shipped results.

    Raises:
        UserError: as `evaluate_samples`; or there is no such space, or k is out of range.
    """
    check_decoder(subject)
    k = min(k, len(dataset.train))
    inputs = {
        **_describe_space(dataset, space),
        "subject": subject.compute_digest(),
        "kind": kind,
        "num": num,
        "seed": seed,
        "k": k,
    }

    def compute() -> Memorised:
        images = evaluate_samples(subject, dataset, kind, num=num, seed=seed).images
        reference = evaluate_reference(subject, dataset, space=space).reconstructions
        return compute_memorised(*_represent_in(space, dataset, images), reference, k)

    return find_or_compute(Memorised, _KIND, inputs, compute, ship)


def _describe_space(dataset: Dataset, space: Space) -> dict[str, object]:
    if space not in SPACES:
        raise UserError(
            _("There is no space '{space}': choose one of {spaces}.").format(
                space=space, spaces=", ".join(SPACES)
            )
        )
    from aavae.evaluation.generation.sample_quality import FEATURE_SUBJECT

    encoder = find_subject(FEATURE_SUBJECT).compute_digest() if space == "features" else ""
    return {"data": dataset.digest, "space": space, "features": encoder}


def _represent_in(space: Space, dataset: Dataset, images: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The training images, and these images, as rows whose distances are those of the space."""
    if space == "pixels":
        return dataset.train.images, images
    from aavae.evaluation.generation.sample_quality import FEATURE_SUBJECT
    from aavae.evaluation.represent import represent
    from aavae.evaluation.representations import load_representations

    encoder = find_subject(FEATURE_SUBJECT)
    return load_representations(encoder, dataset, "train").h, represent(encoder, images, "h")
