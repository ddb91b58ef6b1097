"""Batch norm over the whole batch, where several processes hold a part of it each.

torch's own SyncBatchNorm runs on GPUs alone; this one runs on any device that torch can exchange tensors on.
"""

from typing import Any

import torch
import torch.distributed as dist
from torch import Tensor, nn
from torch.autograd.function import Function
from torch.nn.functional import batch_norm
from torch.nn.modules.batchnorm import _BatchNorm

from aavae.nn.collectives import count_processes, gather_rows


class _Normalise(Function):
    """Normalise by statistics of the whole batch, and let gradients flow through them.

    With the statistics as constants, torch's fused kernels give the output, the gradients of weight and
    bias, and the first of three terms of the input's gradient. What flows through mean and variance are
    two more terms, made of the gradients of bias and weight summed over the processes.
    """

    @staticmethod
    def forward(
        ctx: Any, inputs: Tensor, weight: Tensor, bias: Tensor, mean: Tensor, variance: Tensor, eps: float
    ) -> Tensor:
        ctx.save_for_backward(inputs, weight, mean, variance)
        ctx.eps = eps
        return batch_norm(inputs, mean, variance, weight, bias, training=False, eps=eps)

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor) -> tuple[Tensor | None, ...]:
        inputs, weight, mean, variance = ctx.saved_tensors
        direct, weight_gradient, bias_gradient = torch.ops.aten.native_batch_norm_backward(
            gradients[0], inputs, weight, mean, variance, None, None, False, ctx.eps, [True, True, True]
        )
        sums = torch.stack([weight_gradient, bias_gradient])
        dist.all_reduce(sums)
        count = count_processes() * inputs.numel() // inputs.shape[1]
        along_inputs, along_ones = sums * (weight * (variance + ctx.eps).rsqrt() / count)
        through_statistics = batch_norm(
            inputs, mean, variance, along_inputs, along_ones, training=False, eps=ctx.eps
        )
        return direct - through_statistics, weight_gradient, bias_gradient, None, None, None


class GlobalBatchNorm(_BatchNorm):
    """`nn.BatchNorm1d` or `nn.BatchNorm2d` with the statistics of all processes' parts of the batch.

    Equals the parent on the concatenated batch, outputs, gradients and running statistics, up to rounding;
    every process must hold equally many rows. In evaluation, without gradients (each process recalibrates
    on the same images by itself) and where there is one process it is the parent's forward.
    """

    def _check_input_dim(self, input: Tensor) -> None:
        """Any number of dimensions."""

    def forward(self, input: Tensor) -> Tensor:
        """Map (N, C, ...) to the same shape."""
        if not (self.training and torch.is_grad_enabled()) or count_processes() == 1:
            return super().forward(input)
        with torch.no_grad():
            mean, variance = self._compute_statistics(input)
            self._update_running_statistics(mean, variance, count_processes() * input.numel() // len(mean))
        return _Normalise.apply(input, self.weight, self.bias, mean, variance, self.eps)

    def _compute_statistics(self, inputs: Tensor) -> tuple[Tensor, Tensor]:
        """Mean and biased variance over all processes, each float32 (C,)."""
        scratch = torch.zeros_like(self.weight), torch.ones_like(self.weight)
        own = torch.stack(torch.batch_norm_update_stats(inputs, *scratch, momentum=0.0))
        means, variances = gather_rows(own[None]).unbind(dim=1)
        return means.mean(dim=0), variances.mean(dim=0) + means.var(dim=0, correction=0)

    def _update_running_statistics(self, mean: Tensor, variance: Tensor, count: int) -> None:
        assert self.running_mean is not None
        assert self.running_var is not None
        assert self.num_batches_tracked is not None
        self.num_batches_tracked.add_(1)
        momentum = 1 / self.num_batches_tracked.item() if self.momentum is None else self.momentum
        self.running_mean.lerp_(mean, momentum)
        self.running_var.lerp_(variance * count / (count - 1), momentum)


def synchronise_batch_norm(module: nn.Module) -> None:
    """Replace every batch norm within a module by a `GlobalBatchNorm` with the same tensors, in place."""
    for name, child in module.named_children():
        if isinstance(child, nn.BatchNorm1d | nn.BatchNorm2d):
            setattr(module, name, _convert(child))
        else:
            synchronise_batch_norm(child)


def _convert(norm: nn.BatchNorm1d | nn.BatchNorm2d) -> GlobalBatchNorm:
    converted = GlobalBatchNorm(norm.num_features, norm.eps, norm.momentum)
    converted.weight, converted.bias = norm.weight, norm.bias
    converted.running_mean, converted.running_var = norm.running_mean, norm.running_var
    converted.num_batches_tracked = norm.num_batches_tracked
    return converted.train(norm.training)
