"""What a run directory holds, and how its small files are written and read."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from aavae.atomic import write_atomically


class RunLayout:
    """The files of one run directory.

    Attributes:
        path: the directory.
        config: `config.json`, the run's RunConfig; never changes.
        status: `status.json`, see `aavae.runs.status`.
        metrics: `metrics.jsonl`, an object an epoch, append-only.
        log: `log.txt`, the trainer's output.
        weights: `model.safetensors`, what is shared.
        state: `state.pt`, what an exact resume needs.
        samples: `samples/`, see `aavae.runs.samples`.
        stop: `STOP`; while it exists the trainer saves and stops at its next batch.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.config = path / "config.json"
        self.status = path / "status.json"
        self.metrics = path / "metrics.jsonl"
        self.log = path / "log.txt"
        self.weights = path / "model.safetensors"
        self.state = path / "state.pt"
        self.samples = path / "samples"
        self.stop = path / "STOP"

    def __eq__(self, other: object) -> bool:
        """Two layouts of one directory are the same; caches find a run by it."""
        return isinstance(other, RunLayout) and self.path == other.path

    def __hash__(self) -> int:
        """By the directory."""
        return hash(self.path)


def write_json(path: Path, value: Any) -> None:
    """Write JSON atomically, indented for people."""
    text = json.dumps(value, indent=2) + "\n"
    write_atomically(path, lambda temporary: temporary.write_text(text, encoding="utf-8"))


def append_metrics(path: Path, metrics: dict[str, Any]) -> None:
    """Append one epoch's metrics as a line."""
    with open(path, "a", encoding="utf-8") as file:
        file.write(json.dumps(metrics) + "\n")


def read_metrics(path: Path) -> list[dict[str, Any]]:
    """Read the epochs' metrics; a missing file is an empty list, a torn last line is left out."""
    return list(_parse_lines(path))


def keep_metrics(path: Path, num_epochs: int) -> None:
    """Drop metrics of epochs after `num_epochs`, and a torn last line, before a resume repeats them."""
    lines = [json.dumps(metrics) for metrics in _parse_lines(path) if metrics["epoch"] <= num_epochs]
    text = "".join(f"{line}\n" for line in lines)
    write_atomically(path, lambda temporary: temporary.write_text(text, encoding="utf-8"))


def _parse_lines(path: Path) -> Iterator[dict[str, Any]]:
    try:
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    except FileNotFoundError:
        return
    for line in lines:
        try:
            metrics = json.loads(line)
        except (ValueError, RecursionError):
            continue
        if isinstance(metrics, dict) and isinstance(metrics.get("epoch"), int):
            yield metrics
