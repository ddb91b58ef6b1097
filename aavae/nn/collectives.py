"""What the networks and losses exchange between the processes that share a batch."""

from typing import Any

import torch
import torch.distributed as dist
from torch import Tensor
from torch.autograd.function import Function


def count_processes() -> int:
    """Processes that train together; 1 where no process group exists."""
    return dist.get_world_size() if dist.is_available() and dist.is_initialized() else 1


class _GatherRows(Function):
    """torch's own gather with gradients (`torch.distributed.nn.functional`) is deprecated."""

    @staticmethod
    def forward(ctx: Any, rows: Tensor) -> Tensor:
        parts = [torch.empty_like(rows) for _ in range(count_processes())]
        dist.all_gather(parts, rows)
        return torch.cat(parts)

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor) -> Tensor:
        # Every process computes with these rows, so their gradient is the sum over the processes.
        (total,) = (gradient.clone(memory_format=torch.contiguous_format) for gradient in gradients)
        dist.all_reduce(total)
        return total.chunk(count_processes())[dist.get_rank()]


def gather_rows(rows: Tensor) -> Tensor:
    """Concatenate the rows of all processes, in the order of their ranks; gradients flow to each.

    Args:
        rows: (n, ...), the same shape in every process.

    Returns:
        (n * number of processes, ...); `rows` themselves where there is one process.
    """
    return rows if count_processes() == 1 else _GatherRows.apply(rows.contiguous())
