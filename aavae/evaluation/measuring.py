"""How long a training step takes here and how much memory: what an estimate is made of.

Time is measured by making some steps, memory is counted (`aavae.evaluation.step_memory`). All of it takes
seconds, whatever the run: what is left of them decides how large a step is timed.
"""

import ctypes
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import psutil
import torch

from aavae.config import HardwareConfig, OptimConfig, RunConfig
from aavae.data.image_set import Dataset, ImageSet
from aavae.data.store import load_dataset
from aavae.errors import UserError
from aavae.evaluation.estimate import Measurement
from aavae.evaluation.step_memory import count_evaluation, count_step
from aavae.paths import runs_dir
from aavae.train.compact import quantise
from aavae.train.loop import Progress, Training
from aavae.train.state import save_state, save_weights

_ALL_SECONDS = 9.0
"""What the whole measurement may take, from the start of its process."""
_LEAST_SECONDS = 1.5
"""For timing steps, however slow the start was."""
_EVALUATION_SECONDS = 0.4
"""For timing evaluation."""
_FEW_IMAGES = 8
_TIMED_STEPS = 5
"""Steps that are timed at most, after one that sets up what all of them use."""
_LARGEST_PART = 0.5
"""Of the free memory that a trial may take."""
_EVALUATION_BATCH = 500
"""What `Training.represent` encodes at a time."""


class _Steps(NamedTuple):
    """Timed steps: the mean seconds of all, of the optimiser's part, and the longest over the shortest."""

    num_images: int
    seconds: float
    optimiser_seconds: float
    spread: float

    def extrapolate(self, num_images: int) -> float:
        """Seconds of a step of more images: all but the optimiser's part grows with them."""
        rest = self.seconds - self.optimiser_seconds
        return self.optimiser_seconds + num_images / self.num_images * rest


class _Files(NamedTuple):
    """Sizes of a run's files in bytes, and the seconds of writing those of every epoch."""

    weights: int
    state: int
    snapshot: int
    seconds: float


def measure(
    config: RunConfig, step_images: int, hardware: HardwareConfig, import_seconds: float = 0.0
) -> Measurement:
    """Start such a run without its steps, make a few steps of few images, and as large ones as time allows.

    Args:
        config: the run; of it, the images, the method, the networks, the kind of optimiser and the
            augmentation count.
        step_images: images in a step of this process.
        hardware: where to compute, with one device.
        import_seconds: what it took from the start of the process until here.

    Raises:
        UserError: the images cannot be loaded, this machine does not have that hardware, or the run's files
            cannot be written.
    """
    start = time.perf_counter() - import_seconds
    # Without the run's learning rate and beta: an extreme one could end a trial with an infinite loss.
    config = RunConfig(
        method=config.method,
        features=config.features,
        data=config.data,
        num_epochs=1,
        batch_size=step_images,
        model=config.model,
        augment=config.augment,
        optim=OptimConfig(optimizer=config.optim.optimizer),
    )
    dataset = load_dataset(config.data)
    whole = Training(config, dataset, hardware)
    startup_seconds = time.perf_counter() - start
    device = whole.device
    # What the run chose holds for all that follows.
    threads = torch.get_num_threads() if device.type == "cpu" else hardware.threads
    hardware = hardware.model_copy(update={"precision": whole.precision, "threads": threads})
    evaluation_seconds = _time_evaluation(whole, dataset.train.images)
    monitor_seconds = _time_monitor(whole)

    few = _prepare(config, min(_FEW_IMAGES, step_images), hardware)
    steps = _time_steps(few, _LEAST_SECONDS)
    files = _write_files(few)
    growth_bytes = _count_growth(few, step_images)
    # There is one more model here than in a run, which has made no step.
    live_bytes = _read_live_bytes(device) - sum(value.nbytes for value in whole.model.state_dict().values())
    memory_bytes = live_bytes + max(growth_bytes, _count_evaluation_growth(few))
    free_bytes = _read_free_bytes(device)
    del few

    left = max(_LEAST_SECONDS, start + _ALL_SECONDS - time.perf_counter())
    affordable = int(step_images * _LARGEST_PART * free_bytes / growth_bytes)
    num_images = min(affordable, step_images, _choose_images(steps, left))
    if num_images > steps.num_images:
        steps = _time_steps(_prepare(config, num_images, hardware), left)
    return Measurement(
        device=torch.cuda.get_device_name(device) if device.type == "cuda" else device.type,
        precision=whole.precision,
        step_seconds=steps.extrapolate(step_images),
        step_spread=steps.spread,
        tried_images=steps.num_images,
        evaluation_seconds=evaluation_seconds,
        epoch_seconds=files.seconds + monitor_seconds,
        startup_seconds=startup_seconds,
        memory_bytes=round(memory_bytes),
        weights_bytes=files.weights,
        state_bytes=files.state,
        snapshot_bytes=files.snapshot,
        device_free_bytes=live_bytes + free_bytes if device.type == "cuda" else 0,
    )


