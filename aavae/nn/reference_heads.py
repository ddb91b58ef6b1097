"""The heads of the reference implementation (github.com/Lightning-Universe/paper-AAVAE, src/models)."""

import math

import torch
from torch import Tensor, nn

from aavae.nn.heads import GaussianHead, build_hidden

LEAST_SIGMA = 1e-6
"""What the reference adds to exp(log_var / 2) to make sigma."""


class ReferenceGaussianHead(GaussianHead):
    """The same layers as ours, with log_var as it is: nothing bounds it."""

    def forward(self, h: Tensor) -> tuple[Tensor, Tensor]:
        """Map h (N, in_features) to mu and log_var, each (N, latent_dim), in float32.

        exp(log_var / 2) is the reference's whole sigma, the 1e-6 that it adds included.
        """
        hidden = self.hidden(h)
        half = 0.5 * self.log_var(hidden).float()
        least = torch.tensor(math.log(LEAST_SIGMA), device=half.device)
        return self.mu(hidden).float(), 2 * torch.logaddexp(half, least)


class DeterministicHead(nn.Module):
    """The head of the reference's AE: linear, batch norm, ReLU, a bias-free linear map to mu, no log_var."""

    def __init__(self, in_features: int, latent_dim: int) -> None:
        super().__init__()
        self.hidden = build_hidden(in_features)
        self.mu = nn.Linear(in_features, latent_dim, bias=False)

    def forward(self, h: Tensor) -> tuple[Tensor, None]:
        """Map h (N, in_features) to mu (N, latent_dim), in float32."""
        return self.mu(self.hidden(h)).float(), None
