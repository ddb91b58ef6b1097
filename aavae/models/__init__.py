"""Models: what a run's configuration builds."""

import torch

from aavae.config import RunConfig
from aavae.models.autoencoder import Autoencoder
from aavae.models.normalise import Normalise
from aavae.models.posterior import Posterior, draw_z
from aavae.models.simclr import SimCLR

Model = Autoencoder | SimCLR

__all__ = ["Autoencoder", "Model", "Normalise", "Posterior", "SimCLR", "build_untrained_model", "draw_z"]


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
