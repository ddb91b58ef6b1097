"""Training the runs that go wrong on purpose, one after the other, and keeping the loss of every step."""

import contextlib
import shutil
from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from aavae.atomic import advise
from aavae.config import HardwareConfig, RunConfig
from aavae.data.store import load_dataset
from aavae.errors import UserError
from aavae.runs.execute import execute
from aavae.runs.interrupt import get_interruption
from aavae.runs.registry import Run, create_run, list_runs
from aavae.studies.step_losses import StepLosses, read_step_losses, write_step_losses

if TYPE_CHECKING:
    from aavae.train.metrics import Progress


def train_pitfall(
    name: str, config: RunConfig, hardware: HardwareConfig, report: Callable[[str], None]
) -> Run | None:
    """The run of this name, trained unless it is finished.

    A run that was left before its end begins anew: it takes a minute or two, and the losses of its first
    steps would be missing.

    Args:
        name: of the run.
        config: what is trained.
        hardware: where.
        report: called with a line before a training.

    Returns:
        The run; None if somebody asked to stop.

    Raises:
        UserError: a run of this name has other settings or is being trained, its files cannot be written, or
            the loss was no number any more.
    """
    run = next((run for run in list_runs() if run.name == name and not run.shipped), None)
    if run is not None and run.config != config:
        raise UserError(
            f"The run '{name}' has other settings than the one of that name here: rename or delete it on the "
            "Jobs page, then go on."
        )
    if run is not None and run.status.state == "finished" and read_step_losses(run.layout) is not None:
        return run
    if run is not None:
        if run.status.is_active:
            raise UserError(f"The run '{name}' is being trained by another process: wait until it is done.")
        shutil.rmtree(run.layout.path, ignore_errors=True)
    dataset = load_dataset(config.data)
    report(f"{name}: training")
    run = create_run(name, config)
    losses: list[float] = []

    def note(progress: "Progress") -> None:
        losses.append(progress.loss)

    with contextlib.closing(execute(run, dataset, hardware, note)) as epochs:
        for _ in epochs:
            pass
    if get_interruption() is not None and run.status.state != "finished":
        return None
    try:
        write_step_losses(StepLosses(np.array(losses, np.float32), config.batch_size), run.layout)
    except OSError as error:
        raise UserError(f"The losses of '{name}' cannot be written {advise(error)}.") from error
    return run
