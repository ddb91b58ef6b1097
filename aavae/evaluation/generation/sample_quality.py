"""How good samples are, in the feature space of a shipped encoder. Finding results imports no torch.

This is not the Inception FID: other features, other numbers. They compare only with each other.
"""

from typing import TYPE_CHECKING, Literal, NamedTuple, get_args

import numpy as np

from aavae.analysis.generation.frechet import NUM_GROUPS
from aavae.data.image_set import Dataset, choose_evenly
from aavae.errors import UserError
from aavae.evaluation.cache import ResultKind, find, find_or_compute
from aavae.evaluation.generation.samples import check_decoder, decode, evaluate_samples
from aavae.evaluation.subject import Subject, find_subject
from aavae.language import _

if TYPE_CHECKING:
    from collections.abc import Callable

FEATURE_SUBJECT = "simclr"
"""Whose features h measure: the shipped encoder that tells images apart best, and that generates nothing, so
that it judges no samples of its own."""
MIN_NUM = 20
"""Fewest images on either side."""
DEFAULT_NUM = 5_000
"""Images on either side. Fewer give a larger distance, so every row has the same number."""

QualityKind = Literal["prior", "gaussian", "mixture", "reconstructions"]
QUALITY_KINDS: tuple[QualityKind, ...] = get_args(QualityKind)
Against = Literal["test", "reconstructions"]
AGAINST: tuple[Against, ...] = get_args(Against)
_K = 3

_KIND = ResultKind("sample-quality", version=1, k=_K, num_groups=NUM_GROUPS)


class SampleQuality(NamedTuple):
    """How like test images some images are.

    Attributes:
        frechet: squared Fréchet distance of their features, at least 0; smaller is better.
        frechet_interval: 95 %, over images.
        precision: part of the images that lie among test images, in [0, 1].
        precision_interval: 95 %, over images.
        recall: part of the test images that lie among the images, in [0, 1].
        recall_interval: 95 %, over images.
        num: images on either side.
        feature_subject: title of the model whose features h were compared.
    """

    frechet: float
    frechet_interval: tuple[float, float]
    precision: float
    precision_interval: tuple[float, float]
    recall: float
    recall_interval: tuple[float, float]
    num: int
    feature_subject: str


def split_test(dataset: Dataset, num: int) -> tuple[np.ndarray, np.ndarray]:
    """Two disjoint sets of test images: what all is compared with, and what is reconstructed.

    They are every other test image, evenly spaced, so that both have all classes.

    Returns:
        int64 (num,) rows of the test set each; of fewer images where there are not twice as many.
    """
    half = len(dataset.test) // 2
    chosen = choose_evenly(half, num)
    return 2 * chosen, 2 * chosen + 1


