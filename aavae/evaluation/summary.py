"""The results of a subject at a glance: what `results.json` holds and the front door shows."""

from typing import Any

from aavae.analysis.knn_probe import KnnProbe
from aavae.analysis.linear_probe import LinearProbe
from aavae.data.image_set import Dataset
from aavae.evaluation.gallery import evaluate_gallery
from aavae.evaluation.probes import evaluate_knn_probe, evaluate_linear_probe
from aavae.evaluation.projection import ProjectionSettings, evaluate_umap
from aavae.evaluation.reconstruction import evaluate_reconstruction
from aavae.evaluation.results import LABEL_COUNTS, Row, results_path
from aavae.evaluation.similarity import evaluate_similarity
from aavae.evaluation.subject import Subject
from aavae.runs.layout import write_json


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
    probe = evaluate_linear_probe(subject, dataset, representation, **options)
    row = _summarise_probe(subject, representation, probe)
    return {**row, "penalty": probe.penalty, "seconds": probe.seconds}


def summarise_knn_probe(subject: Subject, dataset: Dataset, representation: Any, **options: Any) -> Row:
    """A kNN probe as a row."""
    probe = evaluate_knn_probe(subject, dataset, representation, **options)
    return {**_summarise_probe(subject, representation, probe), "k": probe.k}


def summarise_similarity(subject: Subject, dataset: Dataset, representation: Any, **options: Any) -> Row:
    """A similarity analysis as a row."""
    similarity = evaluate_similarity(subject, dataset, representation, **options)
    return {
        "run": subject.name,
        "representation": representation,
        "auc": similarity.auc,
        "overlap": similarity.overlap,
        "mean_same": similarity.mean_same,
        "mean_different": similarity.mean_different,
        "num_images": len(similarity.same),
    }


def summarise_reconstruction(subject: Subject, dataset: Dataset, **options: Any) -> Row:
    """A reconstruction error as a row."""
    return {"run": subject.name, **evaluate_reconstruction(subject, dataset, **options)._asdict()}


def evaluate_all(subject: Subject, dataset: Dataset) -> Row:
    """Both probes and the similarity on every representation, and the reconstruction error; written down.

    Returns:
        What `results.json` then holds.
    """
    names = subject.representations
    results: Row = {
        "run": subject.name,
        "command": f"python -m aavae evaluate {subject.name} --data {dataset.name}",
        "data": {"name": dataset.name, "title": dataset.title, "digest": dataset.digest},
        "subject_digest": subject.compute_digest(),
        "linear_probe": [summarise_linear_probe(subject, dataset, name) for name in names],
        "knn_probe": [summarise_knn_probe(subject, dataset, name) for name in names],
        "similarity": [summarise_similarity(subject, dataset, name) for name in names],
        "reconstruction": summarise_reconstruction(subject, dataset) if subject.has_decoder else None,
    }
    write_json(results_path(subject), results)
    return results


def ship_defaults(subject: Subject, dataset: Dataset) -> None:
    """Compute what the pages show first and keep it among the shipped results, so that they open at once.

    Of a run's snapshots only the map is kept: all else about them takes a second or two.
    """
    for name in subject.representations:
        evaluate_linear_probe(subject, dataset, name, ship=True)
        evaluate_knn_probe(subject, dataset, name, ship=True)
        evaluate_similarity(subject, dataset, name, ship=True)
        if subject.kind == "pixels":
            # A probe of 3,072 features takes seconds, so the baseline is there for every number of labels.
            for count in LABEL_COUNTS:
                if count < len(dataset.train):
                    evaluate_linear_probe(subject, dataset, name, count, ship=True)
        if subject.run is not None:
            evaluate_umap(subject, dataset, ProjectionSettings(name), ship=True)
    if subject.run is not None:
        evaluate_gallery(subject, dataset, ship=True)
        for epoch in subject.snapshots:
            evaluate_umap(subject.at(epoch), dataset, ProjectionSettings(), ship=True)
    if subject.has_decoder:
        evaluate_reconstruction(subject, dataset, ship=True)
