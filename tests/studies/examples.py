"""Rows, tables and finished runs to study, without training."""

from typing import Any

from aavae.models import Normalise, build_untrained_model
from aavae.runs.layout import append_metrics
from aavae.runs.registry import Run, create_run
from aavae.runs.status import Status, write_status
from aavae.studies.study import PlannedRun
from aavae.studies.table import StudyRow, StudyTable
from aavae.train.state import save_weights


def make_row(accuracy: float = 0.5, **values: Any) -> StudyRow:
    """A row of an autoencoder; `accuracy` is its linear probe's on h."""
    row: dict[str, Any] = {
        "run": "study-aavae-seed-0",
        "method": "aavae",
        "seed": 0,
        "settings": {},
        "num_epochs": 23,
        "device": "cpu",
        "images_per_second": 3_000.0,
        "training_seconds": 360.0,
        "probe": {"h": accuracy, "mu": 0.4, "z": 0.3},
        "interval": (accuracy - 0.01, accuracy + 0.01),
        "per_class": [0.5] * 10,
        "knn": {"h": 0.5, "mu": 0.4},
        "auc": {"h": 0.9, "mu": 0.8},
        "rank_h": 100.0,
        "mse": 0.03,
        "mse_augmented": 0.04,
        "reconstruction": 3_500.0,
        "kl": 200.0,
        "active": 128,
        "informative": 100,
        "snr": 5.0,
    }
    return StudyRow.model_validate({**row, **values})


def make_table(study: str, rows: list[StudyRow], **values: Any) -> StudyTable:
    """A table of rows."""
    table: dict[str, Any] = {
        "study": study,
        "command": f"python -m aavae study run {study}",
        "data": "cifar10",
        "data_digest": "0" * 64,
        "class_names": list("abcdefghij"),
        "budget": "study",
        "rows": rows,
    }
    return StudyTable.model_validate({**table, **values})


def finish(planned: PlannedRun) -> Run:
    """A planned run as if it had been trained, with the weights of an untrained model."""
    run = create_run(planned.name, planned.config)
    save_weights(build_untrained_model(planned.config, Normalise()).state_dict(), run.layout.weights)
    num_epochs = planned.config.num_epochs
    write_status(run.layout.status, Status(state="finished", epoch=num_epochs))
    for epoch in range(1, 4):
        row = {
            "epoch": epoch,
            "step": 4 * epoch,
            "images_per_second": 100.0 * epoch,
            "elapsed_seconds": 10.0 * epoch,
        }
        append_metrics(run.layout.metrics, row)
    return run
