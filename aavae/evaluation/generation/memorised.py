"""Are samples copies of training images? The nearest of these, beside those of images never seen."""

from typing import Literal, NamedTuple, get_args

import numpy as np

from aavae.analysis.auc import compute_auc
from aavae.analysis.generation.nearest import Nearest, compute_nearest
from aavae.data.image_set import Dataset, choose_evenly
from aavae.errors import UserError
from aavae.evaluation.cache import ResultKind, find_or_compute
from aavae.evaluation.generation.samples import DensityKind, check_decoder, decode, evaluate_samples
from aavae.evaluation.subject import Subject, find_subject

Space = Literal["pixels", "features"]
SPACES: tuple[Space, ...] = get_args(Space)
NUM_REFERENCES = 1_000
"""Test images, evenly spaced, whose distances samples are compared with."""
_NUM_RESAMPLES = 1_000

_REFERENCE = ResultKind("memorised-reference", version=1, num_references=NUM_REFERENCES)
_KIND = ResultKind("memorised", version=1, num_references=NUM_REFERENCES, num_resamples=_NUM_RESAMPLES)


class MemorisedReference(NamedTuple):
    """Distances to the nearest training image of images that no training saw, N evenly spaced test images.

    Attributes:
        test: float32 (N,), of the test images themselves.
        reconstructions: float32 (N,), of their reconstructions: as blurred as samples are, and blur brings
            images closer to all others.
    """

    test: np.ndarray
    reconstructions: np.ndarray


class Memorised(NamedTuple):
    """The training images nearest to each of N samples.

    Attributes:
        indices: int64 (N, k), rows of the training set, nearest first.
        distances: float32 (N, k), mean squared differences: of pixel values in [0, 1], or of features.
        closer: probability that a sample is closer to its nearest training image than the reconstruction of a
            test image is to its own (Meehan et al., arXiv 2004.05675): 0.5 if samples are no copies, near 1
            if they are, below 0.5 if they are unlike any image.
        closer_interval: its 95 % interval, by bootstrap over samples and test images.
    """

    indices: np.ndarray
    distances: np.ndarray
    closer: float
    closer_interval: tuple[float, float]


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
        images = (dataset.test.images[rows], painted)
        return MemorisedReference(
            *(_find_nearest(dataset, seen, space, 1).distances[:, 0] for seen in images)
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
        nearest = _find_nearest(dataset, images, space, k)
        reference = evaluate_reference(subject, dataset, space=space).reconstructions
        closer, interval = _compare(nearest.distances[:, 0], reference)
        return Memorised(nearest.indices, nearest.distances, closer, interval)

    return find_or_compute(Memorised, _KIND, inputs, compute, ship)


def _describe_space(dataset: Dataset, space: Space) -> dict[str, object]:
    if space not in SPACES:
        raise UserError(f"There is no space '{space}': choose one of {', '.join(SPACES)}.")
    from aavae.evaluation.generation.sample_quality import FEATURE_SUBJECT

    encoder = find_subject(FEATURE_SUBJECT).compute_digest() if space == "features" else ""
    return {"data": dataset.digest, "space": space, "features": encoder}


def _find_nearest(dataset: Dataset, images: np.ndarray, space: Space, k: int) -> Nearest:
    if space == "pixels":
        return compute_nearest(dataset.train.images, images, k)
    from aavae.evaluation.generation.sample_quality import FEATURE_SUBJECT
    from aavae.evaluation.represent import represent
    from aavae.evaluation.representations import load_representations

    encoder = find_subject(FEATURE_SUBJECT)
    bank = load_representations(encoder, dataset, "train").h
    return compute_nearest(bank, represent(encoder, images, "h"), k)


def _compare(samples: np.ndarray, reference: np.ndarray) -> tuple[float, tuple[float, float]]:
    """Probability that a sample's distance is the smaller one, and its interval."""
    rng = np.random.default_rng(0)
    resampled = [
        compute_auc(rng.choice(reference, len(reference)), rng.choice(samples, len(samples)))
        for _ in range(_NUM_RESAMPLES)
    ]
    low, high = np.quantile(resampled, [0.025, 0.975])
    return compute_auc(reference, samples), (float(low), float(high))
