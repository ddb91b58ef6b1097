"""What decides how long a run's step takes and how much memory: what a measurement of it holds for."""

from typing import Any

from aavae.config import HardwareConfig, RunConfig
from aavae.data.store import DatasetInfo, describe_datasets
from aavae.data.trainable import check_images
from aavae.errors import UserError
from aavae.language import _
from aavae.machine import count_cores, describe_machine


def describe_step(config: RunConfig, hardware: HardwareConfig, info: DatasetInfo) -> dict[str, Any]:
    """Everything that decides what a step and what comes after an epoch cost, as JSON.

    Args:
        config: the run; its length, seed, learning rate and beta do not matter.
        hardware: where it computes.
        info: its image set.
    """
    augment = config.augment if config.switches.augment else None
    return {
        "model": config.model.model_dump(),
        "contrastive": config.switches.contrastive,
        "features": config.switches.features > 0,
        "optimizer": config.optim.optimizer,
        # Operations cost the same at any strength and probability but 0.
        "augment": augment and {name: value > 0 for name, value in augment if name.endswith("_probability")},
        "step_images": count_share(config, hardware, info.num_train),
        "hardware": take_one(hardware).model_dump(),
        "machine": describe_machine(),
    }


def find_images(config: RunConfig) -> DatasetInfo:
    """Find the image set of a run.

    Raises:
        UserError: it is not there, too small to train on, or of another size.
    """
    info = next((info for info in describe_datasets() if info.name == config.data), None)
    if info is None:
        raise UserError(
            _("The image set '{data}' is not there: import it first, or choose another.").format(
                data=config.data
            )
        )
    check_images(config, info.name, info.num_train, info.num_test, info.size)
    return info


def count_share(config: RunConfig, hardware: HardwareConfig, num_train: int) -> int:
    """Images of a step in one process."""
    return max(2, min(config.batch_size, num_train) // (hardware.devices * hardware.nodes))


def take_one(hardware: HardwareConfig) -> HardwareConfig:
    """One of several devices, with its part of the cores of a machine."""
    threads = hardware.threads
    if threads == 0 and hardware.devices > 1:
        threads = max(1, count_cores() // hardware.devices)
    return HardwareConfig(accelerator=hardware.accelerator, precision=hardware.precision, threads=threads)
