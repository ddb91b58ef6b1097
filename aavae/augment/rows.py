"""Whether an augmentation computes all images of a batch, or those alone that it changes."""

from torch import Tensor


def computes_every_row(images: Tensor) -> bool:
    """Whether every row is computed and the changed ones are kept.

    A CPU gains by leaving rows out. On another device, asking how many rows there are stops the device, and a
    CUDA graph (`aavae.train.replay`) cannot ask at all.
    """
    return not images.is_cpu


def keep_rows(images: Tensor, rows: Tensor, changed: Tensor) -> Tensor:
    """Take over the changed images where `rows`, bool (n,), in place."""
    return images.copy_(changed.where(rows.view(-1, 1, 1, 1), images))
