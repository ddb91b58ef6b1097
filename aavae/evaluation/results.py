"""Reading a subject's written results; imports no torch, so that the front door opens at once."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from aavae.evaluation.subject import Subject
from aavae.paths import checkpoints_dir

Row = dict[str, Any]
LABEL_COUNTS = (100, 300, 1_000, 3_000, 10_000, 30_000)
"""How many labelled images a visitor may give the probe, besides all of them."""


def results_path(subject: Subject) -> Path:
    """Where a subject's results are kept: in its run directory, beside its snapshot or the shipped runs."""
    weights = subject.weights
    if weights is None:
        return checkpoints_dir() / f"{subject.name}.json"
    return weights.with_name("results.json" if subject.epoch is None else f"{weights.stem}.json")


def read_results(subject: Subject) -> Row | None:
    """Read a subject's results; None where there are none, or not of its present weights."""
    try:
        results = json.loads(results_path(subject).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    matches = isinstance(results, dict) and results.get("subject_digest") == subject.compute_digest()
    return results if matches else None


def find_row(rows: Sequence[Row], representation: str) -> Row | None:
    """The row of one representation."""
    return next((row for row in rows if row["representation"] == representation), None)
