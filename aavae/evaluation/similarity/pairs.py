"""Pairs of views of test images by several measures: of one image, of one class, of two classes."""

import math
from typing import Any, NamedTuple

import numpy as np

from aavae.analysis.bootstrap import NUM_RESAMPLES, IntervalEstimate
from aavae.analysis.similarity.pair_measures import (
    SCALES,
    SMALLEST_KL,
    Measure,
    compute_cosines,
    compute_distances,
    compute_log_divergences,
)
from aavae.analysis.similarity.pair_statistics import (
    PairStatistics,
    compare_aucs,
    compute_pair_statistics,
    gather_pairs,
)
from aavae.analysis.similarity.pairs import NONE, PAIR_KINDS, PairKind, draw_partners
from aavae.config import AugmentConfig, RepresentationName
from aavae.data.image_set import Dataset
from aavae.errors import UserError
from aavae.evaluation.absence import explain_absence, explain_no_encoder
from aavae.evaluation.cache import ResultKind, find, find_or_compute
from aavae.evaluation.results import Row
from aavae.evaluation.subject import Subject
from aavae.evaluation.views import EncodedView, encode_views, find_views
from aavae.formatting import format_count
from aavae.language import _

DEFAULT_NUM_IMAGES = 2_000
MAX_NUM_IMAGES = 10_000
"""The bootstrap looks at every pair of images: beyond, their numbers take more than 400 MB."""

_KIND = ResultKind("pairs", version=1, num_resamples=NUM_RESAMPLES, smallest_kl=SMALLEST_KL)


class PairSimilarity(NamedTuple):
    """The measure of pairs of two views, for N test images and four kinds of pairs.

    A value is the cosine; the Euclidean distance by the typical one; or the log10 of the KL divergence in
    nats (see `aavae.analysis.similarity.pair_measures`). A pair is the first view of an image and the
    second of one.

    Attributes:
        images: int64 (N,), rows of the test set.
        same: float32 (N,), the two views of each image.
        different: float32 (N,), views of two images as they come.
        same_class: float32 (P,), views of two images of one class, P at most N.
        other_class: float32 (Q,), views of two images of two classes, Q at most N.
        same_pairs: int32 (N, 2), the images of the pairs, as rows of the test set.
        different_pairs: int32 (N, 2), of `different`.
        same_class_pairs: int32 (P, 2), of `same_class`.
        other_class_pairs: int32 (Q, 2), of `other_class`.
        mean: as the four below: see `PairStatistics`, rows in the order of `PAIR_KINDS`.
        auc: of each kind of different pairs against `same`.
        overlap: of each kind with `same`.
        effect_size: of each kind against `same`.
        auc_replicates: of the bootstrap.
    """

    images: np.ndarray
    same: np.ndarray
    different: np.ndarray
    same_class: np.ndarray
    other_class: np.ndarray
    same_pairs: np.ndarray
    different_pairs: np.ndarray
    same_class_pairs: np.ndarray
    other_class_pairs: np.ndarray
    mean: np.ndarray
    auc: np.ndarray
    overlap: np.ndarray
    effect_size: np.ndarray
    auc_replicates: np.ndarray

    @property
    def statistics(self) -> PairStatistics:
        """The fields that `PairStatistics` has too."""
        return PairStatistics(
            mean=self.mean,
            auc=self.auc,
            overlap=self.overlap,
            effect_size=self.effect_size,
            auc_replicates=self.auc_replicates,
        )

    def get_values(self, kind: PairKind) -> np.ndarray:
        """The measure of the pairs of a kind, float32 (P,)."""
        return getattr(self, kind)

    def get_pairs(self, kind: PairKind) -> np.ndarray:
        """The images of the pairs of a kind, rows of the test set, int32 (P, 2)."""
        return getattr(self, f"{kind}_pairs")

    def get_estimate(self, statistic: str, kind: PairKind = "different") -> IntervalEstimate:
        """One of `mean`, `auc`, `overlap` and `effect_size` of a kind, with its 95 % interval."""
        return IntervalEstimate(*getattr(self, statistic)[PAIR_KINDS.index(kind)].tolist())


def explain_no_measure(subject: Subject, representation: RepresentationName, measure: Measure) -> str | None:
    """Why a subject lacks a measure of a representation, in a few words; None if it has it."""
    if measure == "kl":
        return explain_absence(subject, "latents")
    if (lack := subject.explain_lack(representation)) is not None:
        return f"{subject.title}: {lack}."
    return explain_no_encoder(subject)


def _describe_inputs(
    subject: Subject,
    dataset: Dataset,
    *,
    representation: RepresentationName,
    measure: Measure,
    config: AugmentConfig | None,
    num_images: int,
    seed: int,
    centre: bool,
) -> dict[str, object]:
    return {
        "subject": subject.compute_digest(),
        "data": dataset.digest,
        "representation": "posterior" if measure == "kl" else representation,
        "measure": measure,
        "augment": (config or AugmentConfig()).model_dump(),
        "num_images": num_images,
        "seed": seed,
        "centre": centre and measure == "cosine",
    }


def find_pairs(
    subject: Subject, dataset: Dataset, *, representation: RepresentationName = "mu"
) -> PairSimilarity | None:
    """What `evaluate_pairs` returns by its defaults, if it is there already."""
    inputs = _describe_inputs(
        subject,
        dataset,
        representation=representation,
        measure="cosine",
        config=None,
        num_images=DEFAULT_NUM_IMAGES,
        seed=0,
        centre=False,
    )
    return find(PairSimilarity, _KIND, inputs)


