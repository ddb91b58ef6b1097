"""What a list of runs says of each one, beyond its status. Imports no torch."""

import contextlib
import os
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from aavae.data.store import describe_datasets
from aavae.language import _
from aavae.runs.layout import read_metrics
from aavae.runs.registry import Run


class KnnScores(NamedTuple):
    """The kNN accuracy on h after the best and the last epoch, in [0, 1]; None before the first."""

    best: float | None
    last: float | None


def read_knn_scores(run: Run) -> KnnScores:
    """A run's scores, read again only when its metrics have changed."""
    try:
        return _read_knn_scores(run.layout.metrics, run.layout.metrics.stat().st_mtime_ns)
    except OSError:
        return KnnScores(None, None)


@lru_cache(maxsize=512)
def _read_knn_scores(metrics: Path, changed: int) -> KnnScores:
    scores = [row["knn_accuracy"] for row in read_metrics(metrics) if row.get("knn_accuracy") is not None]
    return KnnScores(max(scores, default=None), scores[-1] if scores else None)


def count_epochs(run: Run) -> int:
    """Epochs that a run has metrics of; of an imported model, which has none, those that its file names."""
    return len(run.metrics) if run.origin is None else run.config.num_epochs


def describe_origin(run: Run) -> str | None:
    """Where an imported model comes from, as a sentence; None of other runs."""
    origin = run.origin
    if origin is None:
        return None
    sentence = (
        _(
            "Imported from {file}, written by PyTorch Lightning {version}: trained elsewhere, by the paper's "
            "reference implementation. Its networks are certain, its settings are what the file says."
        )
        if origin.lightning
        else _(
            "Imported from {file}: trained elsewhere, by the paper's reference implementation. Its networks "
            "are certain, its settings are what the file says."
        )
    )
    return sentence.format(file=origin.file, version=origin.lightning)


def count_images_seen(run: Run) -> int:
    """Training images so far, each counted as often as it was seen; 0 before the first epoch.

    Of an imported model they are its steps times what its file calls a batch. Where the metrics do not say,
    as they did not at first, a step is a batch, or the whole training set where that is smaller; a set that
    is not here is taken to be as large as a batch.
    """
    if run.origin is not None:
        return run.origin.step * run.config.batch_size
    metrics = run.metrics
    if not metrics:
        return 0
    seen, step = metrics[-1].get("images_seen"), metrics[-1].get("step")
    if isinstance(seen, int):
        return seen
    counts = [info.num_train for info in describe_datasets() if info.name == run.config.data]
    return step * min([run.config.batch_size, *counts]) if isinstance(step, int) else 0


def count_bytes(directory: Path) -> int:
    """The size of all files in a directory; what goes meanwhile does not count."""
    total = 0
    for folder, __, names in os.walk(directory):
        for name in names:
            with contextlib.suppress(OSError):
                total += os.lstat(os.path.join(folder, name)).st_size
    return total
