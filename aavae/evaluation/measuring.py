"""How long a training step takes here and how much memory, by making some: what an estimate is made of."""

import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch

from aavae.config import HardwareConfig, OptimConfig, RunConfig
from aavae.data.image_set import Dataset, ImageSet
from aavae.errors import UserError
from aavae.evaluation.estimate import Measurement
from aavae.evaluation.peak_memory import PeakMemory, read_free_memory, release_memory
from aavae.paths import runs_dir
from aavae.train.compact import quantise
from aavae.train.launch import launch
from aavae.train.loop import Progress, Training
from aavae.train.monitor import Monitor
from aavae.train.state import save_state, save_weights

_SMALLEST = 2
_LONGEST_STEP = 3.0
"""Seconds of a step that is tried; what takes longer is extrapolated."""
_LONGEST_EVALUATION = 1.0
"""The same for encoding a batch; less, since a run does less of it."""
_PATIENCE = 5.0
"""Times as long may the second number of images take: from a single one little can be extrapolated."""
_MIN_STEPS, _MAX_STEPS, _TIMING_SECONDS = 2, 5, 1.0
"""Steps that are timed: as many as fit into this time."""
_LARGEST_PART = 0.8
"""Of the free memory that a trial may take."""
_EVALUATION_BATCH = 500
"""What `Training.represent` encodes at a time."""
_NUM_TRAIN, _NUM_TEST = 4_000, 1_000
"""Images of which a training's monitor uses all."""


class Trial(NamedTuple):
    """What some work took at a number of images, or would take."""

    num_images: int
    seconds: float
    peak_bytes: float


class _Growth(NamedTuple):
    """What some work takes at the number of images in question, and the largest number that was tried."""

    trial: Trial
    num_tried: int


class _Files(NamedTuple):
    """Sizes of a run's files in bytes, and the seconds of writing those of every epoch."""

    weights: int
    state: int
    snapshot: int
    seconds: float


class _Pause(NamedTuple):
    """What comes between two epochs: a batch to encode, files to write, neighbours and pairs to compare.

    `setup_seconds` come once, before the first epoch.
    """

    evaluation: Trial
    files: _Files
    setup_seconds: float
    monitor_seconds: float
    peak_bytes: int


def measure(
    config: RunConfig, step_images: int, hardware: HardwareConfig, import_seconds: float = 0.0
) -> Measurement:
    """Time real training steps of one process, on drawn images.

    The number of images in a step doubles until the real one is reached. Where that would take seconds a
    step, or more memory than is free, it is extrapolated from the largest numbers that were tried.

    Args:
        config: the run; of it, the method, the networks, the kind of optimiser and the augmentation count.
        step_images: images in a step.
        hardware: where to compute, with one device.
        import_seconds: what it took from the start of the process until here.

    Raises:
        UserError: this machine does not have that hardware, or the run's files cannot be written.
    """
    start = time.perf_counter()
    # Without the run's learning rate and beta: an extreme one could end a trial with an infinite loss.
    config = RunConfig(
        method=config.method,
        num_epochs=1,
        batch_size=step_images,
        model=config.model,
        augment=config.augment,
        optim=OptimConfig(optimizer=config.optim.optimizer),
    )
    fabric, precision = launch(config, hardware)
    device = fabric.device
    device_free_bytes = read_free_memory(device) if device.type == "cuda" else 0
    hardware = hardware.model_copy(update={"precision": precision})
    training = _prepare(config, _SMALLEST, hardware)
    startup_seconds = import_seconds + time.perf_counter() - start

    pause = _measure_pause(training)
    # Its weights and moments are not those that a step needs.
    del training
    step = _try_growing(
        step_images, _LONGEST_STEP, device, lambda count: _time_step(_prepare(config, count, hardware))
    )
    return Measurement(
        device=torch.cuda.get_device_name(device) if device.type == "cuda" else device.type,
        precision=precision,
        step_seconds=step.trial.seconds,
        tried_images=step.num_tried,
        evaluation_seconds=pause.evaluation.seconds / _EVALUATION_BATCH,
        epoch_seconds=pause.files.seconds + pause.monitor_seconds,
        startup_seconds=startup_seconds + pause.setup_seconds,
        memory_bytes=round(max(pause.peak_bytes, pause.evaluation.peak_bytes, step.trial.peak_bytes)),
        weights_bytes=pause.files.weights,
        state_bytes=pause.files.state,
        snapshot_bytes=pause.files.snapshot,
        device_free_bytes=device_free_bytes,
    )


def _measure_pause(training: Training) -> _Pause:
    release_memory(training.device)
    with PeakMemory(training.device) as peak:
        # After a step there are moments to save.
        _time_step(training)
        files = _write_files(training)
        monitor_seconds = _time_monitor(training)
    evaluation = _try_growing(
        _EVALUATION_BATCH,
        _LONGEST_EVALUATION,
        training.device,
        lambda count: _time_evaluation(training, count),
    )
    return _Pause(evaluation.trial, files, *monitor_seconds, peak.bytes)


