"""SimCLR (Chen et al., arXiv 2002.05709): the contrastive reference, with no decoder."""

import torch
from torch import Tensor, nn

from aavae.config import ModelConfig
from aavae.losses.nt_xent import compute_nt_xent
from aavae.models.normalise import Normalise
from aavae.models.posterior import DrawNoise, Posterior
from aavae.nn.collectives import gather_rows
from aavae.nn.encoder import build_encoder
from aavae.nn.heads import ProjectionHead


class SimCLR(nn.Module):
    """Encoder and projection head; its projection takes the place of mu.

    Args:
        config: the networks' sizes.
        temperature: of the NT-Xent loss.
        normalise: the images' channel statistics.

    Attributes:
        spans_processes: whether a training batch is what all processes hold of it: each view is told apart
            from all others of the batch, not only from those in its process.
    """

    num_views = 2

    def __init__(self, config: ModelConfig, temperature: float, normalise: Normalise) -> None:
        super().__init__()
        self.temperature = temperature
        self.spans_processes = False
        self.normalise = normalise
        self.encoder = build_encoder(config.encoder, config.image_size)
        self.head = ProjectionHead(self.encoder.out_features, config.latent_dim)

    def encode(self, images: Tensor) -> Posterior:
        """Map images (N, 3, H, W) in [0, 1] to features and projection."""
        h = self.encoder(self.normalise(images))
        return Posterior(h.float(), self.head(h), log_var=None)

    def forward(
        self, images: Tensor, views: list[Tensor], draw_noise: DrawNoise, features: None = None
    ) -> dict[str, Tensor]:
        """Compute the NT-Xent loss between two views of each image.

        Args:
            images: not used; every model has the same signature.
            views: two tensors (N, 3, H, W) in [0, 1], two augmentations of the same images.
            draw_noise: not used.
            features: not used.

        Returns:
            `loss`, a scalar in nats; the same in every process where the batch spans them.
        """
        projections = self.encode(torch.cat(views)).mu
        first, second = projections.chunk(2)
        if self.spans_processes:
            # Each process computes the whole batch's loss: small beside the encoder, and simple.
            first, second = gather_rows(first), gather_rows(second)
        return {"loss": compute_nt_xent(first, second, self.temperature)}
