"""Runs of a few small steps, and what tests compare of them."""

from collections.abc import Callable

import torch

from aavae.config import HardwareConfig, ModelConfig, RunConfig
from aavae.data.image_set import Dataset
from aavae.methods import MethodName
from aavae.train.loop import Training
from aavae.train.metrics import EpochMetrics, Progress

Weights = dict[str, torch.Tensor]


def make_config(method: MethodName = "aavae", num_epochs: int = 2, **changes: object) -> RunConfig:
    values = {
        "method": method,
        "num_epochs": num_epochs,
        "batch_size": 16,
        "model": ModelConfig(latent_dim=8),
    }
    return RunConfig.model_validate({**values, **changes})


def drop_timings(history: list[EpochMetrics]) -> list[EpochMetrics]:
    return [metrics._replace(images_per_second=0, elapsed_seconds=0) for metrics in history]


def run(config: RunConfig, dataset: Dataset, cpu: HardwareConfig) -> tuple[list[EpochMetrics], Weights]:
    training = Training(config, dataset, cpu)
    history = list(training.epochs())
    return drop_timings(history), training.model.state_dict()


def stop_at(step: int) -> Callable[[Progress], bool]:
    return lambda progress: progress.step == step


def are_equal(first: Weights, second: Weights) -> bool:
    return first.keys() == second.keys() and all(torch.equal(first[name], second[name]) for name in first)