def _choose_images(steps: _Steps, seconds: float) -> int:
    """Images in the largest step of which this time is enough for three, and for a model to make them."""
    image_seconds = (steps.seconds - steps.optimiser_seconds) / steps.num_images
    count = int((seconds / 4 - steps.optimiser_seconds) / image_seconds)
    return count // _FEW_IMAGES * _FEW_IMAGES


def _prepare(config: RunConfig, step_images: int, hardware: HardwareConfig) -> Training:
    """A training with a few steps of so many images in its one epoch."""
    size = config.model.image_size
    images = _draw_images((1 + _TIMED_STEPS) * step_images, size)
    dataset = Dataset("drawn", "drawn", images, _draw_images(2, size), digest="")
    return Training(config.model_copy(update={"batch_size": step_images}), dataset, hardware)


def _draw_images(count: int, size: int) -> ImageSet:
    rng = np.random.default_rng(0)
    images = rng.integers(0, 256, (count, 3, size, size), dtype=np.uint8)
    return ImageSet(images, np.zeros(count, np.int64), ("drawn",))


def _time_steps(training: Training, seconds: float) -> _Steps:
    """Make a step that sets up what all of them use, and time those that fit into some seconds after it.

    Where the first one alone takes so long, it is the one that counts.
    """
    num_images = training.config.batch_size
    durations: list[float] = []
    optimiser_seconds = [0.0]
    _watch_optimisers(training, optimiser_seconds)

    def stop(progress: Progress) -> bool:
        durations.append(num_images / progress.images_per_second)
        optimiser_seconds.append(0.0)
        longest = max(durations)
        return len(durations) > _TIMED_STEPS or sum(durations) + longest > seconds

    for _ in training.epochs(stop):
        pass
    first = 1 if len(durations) > 1 else 0
    timed = durations[first:]
    return _Steps(
        num_images,
        statistics.fmean(timed),
        statistics.fmean(optimiser_seconds[first : len(durations)]),
        max(timed) / min(timed),
    )


def _watch_optimisers(training: Training, seconds: list[float]) -> None:
    """Have every step of an optimiser add the time that it takes to the last entry of a list."""
    starts: list[float] = []

    def note_start(*arguments: Any) -> None:
        starts.append(time.perf_counter())

    def note_end(*arguments: Any) -> None:
        seconds[-1] += time.perf_counter() - starts.pop()

    for wrapped in training._optimizers:
        wrapped.optimizer.register_step_pre_hook(note_start)
        wrapped.optimizer.register_step_post_hook(note_end)


def _time_evaluation(training: Training, images: np.ndarray) -> float:
    """Seconds for an image through the encoder, in as large a batch as the time allows."""
    training.represent(images[:2])
    count = _FEW_IMAGES
    while True:
        batch = images[np.arange(count) % len(images)]
        start = time.perf_counter()
        training.represent(batch)
        seconds = time.perf_counter() - start
        if count == _EVALUATION_BATCH or 4 * seconds > _EVALUATION_SECONDS:
            return seconds / count
        count = min(4 * count, _EVALUATION_BATCH)


def _time_monitor(training: Training) -> float:
    """Seconds of what is measured after each epoch, once all is encoded."""
    size = training.config.model.image_size
    h, mu = training.represent(_draw_images(2, size).images)
    rng = np.random.default_rng(0)

    def represent(images: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        drawn = (rng.standard_normal((len(images), values.shape[1]), np.float32) for values in (h, mu))
        return next(drawn), next(drawn)

    start = time.perf_counter()
    training._monitor.measure(represent)
    return time.perf_counter() - start


def _count_growth(training: Training, step_images: int) -> float:
    config = training.config.model
    growth = count_step(training.model, training.precision, step_images, config.image_size, config.latent_dim)
    return growth.estimate_bytes(training.device)


def _count_evaluation_growth(training: Training) -> float:
    size = training.config.model.image_size
    growth = count_evaluation(training.model, training.precision, _EVALUATION_BATCH, size)
    return growth.estimate_bytes(training.device)


def _read_live_bytes(device: torch.device) -> int:
    """What is in use now: on a CUDA device, else in this process; without what is kept for later use."""
    if device.type == "cuda":
        return torch.cuda.memory_allocated(device)
    # glibc keeps freed memory: hundreds of megabytes after a training step.
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)
    return psutil.Process().memory_info().rss


def _read_free_bytes(device: torch.device) -> int:
    """Bytes that this process could take now."""
    if device.type == "cuda":
        torch.cuda.empty_cache()
        return torch.cuda.mem_get_info(device)[0]
    return psutil.virtual_memory().available


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
