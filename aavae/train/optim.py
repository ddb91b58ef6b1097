"""The optimisers and their schedule."""

from torch import nn
from torch.optim import Optimizer
from torch.optim.lr_scheduler import LambdaLR

from aavae.config import OptimConfig
from aavae.train.muon import Muon, MuonArithmetic
from aavae.train.uncompiled import UncompiledAdamW

_ONE_CYCLE_UP = 0.2
MUON_RATE = 20.0
"""Muon's learning rate as a multiple of AdamW's: its update is a matrix with singular values of 1."""


def build_optimizers(
    model: nn.Module, config: OptimConfig, muon_arithmetic: MuonArithmetic = "32"
) -> list[Optimizer]:
    """AdamW for all weights; or Muon for the encoder's kernels but the first, and AdamW for the rest.

    Matrices and kernels decay, biases and batch-norm parameters do not.

    Args:
        model: its encoder is the submodule `encoder`.
        config: the optimiser's settings.
        muon_arithmetic: of Muon's iterations.
    """
    parameters = [parameter for parameter in model.parameters() if parameter.requires_grad]
    inner = _list_inner_kernels(model.get_submodule("encoder")) if config.optimizer == "muon" else []
    taken = {id(parameter) for parameter in inner}
    rest = [parameter for parameter in parameters if id(parameter) not in taken]
    adamw = UncompiledAdamW(
        [
            {"params": [p for p in rest if p.ndim > 1], "weight_decay": config.weight_decay},
            {"params": [p for p in rest if p.ndim <= 1], "weight_decay": 0.0},
        ],
        lr=config.learning_rate,
        fused=True,
    )
    if not inner:
        return [adamw]
    return [adamw, Muon(inner, MUON_RATE * config.learning_rate, config.weight_decay, muon_arithmetic)]


def _list_inner_kernels(encoder: nn.Module) -> list[nn.Parameter]:
    """Convolution kernels in the order of the network, without the one that reads the pixels."""
    return [parameter for parameter in encoder.parameters() if parameter.ndim == 4][1:]


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


def build_schedule(optimizer: Optimizer, config: OptimConfig, total_steps: int, epoch_steps: int) -> LambdaLR:
    """The learning rate as a function of the step."""
    return LambdaLR(
        optimizer, lambda step: compute_learning_rate_factor(config, step, total_steps, epoch_steps)
    )
