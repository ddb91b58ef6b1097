"""What a run directory holds, and how its small files are written and read."""

import json
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from aavae.atomic import write_atomically
from aavae.packed import prefer_packed
from aavae.paths import runs_dir
from aavae.plain_json import to_json

_NUMBERS = (
    "loss",
    "gradient_norm",
    "learning_rate",
    "images_per_second",
    "knn_accuracy",
    "knn_accuracy_views",
    "similarity_auc",
    "elapsed_seconds",
)
"""Fields of an epoch's metrics."""
_MOST = 2**53
"""Above it floats, which all that draws them uses, skip whole numbers."""


class RunLayout:
    """The files of one run directory.

    Attributes:
        path: the directory.
        config: `config.json`, the run's RunConfig; never changes.
        status: `status.json`, see `aavae.runs.status`.
        metrics: `metrics.jsonl`, an object an epoch, append-only.
        log: `log.txt`, the trainer's output.
        state: `state.pt`, what an exact resume needs.
        samples: `samples/latest.npz`, see `aavae.runs.epoch_samples`.
        snapshots: `snapshots/`, see `aavae.runs.snapshots`.
        stop: `STOP`; while it exists the trainer saves and stops at its next batch.
        receipt: `received.json`, see `aavae.runs.receipt`.
        lock: `.lock`, held by the process that trains the run.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.config = path / "config.json"
        self.status = path / "status.json"
        self.metrics = path / "metrics.jsonl"
        self.log = path / "log.txt"
        self.state = path / "state.pt"
        self.samples = path / "samples" / "latest.npz"
        self.snapshots = path / "snapshots"
        self.stop = path / "STOP"
        self.receipt = path / "received.json"
        self.lock = path / ".lock"

    @property
    def weights(self) -> Path:
        """`model.safetensors`; a shipped run has `model.safetensors.gz` in its place."""
        return prefer_packed(self.path / "model.safetensors")

    @classmethod
    def of(cls, name: str) -> "RunLayout":
        """The files of one's own run of this name."""
        return cls(runs_dir() / name)

    def __eq__(self, other: object) -> bool:
        """Two layouts of one directory are the same; caches find a run by it."""
        return isinstance(other, RunLayout) and self.path == other.path

    def __hash__(self) -> int:
        """By the directory."""
        return hash(self.path)


def write_json(path: Path, value: Any) -> None:
    """Write JSON atomically, indented for people."""
    text = to_json(value, indent=2) + "\n"
    write_atomically(path, lambda temporary: temporary.write_text(text, encoding="utf-8"))


def append_metrics(path: Path, metrics: dict[str, Any]) -> None:
    """Append one epoch's metrics as a line, and wait until it is on disk."""
    with open(path, "a", encoding="utf-8") as file:
        file.write(to_json(metrics) + "\n")
        file.flush()
        os.fsync(file.fileno())


def read_metrics(path: Path) -> list[dict[str, Any]]:
    """Read the epochs' metrics; a missing file is an empty list, what is no epoch's line is left out.

    A line counts if each field that it has is of its type (see `aavae.train.metrics.EpochMetrics`), and it
    has `epoch` and `step`.
    """
    return list(_parse_lines(path))


def write_metrics(path: Path, history: Sequence[dict[str, Any]]) -> None:
    """Replace all metrics: what a resume does, since the saved state alone knows which epochs count."""
    text = "".join(f"{to_json(metrics)}\n" for metrics in history)
    write_atomically(path, lambda temporary: temporary.write_text(text, encoding="utf-8"))


def _parse_lines(path: Path) -> Iterator[dict[str, Any]]:
    try:
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return
    for line in lines:
        try:
            metrics = json.loads(line)
        except (ValueError, RecursionError):
            continue
        if _is_epoch(metrics):
            yield metrics


def _is_epoch(metrics: object) -> bool:
    if not isinstance(metrics, dict):
        return False
    parts = metrics.get("parts", {})
    return (
        all(_is_count(metrics.get(name)) for name in ("epoch", "step"))
        and all(_is_number(metrics[name]) for name in _NUMBERS if name in metrics)
        and isinstance(parts, dict)
        and all(_is_number(value) for value in parts.values())
    )


def _is_count(value: object) -> bool:
    return type(value) is int and 0 <= value < _MOST


def _is_number(value: object) -> bool:
    # A measure that does not exist, like the AUC of a set without pairs, is None.
    return value is None or isinstance(value, float) or (type(value) is int and abs(value) < _MOST)
