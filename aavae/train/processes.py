"""What several processes that train one run agree on, between their parts of a batch.

They train it as one process would, up to rounding. The configured batch is the whole batch: its images, their
augmentations and the posterior's noise are drawn as in one process, by every process alike, and process r
works on the r-th of equal, contiguous parts (`aavae.train.share`). Batch norm and SimCLR's loss span the
parts, gradients and losses are averaged over them, and the learning rate stays as it is.
"""

import torch
from torch import Tensor

from aavae.train.fabric import Fabric


def average(fabric: Fabric, outputs: dict[str, Tensor]) -> dict[str, float]:
    """Mean of each scalar over the processes: finite in all or in none of them."""
    values = torch.stack(list(outputs.values()))
    means = fabric.all_reduce(values, reduce_op="mean")
    assert isinstance(means, Tensor)
    return dict(zip(outputs, means.tolist(), strict=True))


def is_true_anywhere(fabric: Fabric, answer: bool) -> bool:
    """Whether any of the processes says yes: the same in all of them."""
    if fabric.world_size == 1:
        return answer
    count = fabric.all_reduce(torch.tensor(float(answer), device=fabric.device), reduce_op="sum")
    assert isinstance(count, Tensor)
    return count.item() > 0
