"""The loss of every step of a run, where somebody kept it. Reading it imports no torch."""

from pathlib import Path
from typing import NamedTuple

import numpy as np

from aavae.arrays import read_record, write_record
from aavae.runs.layout import RunLayout


class StepLosses(NamedTuple):
    """The losses of a training, step by step.

    Attributes:
        losses: float32 (S,), of each step's batch, nats an image.
        batch_size: images of a batch.
    """

    losses: np.ndarray
    batch_size: int

    @property
    def images_seen(self) -> np.ndarray:
        """int64 (S,), images seen after each step."""
        return self.batch_size * np.arange(1, len(self.losses) + 1)


def write_step_losses(losses: StepLosses, layout: RunLayout) -> None:
    """Keep them with their run, atomically.

    Raises:
        OSError: they cannot be written.
    """
    write_record(losses, locate_step_losses(layout))


def read_step_losses(layout: RunLayout) -> StepLosses | None:
    """Those of a run; None where there are none, or damaged ones."""
    return read_record(StepLosses, locate_step_losses(layout))


def locate_step_losses(layout: RunLayout) -> Path:
    """The file of a run that holds them."""
    return layout.path / "steps.npz"