def evaluate_pairs(
    subject: Subject,
    dataset: Dataset,
    *,
    representation: RepresentationName = "mu",
    measure: Measure = "cosine",
    config: AugmentConfig | None = None,
    num_images: int = DEFAULT_NUM_IMAGES,
    seed: int = 0,
    centre: bool = False,
    ship: bool = False,
) -> PairSimilarity:
    """Measure pairs of views of the same image, and of different ones.

    Every subject sees the same views of the same images in the same pairs.

    Args:
        subject: what to look at.
        dataset: its test images, evenly spaced.
        representation: what is compared; KL compares the posteriors, so it does not look at this.
        measure: `cosine`, `euclidean` or `kl`.
        config: of the augmentation; None: the training's.
        num_images: at most 10,000; more than there are means all.
        seed: decides views, pairs, samples z and the bootstrap.
        centre: whether to subtract the mean representation first; matters to the cosine alone.
        ship: keep it among the shipped results.

    Raises:
        UserError: the subject lacks the measure, or fewer than 2 or more than 10,000 images.
    """
    reason = explain_no_measure(subject, representation, measure)
    if reason is not None:
        if measure == "kl":
            raise UserError(
                _("{reason}, so there is no KL divergence: choose cosine or euclidean.").format(
                    reason=reason.rstrip(".")
                )
            )
        subject.check_representation(representation)
        raise UserError(_("{reason} Choose a model.").format(reason=reason))
    if min(num_images, len(dataset.test)) > MAX_NUM_IMAGES:
        raise UserError(
            _("Pairs of {count} images are too many: choose at most {most}.").format(
                count=format_count(num_images), most=format_count(MAX_NUM_IMAGES)
            )
        )
    config = config or AugmentConfig()
    inputs = _describe_inputs(
        subject,
        dataset,
        representation=representation,
        measure=measure,
        config=config,
        num_images=num_images,
        seed=seed,
        centre=centre,
    )

    def compute() -> PairSimilarity:
        images = find_views(dataset, config, num_images=num_images, seed=seed).images
        labels = dataset.test.labels[images]
        partners = draw_partners(labels, seed)
        views = encode_views(subject, dataset, config, num_images=num_images, seed=seed)
        matrix = _measure(views, representation, measure, centre)
        rows = {"same": np.stack([images, images], axis=1)}
        for kind, columns in partners._asdict().items():
            known = columns != NONE
            rows[kind] = np.stack([images[known], images[columns[known]]], axis=1)
        return PairSimilarity(
            images=images,
            **gather_pairs(matrix, partners),
            **{f"{kind}_pairs": pairs.astype(np.int32) for kind, pairs in rows.items()},
            **compute_pair_statistics(matrix, labels, partners, scale=SCALES[measure], seed=seed)._asdict(),
        )

    return find_or_compute(PairSimilarity, _KIND, inputs, compute, ship)


def _measure(
    views: tuple[EncodedView, EncodedView],
    representation: RepresentationName,
    measure: Measure,
    centre: bool,
) -> np.ndarray:
    """The measure of the first view of each image and the second of each: float32 (N, N)."""
    if measure == "kl":
        first, second = ((np.asarray(view.mu), np.asarray(view.log_var)) for view in views)
        return compute_log_divergences(first, second)
    first, second = (getattr(view, representation) for view in views)
    return compute_cosines(first, second, centre) if measure == "cosine" else compute_distances(first, second)


def summarise_pairs(
    subject: Subject,
    dataset: Dataset,
    representation: Any,
    measure: Measure = "cosine",
    beside: Subject | None = None,
    **options: Any,
) -> Row:
    """Pairs of views as a row.

    Args:
        subject: what to look at.
        dataset: its test images.
        representation: what is compared.
        measure: how.
        beside: another subject, whose AUC is taken from this one's.
        **options: what else `evaluate_pairs` takes.

    Returns:
        `run`, `representation`, `measure`; `auc`, `overlap`, `effect_size`, `mean_same` and `mean_different`,
        of different images as they come; the same of images of one class and of two classes, `auc_same_class`
        and so on; each with its 95 % interval, `auc_interval` and so on; `num_images`. None where there are
        no such pairs. The means of KL are the geometric ones, in nats. With `beside` also `auc_difference`,
        whose interval is paired.
    """
    result = evaluate_pairs(subject, dataset, representation=representation, measure=measure, **options)
    row: Row = {
        "run": subject.name,
        "representation": "posterior" if measure == "kl" else representation,
        "measure": measure,
    }
    is_logarithm = SCALES[measure].is_logarithm
    for kind in PAIR_KINDS[1:]:
        suffix = "" if kind == "different" else f"_{kind}"
        for statistic in ("auc", "overlap", "effect_size"):
            _add(row, f"{statistic}{suffix}", result.get_estimate(statistic, kind))
    for kind in PAIR_KINDS:
        estimate = result.get_estimate("mean", kind)
        _add(row, f"mean_{kind}", IntervalEstimate(*(10**x for x in estimate)) if is_logarithm else estimate)
    if beside is not None:
        other = evaluate_pairs(beside, dataset, representation=representation, measure=measure, **options)
        _add(row, "auc_difference", compare_aucs(result.statistics, other.statistics))
    return {**row, "num_images": len(result.images)}


def _add(row: Row, name: str, estimate: IntervalEstimate) -> None:
    value, low, high = (number if math.isfinite(number) else None for number in estimate)
    row[name], row[f"{name}_interval"] = value, [low, high]