def _try_growing(target: int, longest: float, device: torch.device, work: Callable[[int], float]) -> _Growth:
    """Try work on 2, 4, 8, ... images, up to `target` where that is affordable.

    Args:
        target: the number of images in question.
        longest: seconds that the work may take.
        device: where it is done.
        work: does it on so many images, and returns the seconds it took.
    """
    trials: list[Trial] = []
    count = min(_SMALLEST, target)
    while True:
        release_memory(device)
        with PeakMemory(device) as peak:
            seconds = work(count)
        trials.append(Trial(count, seconds, peak.bytes))
        if count == target:
            return _Growth(trials[-1], count)
        following = extrapolate(trials, min(2 * count, target))
        patience = _PATIENCE if len(trials) == 1 else 1.0
        too_long = following.seconds > patience * longest
        if too_long or following.peak_bytes > _LARGEST_PART * read_free_memory(device):
            return _Growth(extrapolate(trials, target), count)
        count = following.num_images


def extrapolate(trials: Sequence[Trial], num_images: int) -> Trial:
    """What work takes at more images, on a straight line through the last three trials.

    Not more time than in proportion to the last one: the work that is the same at any number of images takes
    no less than nothing, which tames the noise of a busy machine.
    """
    last = trials[-1]
    most_seconds = num_images / last.num_images * last.seconds
    if len(trials) == 1:
        return Trial(num_images, most_seconds, num_images / last.num_images * last.peak_bytes)
    counts, *columns = np.array(trials[-3:]).T
    seconds, peak_bytes = (float(np.polyval(np.polyfit(counts, column, 1), num_images)) for column in columns)
    return Trial(num_images, min(max(seconds, last.seconds), most_seconds), max(peak_bytes, last.peak_bytes))


def _prepare(config: RunConfig, step_images: int, hardware: HardwareConfig) -> Training:
    """A training with a few steps of so many images in its one epoch."""
    size = config.model.image_size
    images = _draw_images((1 + _MAX_STEPS) * step_images, size)
    dataset = Dataset("drawn", "drawn", images, _draw_images(_SMALLEST, size), digest="")
    return Training(config.model_copy(update={"batch_size": step_images}), dataset, hardware)


def _draw_images(count: int, size: int) -> ImageSet:
    rng = np.random.default_rng(0)
    images = rng.integers(0, 256, (count, 3, size, size), dtype=np.uint8)
    return ImageSet(images, np.zeros(count, np.int64), ("drawn",))


def _time_step(training: Training) -> float:
    """Median over a few steps; before them comes one that sets up what all of them use."""
    durations: list[float] = []

    def stop(progress: Progress) -> bool:
        durations.append(training.config.batch_size / progress.images_per_second)
        timed = durations[1:]
        return len(timed) == _MAX_STEPS or (len(timed) >= _MIN_STEPS and sum(timed) > _TIMING_SECONDS)

    for _ in training.epochs(stop):
        pass
    return statistics.median_low(durations[1:])


def _time_evaluation(training: Training, count: int) -> float:
    images = _draw_images(count, training.config.model.image_size).images
    training.represent(images)
    start = time.perf_counter()
    training.represent(images)
    return time.perf_counter() - start


def _time_monitor(training: Training) -> tuple[float, float]:
    """Seconds to prepare what is measured after each epoch, and to measure it once all is encoded."""
    config = training.config
    h, mu = training.represent(_draw_images(_SMALLEST, config.model.image_size).images)
    rng = np.random.default_rng(0)

    def represent(images: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        drawn = (rng.standard_normal((len(images), values.shape[1]), np.float32) for values in (h, mu))
        return next(drawn), next(drawn)

    start = time.perf_counter()
    train, test = (_draw_images(count, config.model.image_size) for count in (_NUM_TRAIN, _NUM_TEST))
    monitor = Monitor(Dataset("drawn", "drawn", train, test, digest=""))
    prepared = time.perf_counter()
    monitor.measure(represent)
    return prepared - start, time.perf_counter() - prepared


def _write_files(training: Training) -> _Files:
    """Write what a run writes, where it would, and delete it again."""
    try:
        runs_dir().mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".estimate-", dir=runs_dir()) as directory:
            weights, state, snapshot = (Path(directory) / name for name in ("weights", "state", "snapshot"))
            start = time.perf_counter()
            save_weights(training.model.state_dict(), weights)
            save_state(training.state_dict(), state)
            seconds = time.perf_counter() - start
            save_weights(quantise(training.model.state_dict()), snapshot)
            return _Files(weights.stat().st_size, state.stat().st_size, snapshot.stat().st_size, seconds)
    except OSError as error:
        reason = error.strerror
        raise UserError(
            f"The files of such a run cannot be written to {runs_dir()} ({reason}): free some space there."
        ) from error
