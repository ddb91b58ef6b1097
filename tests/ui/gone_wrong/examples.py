"""Finished runs with the numbers that a test wants, without training."""

from typing import Any

import numpy as np

from aavae.config import RunConfig
from aavae.paths import runs_dir
from aavae.runs.layout import RunLayout, append_metrics, write_json
from aavae.runs.registry import Run
from aavae.runs.status import Status, write_status
from aavae.studies.pitfall_evidence import PitfallEvidence, write_evidence
from aavae.studies.pitfalls import Pitfall, build_healthy
from aavae.studies.step_losses import StepLosses, write_step_losses
from aavae.ui.gone_wrong.outcome import Pair, find_pair

PICTURES = np.full((5, 3, 32, 32), 128, np.uint8)
EVIDENCE = PitfallEvidence(PICTURES, PICTURES, mse=0.02, variation=0.5, num_active=100, kl=50.0)


def write_run(
    name: str,
    config: RunConfig,
    losses: list[float],
    evidence: PitfallEvidence = EVIDENCE,
    **last: Any,
) -> Run:
    """A run of three epochs.

    Args:
        name: of the run.
        config: its settings.
        losses: of its steps.
        evidence: what became of it.
        **last: numbers of its last epoch: `reconstruction` and `kl`, or others.
    """
    layout = RunLayout(runs_dir() / name)
    layout.path.mkdir(parents=True)
    write_json(layout.config, config.model_dump(mode="json"))
    write_status(layout.status, Status(state="finished", epoch=3))
    numbers = {"reconstruction": 3_500.0, "kl": 50.0, "knn_accuracy": 0.3, "elapsed_seconds": 90.0, **last}
    for epoch in (1, 2, 3):
        parts = {
            "reconstruction": numbers["reconstruction"] + 10.0 * (3 - epoch),
            "kl": numbers["kl"],
        }
        row = {
            "epoch": epoch,
            "step": epoch,
            "images_seen": 10_000 * epoch,
            "loss": sum(parts.values()),
            "gradient_norm": 300.0,
            "knn_accuracy": numbers["knn_accuracy"],
            "elapsed_seconds": numbers["elapsed_seconds"],
        }
        append_metrics(layout.metrics, {**row, "parts": parts})
    write_step_losses(StepLosses(np.array(losses, np.float32), config.batch_size), layout)
    write_evidence(evidence, layout)
    return Run(name, config, layout, shipped=False)


def make_pair(
    pitfall: Pitfall, losses: list[float], evidence: PitfallEvidence = EVIDENCE, **last: Any
) -> Pair:
    """A run that went wrong, beside a healthy one whose loss falls from 4,000 to 3,600."""
    write_run(pitfall.healthy_run, build_healthy(pitfall.method), [4_000.0 - 10 * step for step in range(41)])
    write_run(pitfall.run, pitfall.config, losses, evidence, **last)
    pair = find_pair(pitfall)
    assert pair is not None
    return pair
