"""The order in which a training run sees its images."""

import torch
from torch import Tensor


def draw_order(num_images: int, batch_size: int, seed: int, epoch: int) -> Tensor:
    """Draw the order of one epoch: a function of seed and epoch alone, so a resumed run replays it.

    Args:
        num_images: images in the training set.
        batch_size: images in a step; the last, incomplete batch is dropped.
        seed: the run's seed.
        epoch: counted from 0.

    Returns:
        Indices (num_batches, batch_size), int64. A set smaller than a batch is one batch of all of it.
    """
    generator = torch.Generator().manual_seed(seed * 1_000_003 + epoch)
    order = torch.randperm(num_images, generator=generator)
    batch_size = min(batch_size, num_images)
    num_batches = num_images // batch_size
    return order[: num_batches * batch_size].view(num_batches, batch_size)
