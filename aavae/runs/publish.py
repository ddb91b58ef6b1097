"""From a finished run to a shipped one: a small directory that holds what others need."""

import shutil

from aavae.errors import UserError
from aavae.paths import checkpoints_dir
from aavae.runs.layout import RunLayout
from aavae.runs.registry import Run
from aavae.train.compact import quantise
from aavae.train.state import load_weights, save_weights


def publish(run: Run, name: str) -> RunLayout:
    """Copy a finished run's configuration, curves, samples, snapshots and weights to `checkpoints/<name>/`.

    Weights are stored in 8 bits, statistics of batch norm and channels in 32: see `aavae.train.compact`.

    Args:
        run: a finished run.
        name: of the shipped run; one that is there already is replaced.

    Raises:
        UserError: the run is not finished.
    """
    if run.status.state != "finished":
        raise UserError(f"The run '{run.name}' is {run.status.state}: publish it when it is finished.")
    layout = RunLayout(checkpoints_dir() / name)
    layout.path.mkdir(parents=True, exist_ok=True)
    save_weights(quantise(load_weights(run.layout.weights)), layout.weights)
    shutil.copyfile(run.layout.config, layout.config)
    shutil.copyfile(run.layout.metrics, layout.metrics)
    for source, target in (
        (run.layout.samples.parent, layout.samples.parent),
        (run.layout.snapshots, layout.snapshots),
    ):
        shutil.rmtree(target, ignore_errors=True)
        if source.is_dir():
            shutil.copytree(source, target)
    return layout
