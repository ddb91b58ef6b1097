"""Models: what a run's configuration builds."""

import torch

from aavae.config import RunConfig
from aavae.models.autoencoder import Autoencoder
from aavae.models.normalise import Normalise
from aavae.models.posterior import Posterior, compute_z, draw_z
from aavae.models.simclr import SimCLR
from aavae.nn.batch_norm import synchronise_batch_norm

Model = Autoencoder | SimCLR

__all__ = [
    "Autoencoder",
    "Model",
    "Normalise",
    "Posterior",
    "SimCLR",
    "build_untrained_model",
    "compute_z",
    "draw_z",
    "span_processes",
]


def build_untrained_model(config: RunConfig, normalise: Normalise) -> Model:
    """Build a run's model as it is before its first step, in evaluation mode.

    The weights are a function of the configuration's seed alone; torch's global generator is as before.
    """
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(config.seed)
        if config.switches.contrastive:
            model = SimCLR(config.model, config.temperature, normalise)
        else:
            model = Autoencoder(config.model, config.switches, normalise)
    return model.to(memory_format=torch.channels_last).eval()


def span_processes(model: Model) -> None:
    """Make a model's training step see the whole batch where several processes hold a part of it each.

    Batch norm then has the statistics of the batch, and SimCLR its negatives, so that the mean over the
    processes of loss and gradients is what one process would compute. Names and values of the weights stay.
    """
    synchronise_batch_norm(model)
    if isinstance(model, SimCLR):
        model.spans_processes = True
