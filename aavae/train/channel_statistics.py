"""Mean and standard deviation of the training images' colours, by which a model normalises all images."""

import numpy as np
import torch
from torch import Tensor

from aavae.data.image_set import choose_evenly
from aavae.data.mapped import release_pages

_MOST_PIXELS = 50_000 * 32 * 32
"""Pixels that are read: all of CIFAR-10's, and of a larger set evenly spaced images, which tell as much."""
_PART_PIXELS = 2_000 * 32 * 32
"""Pixels that are counted at a time: bincount makes eight bytes of each."""


def compute_channel_statistics(images: np.ndarray) -> tuple[Tensor, Tensor]:
    """Mean and standard deviation of each channel, in [0, 1], of uint8 images (N, 3, H, W).

    Of a set that has more pixels than the complete CIFAR-10 evenly spaced images are read.
    """
    levels = torch.arange(256, dtype=torch.float64) / 255
    counts = torch.zeros(3, 256, dtype=torch.float64)
    pixels = images[0, 0].size
    rows = choose_evenly(len(images), max(1, _MOST_PIXELS // pixels))
    for part in np.array_split(rows, max(1, len(rows) * pixels // _PART_PIXELS)):
        chosen = images[part]
        release_pages(images)
        for channel in range(3):
            counts[channel] += torch.from_numpy(np.bincount(chosen[:, channel].ravel(), minlength=256))
    weights = counts / counts.sum(dim=1, keepdim=True)
    mean = weights @ levels
    variance = weights @ levels.square() - mean.square()
    return mean.float(), variance.clamp(min=1e-8).sqrt().float()
