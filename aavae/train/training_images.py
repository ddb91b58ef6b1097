"""The training images where the computation is: moved to a GPU at once, or read as they are needed."""

import numpy as np
import torch
from torch import Tensor

from aavae.data.mapped import gather_rows, release_pages

_PART = 2_000
"""Images that are moved at a time."""


class TrainingImages:
    """All training images as one uint8 tensor, of which a large mapped file never fills the memory.

    Args:
        images: uint8 (N, 3, H, W), mapped or in memory.
        device: a GPU gets a copy; the CPU reads the array itself.

    Attributes:
        tensor: uint8 (N, 3, H, W), on the device.
    """

    def __init__(self, images: np.ndarray, device: torch.device) -> None:
        self._source = images
        self.tensor = torch.from_numpy(images)
        if device.type != "cpu":
            moved = torch.empty(images.shape, dtype=torch.uint8, device=device)
            for target, part in zip(moved.split(_PART), self.tensor.split(_PART), strict=True):
                target.copy_(part)
                self.release()
            self.tensor = moved

    def __len__(self) -> int:
        """The number of images."""
        return len(self.tensor)

    def take(self, rows: Tensor) -> Tensor:
        """The images of some rows, int64 (M,), in their order: uint8 (M, 3, H, W) on the device."""
        if self.tensor.device.type == "cpu":
            return torch.from_numpy(gather_rows(self._source, rows.numpy()))
        return self.tensor[rows.to(self.tensor.device)]

    def release(self) -> None:
        """Give back the memory of what was read from a large file; called after each reading."""
        release_pages(self._source)
