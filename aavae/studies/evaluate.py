"""From a trained run to its row in a study's table."""

import statistics
from collections.abc import Mapping
from typing import Any

from aavae.config import RepresentationName
from aavae.data.image_set import Dataset
from aavae.evaluation.augmentation.reconstruction import evaluate_reconstruction
from aavae.evaluation.diagnostics.latents import evaluate_latents
from aavae.evaluation.diagnostics.spectrum import evaluate_spectrum
from aavae.evaluation.probes.knn_probe import evaluate_knn_probe
from aavae.evaluation.probes.linear_probe import evaluate_linear_probe
from aavae.evaluation.similarity.pairs import evaluate_pairs
from aavae.evaluation.subject import Subject, find_subject
from aavae.runs.registry import Run
from aavae.studies.likelihood import evaluate_likelihood
from aavae.studies.table import Setting, StudyRow

_COMPARED: tuple[RepresentationName, ...] = ("h", "mu")


def evaluate_run(run: Run, dataset: Dataset, settings: Mapping[str, Setting]) -> StudyRow:
    """Evaluate a finished run on all test images; what was computed before is found in the cache."""
    metrics = run.metrics
    speeds = [epoch["images_per_second"] for epoch in metrics if epoch.get("images_per_second") is not None]
    return _build_row(
        find_subject(str(run.layout.path)),
        dataset,
        run=run.name,
        method=run.config.method,
        seed=run.config.seed,
        settings=settings,
        num_epochs=run.config.num_epochs,
        device=run.status.device or None,
        images_per_second=statistics.median(speeds) if speeds else None,
        training_seconds=metrics[-1].get("elapsed_seconds") if metrics else None,
    )


def evaluate_untrained(dataset: Dataset) -> StudyRow:
    """Evaluate the encoder as it is before any training."""
    return _build_row(
        find_subject("untrained"),
        dataset,
        run="untrained",
        method="untrained",
        seed=0,
        settings={},
        num_epochs=0,
        device=None,
        images_per_second=None,
        training_seconds=None,
    )


def _build_row(subject: Subject, dataset: Dataset, **training: Any) -> StudyRow:
    return StudyRow(
        **training,
        **_evaluate_probes(subject, dataset),
        auc={
            name: evaluate_pairs(subject, dataset, representation=name).get_estimate("auc").value
            for name in _COMPARED
        },
        rank_h=evaluate_spectrum(subject, dataset, representation="h").rank_me,
        **_evaluate_decoder(subject, dataset),
        **_evaluate_posterior(subject, dataset),
    )


def _evaluate_probes(subject: Subject, dataset: Dataset) -> dict[str, Any]:
    if not dataset.has_labels:
        return {"probe": {}, "interval": None, "per_class": [], "knn": {}}
    probes = {
        name: evaluate_linear_probe(subject, dataset, representation=name) for name in subject.representations
    }
    return {
        "probe": {name: probe.accuracy for name, probe in probes.items()},
        "interval": probes["h"].interval,
        "per_class": probes["h"].per_class.tolist(),
        "knn": {
            name: evaluate_knn_probe(subject, dataset, representation=name).accuracy for name in _COMPARED
        },
    }


def _evaluate_decoder(subject: Subject, dataset: Dataset) -> dict[str, Any]:
    if not subject.has_decoder:
        return {"mse": None, "mse_augmented": None, "reconstruction": None}
    errors = evaluate_reconstruction(subject, dataset)
    return {
        "mse": errors.mse,
        "mse_augmented": errors.mse_augmented,
        "reconstruction": evaluate_likelihood(subject, dataset).reconstruction,
    }


def _evaluate_posterior(subject: Subject, dataset: Dataset) -> dict[str, Any]:
    if not subject.has_decoder:
        return {"kl": None, "active": None, "informative": None, "snr": None}
    latents = evaluate_latents(subject, dataset)
    if not _has_trained_noise(subject):
        return {"kl": None, "active": latents.num_active, "informative": None, "snr": None}
    return {
        "kl": latents.kl_total,
        "active": latents.num_active,
        "informative": latents.num_informative,
        "snr": statistics.median(latents.snr.tolist()),
    }


def _has_trained_noise(subject: Subject) -> bool:
    """Whether anything in the loss depended on log_var; otherwise it is what it was before training."""
    assert subject.run is not None
    switches = subject.run.config.switches
    return switches.sample or switches.beta > 0
