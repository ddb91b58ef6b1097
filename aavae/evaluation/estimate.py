"""What a run will take in time, memory and disk, from a measurement on this machine.

Finding an estimate imports no torch; making one does, and should be left to a process of its own.
"""

from typing import Any, NamedTuple

from aavae.config import HardwareConfig, RunConfig
from aavae.data.store import DatasetInfo, describe_datasets
from aavae.data.trainable import check_images
from aavae.errors import UserError
from aavae.evaluation.cache import compute_key, find, find_or_compute
from aavae.machine import count_cores, describe_machine
from aavae.paths import cache_dir
from aavae.runs.snapshots import is_snapshot_epoch

_KIND = "estimate"
EVALUATED_IMAGES = 9_000
"""Images encoded after each epoch; of a small set, each training image twice and each test image thrice."""
RECALIBRATION_IMAGES = 5_000
"""Images encoded to recalibrate batch norm: for each snapshot, and after the last epoch."""
_EPOCH_BYTES = 1_000
"""An epoch's line in the metrics, and the same in the state and in the temporary file that replaces it."""


class Measurement(NamedTuple):
    """What one process measured.

    Attributes:
        device: where it computed, for people, e.g. "cpu" or "NVIDIA H100".
        precision: the arithmetic, e.g. "bf16-mixed".
        step_seconds: one training step.
        tried_images: images in the largest step that was made; if a real one has more, it is extrapolated.
        evaluation_seconds: one image through the encoder in evaluation.
        epoch_seconds: what comes after each epoch besides encoding: comparing representations, writing files.
        startup_seconds: from the start of the process to the first step.
        memory_bytes: the peak without the image set: of the device on CUDA, else of the process.
        weights_bytes: size of `model.safetensors`.
        state_bytes: size of `state.pt`: weights and the optimiser's two moments.
        snapshot_bytes: size of a snapshot.
        device_free_bytes: free on a CUDA device before the first step; 0 elsewhere.
    """

    device: str
    precision: str
    step_seconds: float
    tried_images: int
    evaluation_seconds: float
    epoch_seconds: float
    startup_seconds: float
    memory_bytes: int
    weights_bytes: int
    state_bytes: int
    snapshot_bytes: int
    device_free_bytes: int


class Estimate(NamedTuple):
    """What a whole run will take.

    Attributes:
        seconds: from start to end, if the machine is as busy as it was when it was measured.
        seconds_per_epoch: with what comes after each epoch.
        images_per_second: training images over the time of the steps.
        memory_bytes: the peak: of each device on CUDA, else of all the run's processes on a machine.
        disk_bytes: the most that the run directory holds at once.
        device: where it computes, for people.
        precision: the arithmetic.
        is_extrapolated: whether a step of the real size was too long or too large to be tried.
        device_free_bytes: free on a CUDA device when it was measured; 0 elsewhere.
    """

    seconds: float
    seconds_per_epoch: float
    images_per_second: float
    memory_bytes: int
    disk_bytes: int
    device: str
    precision: str
    is_extrapolated: bool
    device_free_bytes: int


def compute_estimate(
    measurement: Measurement, config: RunConfig, hardware: HardwareConfig, num_train: int, num_test: int
) -> Estimate:
    """What a run takes, by what a step of it takes.

    Several devices are taken to share a batch at no cost: exchanging gradients is not measured.

    Args:
        measurement: of this run's `_describe_step`; epochs, seed and learning rate may differ.
        config: the run.
        hardware: where it computes.
        num_train: training images.
        num_test: test images.
    """
    step_images = min(config.batch_size, num_train)
    steps_seconds = num_train // step_images * measurement.step_seconds
    image_seconds = measurement.evaluation_seconds
    evaluated = min(EVALUATED_IMAGES, 2 * num_train + 3 * num_test)
    pause_seconds = evaluated * image_seconds + measurement.epoch_seconds
    num_snapshots = sum(is_snapshot_epoch(epoch) for epoch in range(config.num_epochs + 1))
    num_recalibrations = num_snapshots + 1 if config.recalibrate else 0
    image_bytes = 3 * config.model.image_size**2
    data_bytes = (num_train + num_test) * image_bytes
    on_cuda = measurement.device_free_bytes > 0
    return Estimate(
        seconds=measurement.startup_seconds
        # The untrained model is evaluated and saved too.
        + (config.num_epochs + 1) * pause_seconds
        + config.num_epochs * steps_seconds
        + num_recalibrations * min(RECALIBRATION_IMAGES, num_train) * image_seconds,
        seconds_per_epoch=steps_seconds + pause_seconds,
        images_per_second=step_images / measurement.step_seconds,
        memory_bytes=(measurement.memory_bytes + data_bytes) * (1 if on_cuda else hardware.devices),
        disk_bytes=measurement.weights_bytes
        # The new state is complete before the old one goes.
        + 2 * measurement.state_bytes
        + num_snapshots * measurement.snapshot_bytes
        + config.num_epochs * _EPOCH_BYTES,
        device=measurement.device,
        precision=measurement.precision,
        is_extrapolated=measurement.tried_images < _count_share(config, hardware, num_train),
        device_free_bytes=measurement.device_free_bytes,
    )