def _describe_inputs(dataset: Dataset, num: int) -> dict[str, object]:
    if num < MIN_NUM:
        raise UserError(
            _("num: expected at least {least} images to compare, got {num}.").format(least=MIN_NUM, num=num)
        )
    features = find_subject(FEATURE_SUBJECT)
    assert features.run is not None
    size = features.run.config.model.image_size
    if dataset.test.image_shape[1:] != (size, size):
        raise UserError(
            _(
                "{title} measures images of {size} x {size} pixels, and those of '{images}' are "
                "{width} x {height}: choose another image set."
            ).format(
                title=features.title,
                size=size,
                images=dataset.name,
                width=dataset.test.image_shape[2],
                height=dataset.test.image_shape[1],
            )
        )
    if len(dataset.test) < 2 * MIN_NUM:
        raise UserError(
            _("'{images}' has {count} test images, too few to measure samples by: at least {least}.").format(
                images=dataset.name, count=len(dataset.test), least=2 * MIN_NUM
            )
        )
    return {
        "features": features.compute_digest(),
        "data": dataset.digest,
        "num": min(num, len(dataset.test) // 2),
    }


def _describe_samples(
    subject: Subject, dataset: Dataset, kind: QualityKind, *, num: int, seed: int, against: Against
) -> dict[str, object]:
    check_decoder(subject)
    if kind not in QUALITY_KINDS:
        raise UserError(
            _("There are no images '{kind}' to measure: choose one of {kinds}.").format(
                kind=kind, kinds=", ".join(QUALITY_KINDS)
            )
        )
    if against not in AGAINST:
        raise UserError(
            _("Nothing is measured against '{against}': choose one of {choices}.").format(
                against=against, choices=", ".join(AGAINST)
            )
        )
    inputs = {
        **_describe_inputs(dataset, num),
        "subject": subject.compute_digest(),
        "kind": kind,
        "against": against,
    }
    return inputs if kind == "reconstructions" else {**inputs, "seed": seed}


def find_sample_quality(
    subject: Subject,
    dataset: Dataset,
    kind: QualityKind,
    *,
    num: int = DEFAULT_NUM,
    seed: int = 0,
    against: Against = "test",
) -> SampleQuality | None:
    """A result that is there already, shipped or computed earlier.

    Raises:
        UserError: as `evaluate_sample_quality`.
    """
    inputs = _describe_samples(subject, dataset, kind, num=num, seed=seed, against=against)
    return find(SampleQuality, _KIND, inputs)


def evaluate_sample_quality(
    subject: Subject,
    dataset: Dataset,
    kind: QualityKind,
    *,
    num: int = DEFAULT_NUM,
    seed: int = 0,
    against: Against = "test",
    ship: bool = False,
) -> SampleQuality:
    """Compare a subject's samples, or its reconstructions, with test images or with their reconstructions.

    Fréchet distance (Heusel et al., arXiv 1706.08500) and improved precision and recall (Kynkäänniemi et al.,
    arXiv 1904.06991, k = 3), in the space of the features h of the shipped SimCLR encoder.

    Against test images, what a decoder blurs counts most. Against the same decoder's reconstructions of them,
    only the latents differ: what the density of the latents costs. Reconstructions as a row of their own are
    of other test images than those that all is compared with; samples cannot be expected to do better.

    Args:
        subject: a run with a decoder.
        dataset: to whose training images densities are fitted, and whose test images are the measure.
        kind: a density, or `reconstructions`.
        num: images on either side, at least 20; at most half of the test images are used.
        seed: of the samples' noise.
        against: `test` images, or `reconstructions` of them by the subject.
        ship: keep the result among the shipped ones.

    Raises:
        UserError: the subject has no decoder, no such kind, too few images, or images of another size than
            the encoder's.
    """
    inputs = _describe_samples(subject, dataset, kind, num=num, seed=seed, against=against)
    measured, others = split_test(dataset, num)

    def paint() -> np.ndarray:
        if kind == "reconstructions":
            return _reconstruct(subject, dataset, others)
        return evaluate_samples(subject, dataset, kind, num=len(measured), seed=seed).images

    def find_real() -> np.ndarray:
        from aavae.evaluation.represent import represent

        if against == "test":
            return _load_test_features(dataset, measured)
        return represent(find_subject(FEATURE_SUBJECT), _reconstruct(subject, dataset, measured), "h")

    return _find_or_measure(inputs, paint, find_real, ship)


def evaluate_floor(dataset: Dataset, *, num: int = DEFAULT_NUM, ship: bool = False) -> SampleQuality:
    """Compare training images with test images: both real, so nothing can be expected to do better.

    Args:
        dataset: whose images.
        num: images on either side, at least 20; at most half of the test images are used.
        ship: keep the result among the shipped ones.

    Raises:
        UserError: too few images, or images of another size than the encoder's.
    """
    inputs = {**_describe_inputs(dataset, num), "kind": "training"}
    measured, __ = split_test(dataset, num)
    chosen = choose_evenly(len(dataset.train), len(measured))
    return _find_or_measure(
        inputs,
        lambda: dataset.train.take(chosen),
        lambda: _load_test_features(dataset, measured),
        ship,
    )


def _reconstruct(subject: Subject, dataset: Dataset, rows: np.ndarray) -> np.ndarray:
    from aavae.evaluation.representations import load_representations

    return decode(subject, load_representations(subject, dataset, "test").mu[rows])


def _load_test_features(dataset: Dataset, rows: np.ndarray) -> np.ndarray:
    from aavae.evaluation.representations import load_representations

    return load_representations(find_subject(FEATURE_SUBJECT), dataset, "test").h[rows]


def _find_or_measure(
    inputs: dict[str, object],
    paint: "Callable[[], np.ndarray]",
    find_real: "Callable[[], np.ndarray]",
    ship: bool,
) -> SampleQuality:
    def compute() -> SampleQuality:
        from aavae.analysis.generation.frechet import compute_frechet
        from aavae.analysis.generation.precision_recall import compute_precision_recall
        from aavae.evaluation.represent import represent

        encoder = find_subject(FEATURE_SUBJECT)
        real, features = find_real(), represent(encoder, paint(), "h")
        frechet = compute_frechet(features, real)
        covered = compute_precision_recall(real, features, _K)._asdict()
        return SampleQuality(
            frechet=frechet.distance,
            frechet_interval=frechet.interval,
            **covered,
            num=len(real),
            feature_subject=encoder.title,
        )

    return find_or_compute(SampleQuality, _KIND, inputs, compute, ship)
