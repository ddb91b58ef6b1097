"""Effective rank of a subject's representations."""

from aavae.analysis.diagnostics.spectrum import Spectrum, compute_spectrum
from aavae.config import RepresentationName
from aavae.data.image_set import Dataset
from aavae.evaluation.cache import ResultKind, find, find_or_compute
from aavae.evaluation.subject import Subject

_KIND = ResultKind("spectrum", version=1)


def _describe_inputs(
    subject: Subject, dataset: Dataset, representation: RepresentationName
) -> dict[str, object]:
    return {
        "subject": subject.compute_digest(),
        "data": dataset.digest,
        "representation": representation,
    }


def find_spectrum(
    subject: Subject, dataset: Dataset, *, representation: RepresentationName = "h"
) -> Spectrum | None:
    """What `evaluate_spectrum` returns, if it is there already."""
    return find(Spectrum, _KIND, _describe_inputs(subject, dataset, representation))


def evaluate_spectrum(
    subject: Subject, dataset: Dataset, *, representation: RepresentationName = "h", ship: bool = False
) -> Spectrum:
    """Singular values and RankMe of a representation of all test images."""
    subject.check_representation(representation)
    inputs = _describe_inputs(subject, dataset, representation)

    def compute() -> Spectrum:
        from aavae.evaluation.representations import load_representations

        return compute_spectrum(getattr(load_representations(subject, dataset, "test"), representation))

    return find_or_compute(Spectrum, _KIND, inputs, compute, ship)
