"""What every model's encoder returns."""

from typing import NamedTuple

import torch
from torch import Tensor


class Posterior(NamedTuple):
    """The encoder's view of a batch of images.

    Attributes:
        h: pooled features (N, encoder.out_features), what the paper probes.
        mu: posterior mean (N, latent_dim); SimCLR: the projection.
        log_var: log variance (N, latent_dim); None where a model has no posterior (SimCLR).
    """

    h: Tensor
    mu: Tensor
    log_var: Tensor | None


def draw_z(posterior: Posterior, generator: torch.Generator) -> Tensor:
    """Draw z = mu + sigma * epsilon (N, latent_dim); mu itself where there is no posterior."""
    if posterior.log_var is None:
        return posterior.mu
    epsilon = torch.randn(
        posterior.mu.shape, generator=generator, device=posterior.mu.device, dtype=posterior.mu.dtype
    )
    return posterior.mu + (0.5 * posterior.log_var).exp() * epsilon
