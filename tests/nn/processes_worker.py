"""What two processes compute together on a batch, for `test_batch_norm.py` and `test_collectives.py`.

`python -m tests.nn.processes_worker FOLDER` starts the second process itself; each writes FOLDER/RANK.pt.
"""

import sys
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from aavae.nn.batch_norm import synchronise_batch_norm
from aavae.nn.collectives import gather_rows
from aavae.train.fabric import Fabric

Norm = nn.BatchNorm1d | nn.BatchNorm2d

ROWS = 6
"""Of the whole batch; each process holds half of them."""
CASES: dict[str, tuple[type[Norm], tuple[int, ...], torch.dtype]] = {
    "2d": (nn.BatchNorm2d, (ROWS, 5, 3, 4), torch.float32),
    "1d": (nn.BatchNorm1d, (ROWS, 5), torch.float32),
    "a row each": (nn.BatchNorm1d, (2, 5), torch.float32),
    "double": (nn.BatchNorm2d, (ROWS, 5, 3, 4), torch.float64),
    "mixed": (nn.BatchNorm2d, (ROWS, 5, 3, 4), torch.bfloat16),
}


def build_norm(case: str) -> Norm:
    """A batch norm whose weight and bias are not those it starts with."""
    kind, shape, dtype = CASES[case]
    norm = kind(shape[1])
    generator = torch.Generator().manual_seed(1)
    nn.init.normal_(norm.weight, generator=generator)
    nn.init.normal_(norm.bias, generator=generator)
    return norm.double() if dtype == torch.float64 else norm


def draw_batch(case: str) -> tuple[Tensor, Tensor]:
    """Inputs far from zero mean and unit variance, and the gradient of the outputs."""
    _, shape, dtype = CASES[case]
    generator = torch.Generator().manual_seed(0)
    inputs = 3 + 2 * torch.randn(shape, generator=generator, dtype=torch.float64)
    gradient = torch.randn(shape, generator=generator, dtype=torch.float64)
    return inputs.to(dtype), gradient.to(dtype)


def compute(norm: nn.Module, inputs: Tensor, gradient: Tensor) -> dict[str, Tensor]:
    """Outputs, gradients and running statistics of one step in training mode."""
    inputs = inputs.clone().requires_grad_()
    outputs = norm.train()(inputs)
    outputs.backward(gradient)
    assert inputs.grad is not None
    gradients = {f"{name}.grad": p.grad for name, p in norm.named_parameters() if p.grad is not None}
    return {
        "outputs": outputs.detach(),
        "inputs.grad": inputs.grad,
        **gradients,
        **dict(norm.named_buffers()),
    }


def _compute_case(case: str, rank: int) -> dict[str, Tensor]:
    holder = nn.Sequential(build_norm(case))
    synchronise_batch_norm(holder)
    inputs, gradient = (values.chunk(2)[rank] for values in draw_batch(case))
    return compute(holder[0], inputs, gradient)


def _compute_without_gradients(rank: int) -> dict[str, Tensor]:
    """Each process alone, as in a recalibration: rank 1 does not even take part."""
    holder = nn.Sequential(build_norm("2d"))
    synchronise_batch_norm(holder)
    if rank == 0:
        with torch.no_grad():
            holder.train()(draw_batch("2d")[0])
    return dict(holder[0].named_buffers())


def _gather(rank: int) -> dict[str, Tensor]:
    rows = (torch.arange(4.0).view(2, 2) + 10 * rank).requires_grad_()
    gathered = gather_rows(rows)
    (gathered * torch.arange(1.0, 5).view(4, 1) * (rank + 1)).sum().backward()
    assert rows.grad is not None
    return {"gathered": gathered.detach(), "rows.grad": rows.grad}


def main() -> None:
    """Compute everything, in each process."""
    fabric = Fabric(accelerator="cpu", devices=2, strategy="ddp")
    fabric.launch()
    rank = fabric.global_rank
    results: dict[str, Any] = {case: _compute_case(case, rank) for case in CASES}
    results["without gradients"] = _compute_without_gradients(rank)
    results["gather"] = _gather(rank)
    torch.save(results, Path(sys.argv[1]) / f"{rank}.pt")


if __name__ == "__main__":
    main()
