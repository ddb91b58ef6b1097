"""Heads: pooled features h to the parameters of the posterior, or to SimCLR's projection."""

from torch import Tensor, nn

LOG_VAR_BOUND = 10.0
"""`|log_var|` stays below this, so sigma stays within (0.0067, 148)."""


def build_hidden(in_features: int) -> nn.Sequential:
    """Linear, batch norm, ReLU, all `in_features` wide: what comes before the last maps of every head."""
    return nn.Sequential(
        nn.Linear(in_features, in_features), nn.BatchNorm1d(in_features), nn.ReLU(inplace=True)
    )


class GaussianHead(nn.Module):
    """Linear, batch norm, ReLU, then bias-free linear maps to mu and log_var (arXiv 2107.12329).

    Nothing in an AAVAE's loss bounds log_var: latents that the decoder ignores drift to any variance, and
    exp(log_var) overflows. `bound * tanh(raw / bound)` keeps it finite, leaves values near 0 as they are
    (the posterior of a VAE lies well inside).
    """

    def __init__(self, in_features: int, latent_dim: int) -> None:
        super().__init__()
        self.hidden = build_hidden(in_features)
        self.mu = nn.Linear(in_features, latent_dim, bias=False)
        self.log_var = nn.Linear(in_features, latent_dim, bias=False)

    def forward(self, h: Tensor) -> tuple[Tensor, Tensor]:
        """Map h (N, in_features) to mu and log_var, each (N, latent_dim), in float32."""
        hidden = self.hidden(h)
        raw = self.log_var(hidden).float()
        return self.mu(hidden).float(), LOG_VAR_BOUND * (raw / LOG_VAR_BOUND).tanh()


class ProjectionHead(nn.Module):
    """SimCLR's projection: linear, batch norm, ReLU, linear (arXiv 2002.05709, section 4.2)."""

    def __init__(self, in_features: int, latent_dim: int) -> None:
        super().__init__()
        self.hidden = build_hidden(in_features)
        self.projection = nn.Linear(in_features, latent_dim, bias=False)

    def forward(self, h: Tensor) -> Tensor:
        """Map h (N, in_features) to the projection (N, latent_dim), in float32."""
        return self.projection(self.hidden(h)).float()
