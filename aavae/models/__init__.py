"""Models: what a run's configuration builds."""

from aavae.config import RunConfig
from aavae.models.autoencoder import Autoencoder
from aavae.models.normalise import Normalise
from aavae.models.posterior import Posterior, draw_z
from aavae.models.simclr import SimCLR

Model = Autoencoder | SimCLR

__all__ = ["Autoencoder", "Model", "Normalise", "Posterior", "SimCLR", "build_model", "draw_z"]


def build_model(config: RunConfig, normalise: Normalise) -> Model:
    """Build the untrained model of a run; weights come from torch's global generator (see `fork_rng`)."""
    if config.switches.contrastive:
        return SimCLR(config.model, config.temperature, normalise)
    return Autoencoder(config.model, config.switches, normalise)
