"""Per-channel normalisation that travels with a model's weights."""

import torch
from torch import Tensor, nn


class Normalise(nn.Module):
    """Images in [0, 1] to zero mean and unit variance a channel, and back.

    The statistics are buffers: a shared model needs nothing but its weights to read an image.
    """

    mean: Tensor
    std: Tensor

    def __init__(self, mean: Tensor | None = None, std: Tensor | None = None) -> None:
        super().__init__()
        shape = (1, 3, 1, 1)
        self.register_buffer("mean", torch.zeros(shape) if mean is None else mean.float().reshape(shape))
        self.register_buffer("std", torch.ones(shape) if std is None else std.float().reshape(shape))

    def forward(self, images: Tensor) -> Tensor:
        """Map images (N, 3, H, W) in [0, 1] to normalised images."""
        return (images - self.mean) / self.std

    def invert(self, normalised: Tensor) -> Tensor:
        """Map normalised images back to [0, 1], clamped."""
        return (normalised.float() * self.std + self.mean).clamp(0, 1)
