"""What a list of runs says of each one, beyond its status. Imports no torch."""

import contextlib
import os
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from aavae.runs.layout import read_metrics
from aavae.runs.registry import Run


class Scores(NamedTuple):
    """The kNN accuracy on h after the best and the last epoch, in [0, 1]; None before the first."""

    best: float | None
    last: float | None


def read_scores(run: Run) -> Scores:
    """A run's scores, read again only when its metrics have changed."""
    try:
        return _read_scores(run.layout.metrics, run.layout.metrics.stat().st_mtime_ns)
    except OSError:
        return Scores(None, None)


@lru_cache(maxsize=512)
def _read_scores(metrics: Path, changed: int) -> Scores:
    scores = [row["knn_accuracy"] for row in read_metrics(metrics) if row.get("knn_accuracy") is not None]
    return Scores(max(scores, default=None), scores[-1] if scores else None)


def count_bytes(directory: Path) -> int:
    """The size of all files in a directory; what goes meanwhile does not count."""
    total = 0
    for folder, _, names in os.walk(directory):
        for name in names:
            with contextlib.suppress(OSError):
                total += os.lstat(os.path.join(folder, name)).st_size
    return total
