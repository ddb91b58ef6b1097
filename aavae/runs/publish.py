"""From a finished run to a shipped one: a small directory that holds what others need."""

import shutil

import torch

from aavae.errors import UserError
from aavae.paths import checkpoints_dir
from aavae.runs.layout import RunLayout
from aavae.runs.registry import Run
from aavae.train.state import load_weights, save_weights


def publish(run: Run, name: str) -> RunLayout:
    """Copy a finished run's configuration, curves, samples and weights to `checkpoints/<name>/`.

    Weights are stored in half precision, batch-norm statistics and channel statistics in 32 bits.

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
    save_weights(_halve(load_weights(run.layout.weights)), layout.weights)
    shutil.copyfile(run.layout.config, layout.config)
    shutil.copyfile(run.layout.metrics, layout.metrics)
    if run.layout.samples.is_dir():
        shutil.copytree(run.layout.samples, layout.samples, dirs_exist_ok=True)
    return layout


def _halve(weights: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    kept = ("running_mean", "running_var", "normalise.mean", "normalise.std")
    return {
        name: tensor.half() if tensor.is_floating_point() and not name.endswith(kept) else tensor
        for name, tensor in weights.items()
    }
