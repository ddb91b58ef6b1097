"""Whether a subject is learning or has collapsed, from results that other analyses keep."""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from aavae.analysis.diagnostics.verdict import (
    MIN_NUM_IMAGES,
    Evidence,
    LatentUse,
    Verdict,
    compute_verdict,
    explain_too_few,
)
from aavae.config import RepresentationName
from aavae.data.image_set import Dataset
from aavae.evaluation.absence import explain_absence
from aavae.evaluation.diagnostics.invariance import evaluate_invariance, find_invariance
from aavae.evaluation.diagnostics.latents import evaluate_latents, find_latents
from aavae.evaluation.diagnostics.spectrum import evaluate_spectrum, find_spectrum
from aavae.evaluation.similarity.pairs import evaluate_pairs, find_pairs
from aavae.evaluation.similarity.uniformity import evaluate_uniformity, find_uniformity
from aavae.evaluation.subject import Subject
from aavae.language import _

_UNTRAINED = Subject("untrained", "untrained")


class _Source(NamedTuple):
    """Where the numbers come from: each is found or computed; what is only found can be None."""

    spectrum: Callable[..., Any]
    invariance: Callable[..., Any]
    pairs: Callable[..., Any]
    uniformity: Callable[..., Any]
    latents: Callable[..., Any]


_FOUND = _Source(find_spectrum, find_invariance, find_pairs, find_uniformity, find_latents)
_COMPUTED = _Source(
    evaluate_spectrum, evaluate_invariance, evaluate_pairs, evaluate_uniformity, evaluate_latents
)


def choose_judged(representation: RepresentationName) -> RepresentationName:
    """What a verdict on a representation is of: z is mu with noise, and is judged by its mu."""
    return "mu" if representation == "z" else representation


def find_verdict(
    subject: Subject, dataset: Dataset, *, representation: RepresentationName = "h"
) -> Verdict | None:
    """What `evaluate_verdict` returns, if all of its numbers are there already."""
    return _judge(subject, dataset, representation, _FOUND)


def evaluate_verdict(
    subject: Subject, dataset: Dataset, *, representation: RepresentationName = "h"
) -> Verdict:
    """Judge a representation by the numbers that the diagnostics and the similarity lab show.

    These are kept, each by its own analysis, those of the untrained encoder too; the verdict is not.

    Args:
        subject: what to judge; pixels are no model, which is their verdict.
        dataset: its test images; no labels are looked at.
        representation: h or mu; z is judged by its mu.

    Raises:
        UserError: representations that are not finite.
    """
    verdict = _judge(subject, dataset, representation, _COMPUTED)
    assert verdict is not None
    return verdict


def _judge(
    subject: Subject, dataset: Dataset, representation: RepresentationName, source: _Source
) -> Verdict | None:
    if subject.kind == "pixels":
        reasons = _("pixels are no model, they stand here for comparison")
        return Verdict("unclear", _("cannot be told"), reasons)
    if subject.kind == "vectors":
        reasons = _("there are vectors alone, and views cannot be encoded")
        return Verdict("unclear", _("cannot be told"), reasons)
    if len(dataset.test) < MIN_NUM_IMAGES:
        return explain_too_few(len(dataset.test))
    judged = choose_judged(representation)
    evidence = _gather(subject, dataset, judged, source)
    untrained = _gather(_UNTRAINED, dataset, judged, source)
    if evidence is None or untrained is None:
        return None
    if explain_absence(subject, "latents") is not None:
        return compute_verdict(evidence, untrained)
    statistics = source.latents(subject, dataset)
    if statistics is None:
        return None
    latents = LatentUse(statistics.num_informative, len(statistics.snr), statistics.kl_total)
    return compute_verdict(evidence, untrained, latents, of_latents=judged == "mu")


def _gather(
    subject: Subject, dataset: Dataset, representation: RepresentationName, source: _Source
) -> Evidence | None:
    spectrum = source.spectrum(subject, dataset, representation=representation)
    invariance = source.invariance(subject, dataset, representation=representation)
    pairs = source.pairs(subject, dataset, representation=representation)
    uniformity = source.uniformity(subject, dataset, representation=representation)
    if spectrum is None or invariance is None or pairs is None or uniformity is None:
        return None
    auc = pairs.get_estimate("auc")
    variances = np.square(spectrum.singular_values)
    total = float(variances.sum())
    return Evidence(
        num_images=len(dataset.test),
        rank_me=spectrum.rank_me,
        num_directions=len(variances),
        leading=float(variances[0]) / total if total > 0 else 0.0,
        uniformity=float(uniformity.uniformity[0]),
        auc=auc.value,
        auc_low=auc.low,
        invariance=float(invariance.values[invariance.names.index("colour jitter")]),
    )
