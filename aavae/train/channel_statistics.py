"""Mean and standard deviation of the training images' colours, by which a model normalises all images."""

import numpy as np
import torch
from torch import Tensor


def compute_channel_statistics(images: np.ndarray) -> tuple[Tensor, Tensor]:
    """Mean and standard deviation of each channel, in [0, 1], of uint8 images (N, 3, H, W)."""
    levels = torch.arange(256, dtype=torch.float64) / 255
    counts = torch.zeros(3, 256, dtype=torch.float64)
    # In parts: bincount makes eight bytes of each pixel.
    for part in np.array_split(images, max(1, len(images) // 2_000)):
        for channel in range(3):
            counts[channel] += torch.from_numpy(np.bincount(part[:, channel].ravel(), minlength=256))
    weights = counts / counts.sum(dim=1, keepdim=True)
    mean = weights @ levels
    variance = weights @ levels.square() - mean.square()
    return mean.float(), variance.clamp(min=1e-8).sqrt().float()
