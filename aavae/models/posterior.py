"""What every model's encoder returns."""

from collections.abc import Callable
from typing import NamedTuple

import torch
from torch import Tensor

DrawNoise = Callable[[], Tensor]
"""Draws standard normal noise (N, latent_dim) for a batch, in float32.

A callable, because mixed precision rounds the tensors that a model's forward is given.
"""


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


def compute_z(posterior: Posterior, noise: Tensor) -> Tensor:
    """Compute z = mu + sigma * noise (N, latent_dim); mu itself where there is no posterior."""
    if posterior.log_var is None:
        return posterior.mu
    return posterior.mu + (0.5 * posterior.log_var).exp() * noise


def draw_z(posterior: Posterior, generator: torch.Generator) -> Tensor:
    """Draw z ~ N(mu, sigma^2) (N, latent_dim); mu itself where there is no posterior."""
    if posterior.log_var is None:
        return posterior.mu
    mu = posterior.mu
    return compute_z(posterior, torch.randn(mu.shape, generator=generator, device=mu.device, dtype=mu.dtype))
