"""What a run will take in time, memory and disk, by a measurement or by real epochs. Imports no torch."""

import statistics
from typing import NamedTuple

from aavae.config import HardwareConfig, RunConfig
from aavae.data.mapped import KEPT_BYTES
from aavae.estimate.pace import Pace
from aavae.estimate.step_key import count_share
from aavae.formatting import format_count, format_duration
from aavae.language import _, ngettext
from aavae.runs.snapshots import is_snapshot_epoch

EVALUATED_IMAGES = 9_000
"""Images encoded after each epoch; of a small set, each training image twice and each test image thrice."""
RECALIBRATION_IMAGES = 5_000
"""Images encoded to recalibrate batch norm: for each snapshot, and after the last epoch."""
_EPOCH_BYTES = 1_000
"""An epoch's line in the metrics, and the same in the state and in the temporary file that replaces it."""
_STEPS_DOUBT, _EXTRAPOLATION_DOUBT, _EPOCHS_DOUBT = 1.2, 1.15, 1.1
"""How many times longer or shorter a run may take than a few steps say; smaller steps; real epochs."""


class Measurement(NamedTuple):
    """What one process measured.

    Attributes:
        device: where it computed, for people, e.g. "cpu" or "NVIDIA H100".
        precision: the arithmetic, e.g. "bf16-mixed".
        step_seconds: one training step.
        step_spread: the longest of the timed steps over the shortest; at least 1.
        tried_images: images in the largest step that was timed; if a real one has more, it is extrapolated.
        evaluation_seconds: one image through the encoder in evaluation.
        epoch_seconds: what comes after each epoch besides encoding: comparing representations, writing files.
        startup_seconds: from the start of the process to the first step, but for reading the images.
        memory_bytes: the peak without the images: of the device on CUDA, else of the process.
        weights_bytes: size of `model.safetensors`.
        state_bytes: size of `state.pt`: weights and the optimiser's moments.
        snapshot_bytes: size of a snapshot.
        device_free_bytes: free on a CUDA device before the first step; 0 elsewhere.
    """

    device: str
    precision: str
    step_seconds: float
    step_spread: float
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
        low_seconds: it hardly takes less.
        high_seconds: it hardly takes more.
        seconds_per_epoch: with what comes after each epoch.
        images_per_second: training images over the time of the steps.
        memory_bytes: the peak: of each device on CUDA, else of all the run's processes on a machine.
        disk_bytes: the most that the run directory holds at once.
        device: where it computes, for people.
        precision: the arithmetic.
        is_extrapolated: whether the steps that were timed were smaller than the run's.
        real_epochs: epochs of real runs that the time comes from; 0: from a few steps.
        is_beside_work: whether it holds while other programs keep the machine busy, or while they do not.
        device_free_bytes: free on a CUDA device when it was measured; 0 elsewhere.
    """

    seconds: float
    low_seconds: float
    high_seconds: float
    seconds_per_epoch: float
    images_per_second: float
    memory_bytes: int
    disk_bytes: int
    device: str
    precision: str
    is_extrapolated: bool
    real_epochs: int
    is_beside_work: bool
    device_free_bytes: int


def compute_estimate(
    measurement: Measurement,
    config: RunConfig,
    hardware: HardwareConfig,
    *,
    num_train: int,
    num_test: int,
    pace: Pace | None = None,
    beside_work: bool = False,
) -> Estimate:
    """What a run takes, by what a step of it takes.

    Several devices are taken to share a batch at no cost, unless real epochs say what it costs.

    Args:
        measurement: of a run with the same step; epochs, seed and learning rate may differ.
        config: the run.
        hardware: where it computes.
        num_train: training images.
        num_test: test images.
        pace: of real runs with the same step, which then decides the time of steps and pauses.
        beside_work: whether both were measured while other programs kept the machine busy.
    """
    step_images = min(config.batch_size, num_train)
    num_steps = num_train // step_images
    image_seconds = measurement.evaluation_seconds
    evaluated = min(EVALUATED_IMAGES, 2 * num_train + 3 * num_test)
    step_seconds = measurement.step_seconds
    pause_seconds = evaluated * image_seconds + measurement.epoch_seconds
    is_extrapolated = measurement.tried_images < count_share(config, hardware, num_train)
    doubt = max(_STEPS_DOUBT, measurement.step_spread**0.5) * (_EXTRAPOLATION_DOUBT if is_extrapolated else 1)
    if pace is not None:
        step_seconds = statistics.fmean(pace.step_seconds)
        pause_seconds = statistics.fmean(pace.pause_seconds)
        is_extrapolated = False
        doubt = max(_EPOCHS_DOUBT, pace.compute_doubt(num_steps))
    num_snapshots = sum(is_snapshot_epoch(epoch) for epoch in range(config.num_epochs + 1))
    num_recalibrations = num_snapshots + 1 if config.recalibrate else 0
    on_cuda = measurement.device_free_bytes > 0
    image_bytes = 3 * config.model.image_size**2
    set_bytes = (num_train + num_test) * image_bytes
    # The whole set, of which a large one stays on disk but on a GPU, and what is encoded after each epoch.
    data_bytes = (set_bytes if on_cuda else min(set_bytes, KEPT_BYTES)) + evaluated * image_bytes
    seconds = (
        measurement.startup_seconds
        # The untrained model is evaluated and saved too.
        + (config.num_epochs + 1) * pause_seconds
        + config.num_epochs * num_steps * step_seconds
        + num_recalibrations * min(RECALIBRATION_IMAGES, num_train) * image_seconds
    )
    return Estimate(
        seconds=seconds,
        low_seconds=seconds / doubt,
        high_seconds=seconds * doubt,
        seconds_per_epoch=num_steps * step_seconds + pause_seconds,
        images_per_second=step_images / step_seconds,
        memory_bytes=(measurement.memory_bytes + data_bytes) * (1 if on_cuda else hardware.devices),
        disk_bytes=measurement.weights_bytes
        # The new state is complete before the old one goes.
        + 2 * measurement.state_bytes
        + num_snapshots * measurement.snapshot_bytes
        + config.num_epochs * _EPOCH_BYTES,
        device=measurement.device,
        precision=measurement.precision,
        is_extrapolated=is_extrapolated,
        real_epochs=0 if pace is None else len(pace.step_seconds),
        is_beside_work=beside_work,
        device_free_bytes=measurement.device_free_bytes,
    )


def describe_source(estimate: Estimate) -> str:
    """Where the time comes from and what it holds for, in words."""
    if estimate.real_epochs > 0:
        count = estimate.real_epochs
        words = (
            ngettext(
                "from {count} real epoch beside other work",
                "from {count} real epochs beside other work",
                count,
            )
            if estimate.is_beside_work
            else ngettext(
                "from {count} real epoch on a free machine",
                "from {count} real epochs on a free machine",
                count,
            )
        )
        return words.format(count=format_count(count))
    if estimate.is_extrapolated:
        return (
            _("from smaller steps beside other work")
            if estimate.is_beside_work
            else _("from smaller steps on a free machine")
        )
    return (
        _("from a few steps beside other work")
        if estimate.is_beside_work
        else _("from a few steps on a free machine")
    )


def describe_time(estimate: Estimate) -> str:
    """How long the run takes, in a few words, which say where it holds for a busy machine alone."""
    words = _("about {duration} beside other work") if estimate.is_beside_work else _("about {duration}")
    return words.format(duration=format_duration(estimate.seconds))