def find_estimate(config: RunConfig, hardware: HardwareConfig) -> Estimate | None:
    """The estimate of a run, if one like it was measured on this machine before.

    Raises:
        UserError: its image set is not there, or its images are of another size.
    """
    info = _find_images(config)
    measurement = find(Measurement, _KIND, _describe_step(config, hardware, info.num_train))
    if measurement is None:
        return None
    return compute_estimate(measurement, config, hardware, info.num_train, info.num_test)


def forget_estimate(config: RunConfig, hardware: HardwareConfig) -> None:
    """Forget what was measured for runs like this one, say because the machine was busy then.

    Raises:
        UserError: its image set is not there, or its images are of another size.
    """
    info = _find_images(config)
    inputs = _describe_step(config, hardware, info.num_train)
    (cache_dir() / compute_key(_KIND, inputs)).unlink(missing_ok=True)


def evaluate_estimate(
    config: RunConfig, hardware: HardwareConfig, import_seconds: float = 0.0, again: bool = False
) -> Estimate:
    """The estimate of a run, measured now unless one like it was before.

    On a CPU it counts the memory of this whole process, so it should be one that has done nothing else.

    Args:
        config: the run.
        hardware: where it would compute.
        import_seconds: what it took from the start of the process until here.
        again: measure in any case, and forget what was measured before.

    Raises:
        UserError: its image set is not there, its images are of another size, or this machine does not have
            that hardware.
    """
    info = _find_images(config)

    def compute() -> Measurement:
        from aavae.evaluation.measuring import measure

        return measure(
            config, _count_share(config, hardware, info.num_train), _take_one(hardware), import_seconds
        )

    if again:
        forget_estimate(config, hardware)
    inputs = _describe_step(config, hardware, info.num_train)
    measurement = find_or_compute(Measurement, _KIND, inputs, compute)
    return compute_estimate(measurement, config, hardware, info.num_train, info.num_test)


def _find_images(config: RunConfig) -> DatasetInfo:
    info = next((info for info in describe_datasets() if info.name == config.data), None)
    if info is None:
        raise UserError(f"The image set '{config.data}' is not there: import it first, or choose another.")
    check_images(config, info.name, info.num_train, info.num_test, info.size)
    return info


def _count_share(config: RunConfig, hardware: HardwareConfig, num_train: int) -> int:
    """Images of a step in one process."""
    return max(2, min(config.batch_size, num_train) // (hardware.devices * hardware.nodes))


def _take_one(hardware: HardwareConfig) -> HardwareConfig:
    """One of several devices, with its part of the cores of a machine."""
    threads = hardware.threads
    if threads == 0 and hardware.devices > 1:
        threads = max(1, count_cores() // hardware.devices)
    return HardwareConfig(accelerator=hardware.accelerator, precision=hardware.precision, threads=threads)


def _describe_step(config: RunConfig, hardware: HardwareConfig, num_train: int) -> dict[str, Any]:
    """Everything that decides how long a step takes and how much memory: what a measurement holds for."""
    augment = config.augment if config.switches.augment else None
    return {
        "model": config.model.model_dump(),
        "contrastive": config.switches.contrastive,
        # Operations cost the same at any strength and probability but 0.
        "augment": augment and {name: value > 0 for name, value in augment if name.endswith("_probability")},
        "step_images": _count_share(config, hardware, num_train),
        "hardware": _take_one(hardware).model_dump(),
        "machine": describe_machine(),
    }
