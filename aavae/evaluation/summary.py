"""The results of a subject at a glance: what `results.json` holds and the front door shows."""

from collections.abc import Callable
from typing import Any, TypeVar

import numpy as np

from aavae.analysis.probes.knn_probe import KnnProbe
from aavae.analysis.probes.linear_probe import LinearProbe
from aavae.data.image_set import Dataset
from aavae.errors import UserError
from aavae.evaluation.absence import explain_absence
from aavae.evaluation.augmentation.reconstruction import evaluate_reconstruction
from aavae.evaluation.diagnostics.latents import evaluate_latents
from aavae.evaluation.diagnostics.spectrum import evaluate_spectrum
from aavae.evaluation.probes.knn_probe import evaluate_knn_probe
from aavae.evaluation.probes.linear_probe import evaluate_linear_probe
from aavae.evaluation.probes.official_folds import evaluate_official_folds
from aavae.evaluation.results import Row
from aavae.evaluation.similarity.pairs import evaluate_pairs
from aavae.evaluation.subject import Subject

T = TypeVar("T")


def _summarise_probe(subject: Subject, representation: Any, probe: LinearProbe | KnnProbe) -> Row:
    return {
        "run": subject.name,
        "representation": representation,
        "accuracy": probe.accuracy,
        "interval": list(probe.interval),
        "num_train": probe.num_train,
        "num_test": probe.num_test,
    }


def summarise_linear_probe(subject: Subject, dataset: Dataset, representation: Any, **options: Any) -> Row:
    """A linear probe as a row."""
    probe = evaluate_linear_probe(subject, dataset, representation=representation, **options)
    row = _summarise_probe(subject, representation, probe)
    return {**row, "penalty": probe.penalty, "seconds": probe.seconds}


def summarise_official_folds(subject: Subject, dataset: Dataset, representation: Any, **options: Any) -> Row:
    """A linear probe by the official folds as a row."""
    found = evaluate_official_folds(subject, dataset, representation=representation, **options)
    return {
        "run": subject.name,
        "representation": representation,
        "accuracy": found.mean,
        "deviation": found.deviation,
        "num_folds": len(found.accuracies),
        "num_train": found.num_train,
        "num_test": found.num_test,
    }


def summarise_knn_probe(subject: Subject, dataset: Dataset, representation: Any, **options: Any) -> Row:
    """A kNN probe as a row."""
    probe = evaluate_knn_probe(subject, dataset, representation=representation, **options)
    return {**_summarise_probe(subject, representation, probe), "k": probe.k}


def summarise_similarity(subject: Subject, dataset: Dataset, representation: Any) -> Row:
    """The cosine of pairs of views as a short row: `summarise_pairs` has all of it."""
    pairs = evaluate_pairs(subject, dataset, representation=representation)
    return {
        "run": subject.name,
        "representation": representation,
        "auc": pairs.get_estimate("auc").value,
        "overlap": pairs.get_estimate("overlap").value,
        "mean_same": pairs.get_estimate("mean", "same").value,
        "mean_different": pairs.get_estimate("mean").value,
        "num_images": len(pairs.images),
    }


def summarise_reconstruction(subject: Subject, dataset: Dataset, **options: Any) -> Row:
    """A reconstruction error as a row."""
    return {"run": subject.name, **evaluate_reconstruction(subject, dataset, **options)._asdict()}


def summarise_latents(subject: Subject, dataset: Dataset) -> Row:
    """The latents of a model that samples, as a row."""
    statistics = evaluate_latents(subject, dataset)
    return {
        "run": subject.name,
        "num_latents": len(statistics.snr),
        "num_active": statistics.num_active,
        "num_informative": statistics.num_informative,
        "median_snr": float(np.median(statistics.snr)),
        "kl_total": statistics.kl_total,
    }


def summarise_spectrum(subject: Subject, dataset: Dataset, representation: Any) -> Row:
    """The effective rank of a representation as a row."""
    spectrum = evaluate_spectrum(subject, dataset, representation=representation)
    return {
        "run": subject.name,
        "representation": representation,
        "rank_me": spectrum.rank_me,
        "num_singular_values": len(spectrum.singular_values),
    }


def evaluate_all(subject: Subject, dataset: Dataset) -> Row:
    """Probes, similarity and rank of every representation, reconstruction error, latents; nothing is written.

    Returns:
        What `results.json` holds. A part that these images or this model do not allow is None; `missing` says
        of each such part why, in a sentence.
    """
    names = subject.representations
    missing: dict[str, str] = {}

    def attempt(part: str, summarise: Callable[[], T]) -> T | None:
        try:
            return summarise()
        except UserError as error:
            missing[part] = str(error)
            return None

    def attempt_each(part: str, summarise: Callable[..., Row]) -> list[Row] | None:
        return attempt(part, lambda: [summarise(subject, dataset, name) for name in names])

    return {
        "run": subject.name,
        "command": f"python -m aavae evaluate {subject.name} --data {dataset.name}",
        "data": {"name": dataset.name, "title": dataset.title, "digest": dataset.digest},
        "subject_digest": subject.compute_digest(),
        "linear_probe": attempt_each("linear_probe", summarise_linear_probe),
        "knn_probe": attempt_each("knn_probe", summarise_knn_probe),
        "similarity": attempt_each("similarity", summarise_similarity),
        "reconstruction": (
            attempt("reconstruction", lambda: summarise_reconstruction(subject, dataset))
            if subject.has_decoder
            else None
        ),
        "latents": (
            None
            if explain_absence(subject, "latents")
            else attempt("latents", lambda: summarise_latents(subject, dataset))
        ),
        "spectrum": attempt_each("spectrum", summarise_spectrum),
        "missing": missing,
    }
