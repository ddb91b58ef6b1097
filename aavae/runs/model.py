"""From a run on disk to its model."""

from pathlib import Path

import torch

from aavae.errors import UserError
from aavae.language import _
from aavae.models import Model, Normalise, build_untrained_model
from aavae.runs.absent_weights import explain_absence
from aavae.runs.registry import Run
from aavae.train.state import load_weights


def load_model(run: Run, weights: Path | None = None, device: torch.device | str = "cpu") -> Model:
    """Load a run's model, in evaluation mode.

    Args:
        run: decides what is built.
        weights: the file of a snapshot; none: the run's present weights.
        device: where the model goes.

    Raises:
        UserError: the run has no weights, or they are damaged or do not fit its configuration.
    """
    if weights is None and not run.has_weights:
        raise UserError(explain_absence(run))
    tensors = load_weights(weights or run.layout.weights)
    model = build_untrained_model(run.config, Normalise())
    try:
        model.load_state_dict(tensors)
    except RuntimeError as error:
        raise UserError(
            _("The weights of '{name}' do not fit its config.json: train it again.").format(name=run.name)
        ) from error
    return model.to(device)
