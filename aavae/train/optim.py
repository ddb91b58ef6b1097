"""The optimiser and its schedule."""

import torch
from torch import nn
from torch.optim import AdamW
from torch.optim.lr_scheduler import LambdaLR

from aavae.config import OptimConfig

_ONE_CYCLE_UP = 0.2


def build_optimizer(model: nn.Module, config: OptimConfig) -> AdamW:
    """AdamW that decays matrices and kernels, but neither biases nor batch-norm parameters."""
    parameters = [parameter for parameter in model.parameters() if parameter.requires_grad]
    return AdamW(
        [
            {"params": [p for p in parameters if p.ndim > 1], "weight_decay": config.weight_decay},
            {"params": [p for p in parameters if p.ndim <= 1], "weight_decay": 0.0},
        ],
        lr=config.learning_rate,
        fused=True,
    )


def compute_learning_rate_factor(config: OptimConfig, step: int, total_steps: int, epoch_steps: int) -> float:
    """Part of the peak learning rate at a step: one-cycle (Smith, arXiv 1708.07120), or warm-up, then 1.

    Args:
        config: names the schedule.
        step: optimiser steps already made.
        total_steps: steps of the whole run.
        epoch_steps: steps of an epoch.
    """
    if config.schedule == "constant":
        return min(1.0, (step + 1) / max(1, config.warmup_epochs * epoch_steps))
    up = max(1.0, _ONE_CYCLE_UP * total_steps)
    return min((step + 1) / up, max(0.0, (total_steps - step) / max(1.0, total_steps - up)), 1.0)


def build_schedule(
    optimizer: torch.optim.Optimizer, config: OptimConfig, total_steps: int, epoch_steps: int
) -> LambdaLR:
    """The learning rate as a function of the step."""
    return LambdaLR(
        optimizer, lambda step: compute_learning_rate_factor(config, step, total_steps, epoch_steps)
    )
