"""From a finished run to a shipped one: a small directory that holds what others need."""

import math
import shutil
from pathlib import Path

from aavae import packed
from aavae.atomic import require_writable
from aavae.errors import UserError
from aavae.language import _
from aavae.paths import checkpoints_dir, study_models_dir
from aavae.runs.layout import RunLayout
from aavae.runs.registry import Run, check_usable
from aavae.runs.snapshots import list_snapshots, snapshot_path
from aavae.train.compact import Weights, quantise
from aavae.train.state import load_weights, save_weights

_STUDY_STEP = 0.15
"""Of the weights of a study's model, of which there are dozens: see `aavae.train.compact.quantise`."""
_SNAPSHOT_STEP = 0.25


def publish(run: Run, name: str, snapshots: bool = True) -> RunLayout:
    """Copy a finished run's configuration, curves, samples, weights, snapshots to `checkpoints/<name>/`.

    Weights are stored in 8 bits, statistics of batch norm and channels in 32. Of the snapshots, those of
    epoch 0 and of the powers of four go along, in fewer steps.

    Args:
        run: a finished run.
        name: of the shipped run; one that is there already is replaced.
        snapshots: whether any go along.

    Raises:
        UserError: the name cannot be a run's, the run is not finished, is itself what would be replaced, its
            weights cannot be read, or nothing can be written there.
    """
    check_usable(name)
    layout = _publish_weights(run, checkpoints_dir() / name, step=0.0)
    if run.layout.samples.is_file():
        layout.samples.parent.mkdir()
        shutil.copyfile(run.layout.samples, layout.samples)
    if snapshots:
        layout.snapshots.mkdir()
        for epoch in filter(_is_shipped, list_snapshots(run.layout.snapshots)):
            weights = load_weights(snapshot_path(run.layout.snapshots, epoch))
            _save_packed(quantise(weights, _SNAPSHOT_STEP), snapshot_path(layout.snapshots, epoch))
    return layout


def publish_of_study(run: Run, step: float | None = _STUDY_STEP) -> RunLayout:
    """Copy a finished run's configuration, curves and weights to `checkpoints/_studies/`, under its own name.

    Args:
        run: a finished run.
        step: of its weights, see `aavae.train.compact.quantise`; None: without weights, for its curves alone.

    Raises:
        UserError: the name cannot be a run's, the run is not finished, is itself what would be replaced, its
            weights cannot be read, or nothing can be written there.
    """
    check_usable(run.name)
    return _publish_weights(run, study_models_dir() / run.name, step)


def _publish_weights(run: Run, path: Path, step: float | None) -> RunLayout:
    if run.status.state != "finished":
        raise UserError(
            _("The run '{name}' is {state}: publish it when it is finished.").format(
                name=run.name, state=run.status.state
            )
        )
    if path.resolve() == run.layout.path.resolve():
        raise UserError(
            _("The run '{name}' is published already: publish the run that it was made of.").format(
                name=run.name
            )
        )
    try:
        # Its place among the shipped ones: a folder's entries change, not only the folder that is replaced.
        path.parent.mkdir(parents=True, exist_ok=True)
        require_writable(path.parent / f"{path.name}.trial")
    except OSError as error:
        raise UserError(
            _("{parent} cannot be written ({strerror}): nothing is published.").format(
                parent=path.parent, strerror=error.strerror
            )
        ) from error
    # Read first: what is shipped now goes only when there is something to take its place.
    weights = None if step is None else quantise(load_weights(run.layout.weights), step)
    shutil.rmtree(path, ignore_errors=True)
    layout = RunLayout(path)
    layout.path.mkdir(parents=True)
    if weights is not None:
        _save_packed(weights, layout.weights)
    shutil.copyfile(run.layout.config, layout.config)
    shutil.copyfile(run.layout.metrics, layout.metrics)
    return layout


def _save_packed(weights: Weights, path: Path) -> None:
    save_weights(weights, path.with_name(path.name + packed.SUFFIX))


def _is_shipped(epoch: int) -> bool:
    return epoch == 0 or math.log2(epoch) % 2 == 0
