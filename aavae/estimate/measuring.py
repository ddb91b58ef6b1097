"""How long a training step takes here and how much memory: what an estimate is made of.

Time is measured by making some steps, memory is counted (`aavae.estimate.step_memory`). All of it takes
seconds, whatever the run: what is left of them decides how large a step is timed.
"""

import statistics
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import psutil
import torch

from aavae.config import HardwareConfig, OptimConfig, RunConfig
from aavae.data.image_set import Dataset, ImageSet
from aavae.errors import UserError
from aavae.estimate.estimate import Measurement
from aavae.estimate.step_memory import count_evaluation, count_step
from aavae.language import _
from aavae.paths import runs_dir
from aavae.threads import list_thread_counts
from aavae.train.compact import quantise
from aavae.train.launch import launch
from aavae.train.loop import Training
from aavae.train.metrics import Progress
from aavae.train.monitor import Monitor
from aavae.train.state import save_state, save_weights

_ALL_SECONDS = 8.5
"""What the whole measurement may take, from the start of its process."""
_LEAST_SECONDS = 1.0
"""For timing the large steps, however slow the start was."""
_FIRST_SECONDS = 0.5
"""For timing steps of few images, after which it is known how large a step there is time for."""
_PATIENCE_SECONDS = 3.0
"""A first step that takes longer is the only one."""
_EVALUATION_SECONDS = 0.4
"""For timing evaluation."""
_FEW_IMAGES = 4
_LEAST_IMAGES = 64
"""In a large step, however little time is left, if it ends within patience: of a step of few images most is
spent on what any step does, and the run would seem to take several times as long as it does.
"""
_STEPS_PER_CHOICE = 3
"""Steps with one number of threads: the first sets up what the others use."""
_TRIED_CHOICES = 3
"""Numbers of threads that are tried at most."""
_ONLY_STEP_SPREAD = 4.0
"""What is taken for the spread where there was time for a single step."""
_LARGEST_PART = 0.5
"""Of the free memory that a trial may take."""
_EVALUATION_BATCH = 500
"""What `Training.represent` encodes at a time."""
_NUM_BANK, _NUM_QUERIES, _MONITOR_PART = 4_000, 1_000, 4
"""Images that a monitor measures on; here a quarter of them is, which takes a quarter of the time or more."""


class _Steps(NamedTuple):
    """Timed steps with the number of threads that was the fastest.

    Attributes:
        num_images: in each.
        seconds: mean of one.
        optimiser_seconds: the optimiser's part of it, the same at any number of images.
        spread: the longest over the shortest.
        threads: that number.
    """

    num_images: int
    seconds: float
    optimiser_seconds: float
    spread: float
    threads: int

    def extrapolate(self, num_images: int) -> float:
        """Seconds of a step of more images."""
        rest = self.seconds - self.optimiser_seconds
        return self.optimiser_seconds + num_images / self.num_images * rest


class _Step(NamedTuple):
    threads: int
    seconds: float
    optimiser_seconds: float


class _Files(NamedTuple):
    """Sizes of a run's files in bytes, and the seconds of writing those of every epoch."""

    weights: int
    state: int
    snapshot: int
    seconds: float


def measure(
    config: RunConfig,
    step_images: int,
    hardware: HardwareConfig,
    import_seconds: float = 0.0,
    busy_cores: float = 0.0,
) -> Measurement:
    """Make a few steps of few drawn images, then a few as large as time allows.

    Args:
        config: the run; of it, the method, the networks, the kind of optimiser and the augmentation count.
        step_images: images in a step of this process.
        hardware: where to compute, with one device.
        import_seconds: what it took from the start of the process until here.
        busy_cores: those that other programs use.

    Raises:
        UserError: this machine does not have that hardware, or the run's files cannot be written.
    """
    start = time.perf_counter() - import_seconds
    # Without the run's learning rate and beta: an extreme one could end a trial with an infinite loss.
    config = RunConfig(
        method=config.method,
        features=config.features,
        target_crop=config.target_crop,
        num_epochs=1,
        batch_size=step_images,
        model=config.model,
        augment=config.augment,
        optim=OptimConfig(optimizer=config.optim.optimizer),
    )
    # The run's own choice, made with its own batch.
    launched = launch(config, hardware)
    hardware = hardware.model_copy(update={"precision": launched.precision})
    training = _prepare(config, min(_FEW_IMAGES, step_images), hardware)
    startup_seconds = time.perf_counter() - start
    device = training.device
    setup_seconds, monitor_seconds = _time_monitor(training)

    choices = _list_choices(training, busy_cores)
    steps = _time_steps(training, _FIRST_SECONDS, choices)
    files = _write_files(training)
    growth_bytes = _count_growth(training, step_images)
    live_bytes = _read_live_bytes(device)
    memory_bytes = live_bytes + max(growth_bytes, _count_evaluation_growth(training))
    free_bytes = _read_free_bytes(device)

    left = max(_LEAST_SECONDS, start + _ALL_SECONDS - _EVALUATION_SECONDS - time.perf_counter())
    affordable = int(step_images * _LARGEST_PART * free_bytes / growth_bytes)
    num_images = min(affordable, step_images, _choose_images(steps, left))
    if num_images > steps.num_images:
        training = _prepare(config, num_images, hardware)
        best = steps.threads
        steps = _time_steps(training, left, [best, *(count for count in choices if count != best)])
    if device.type == "cpu":
        torch.set_num_threads(steps.threads)
    return Measurement(
        device=torch.cuda.get_device_name(device) if device.type == "cuda" else device.type,
        precision=training.precision,
        step_seconds=steps.extrapolate(step_images),
        step_spread=steps.spread,
        tried_images=steps.num_images,
        evaluation_seconds=_time_evaluation(training),
        epoch_seconds=files.seconds + monitor_seconds,
        startup_seconds=startup_seconds + setup_seconds,
        memory_bytes=round(memory_bytes),
        weights_bytes=files.weights,
        state_bytes=files.state,
        snapshot_bytes=files.snapshot,
        device_free_bytes=live_bytes + free_bytes if device.type == "cuda" else 0,
    )


def _choose_images(steps: _Steps, seconds: float) -> int:
    """Images in the largest step of which this time is enough to try it, and to make the model for it."""
    num_steps = _STEPS_PER_CHOICE * min(_TRIED_CHOICES, len(list_thread_counts())) + 1
    image_seconds = (steps.seconds - steps.optimiser_seconds) / steps.num_images
    within_patience = int((_PATIENCE_SECONDS - steps.optimiser_seconds) / image_seconds)
    in_time = int((seconds / num_steps - steps.optimiser_seconds) / image_seconds)
    count = max(in_time, min(_LEAST_IMAGES, within_patience))
    return count // _FEW_IMAGES * _FEW_IMAGES


def _prepare(config: RunConfig, step_images: int, hardware: HardwareConfig) -> Training:
    """A training with a few steps of so many images in its one epoch."""
    size = config.model.image_size
    images = _draw_images(_STEPS_PER_CHOICE * _TRIED_CHOICES * step_images, size)
    dataset = Dataset("drawn", "drawn", images, _draw_images(2, size), digest="")
    return Training(config.model_copy(update={"batch_size": step_images}), dataset, hardware)


def _draw_images(count: int, size: int) -> ImageSet:
    rng = np.random.default_rng(0)
    images = rng.integers(0, 256, (count, 3, size, size), dtype=np.uint8)
    return ImageSet(images, np.zeros(count, np.int64), ("drawn",))


def _list_choices(training: Training, busy_cores: float) -> list[int]:
    """Numbers of threads that a run would choose among, the likeliest first: slow steps try no other."""
    if not training.tunes_threads:
        return [torch.get_num_threads()]
    counts = list_thread_counts()
    return sorted(counts[:_TRIED_CHOICES], key=lambda count: abs(counts[0] - busy_cores - count))


def _time_steps(training: Training, seconds: float, choices: Sequence[int]) -> _Steps:
    """Time the steps that fit into some seconds, at least one after a first one unless that took very long.

    With some numbers of threads in turn: the fastest is what a run will choose.
    """
    num_images = training.config.batch_size
    made: list[_Step] = []
    optimiser_seconds: list[float] = [0.0]
    _watch_optimisers(training, optimiser_seconds)

    def choose() -> int:
        return choices[len(made) // _STEPS_PER_CHOICE % len(choices)]

    def stop(progress: Progress) -> bool:
        made.append(_Step(choose(), num_images / progress.images_per_second, optimiser_seconds[-1]))
        optimiser_seconds.append(0.0)
        training.use_threads(choose())
        if len(made) == 1:
            return made[0].seconds > _PATIENCE_SECONDS
        spent = sum(step.seconds for step in made)
        return spent + made[-1].seconds > seconds or len(made) == _STEPS_PER_CHOICE * _TRIED_CHOICES

    training.use_threads(choose())
    for __ in training.epochs(stop):
        pass
    timed = _take_fastest(made)
    durations = [step.seconds for step in timed]
    return _Steps(
        num_images,
        statistics.fmean(durations),
        statistics.fmean(step.optimiser_seconds for step in timed),
        max(durations) / min(durations) if len(made) > 1 else _ONLY_STEP_SPREAD,
        timed[0].threads,
    )


def _take_fastest(steps: Sequence[_Step]) -> list[_Step]:
    """Those of the fastest number of threads, without the first one if there are others."""
    by_threads: dict[int, list[_Step]] = {}
    for step in steps:
        by_threads.setdefault(step.threads, []).append(step)
    groups = [group[1:] or group for group in by_threads.values()]
    return min(groups, key=lambda group: statistics.fmean(step.seconds for step in group))


def _watch_optimisers(training: Training, seconds: list[float]) -> None:
    """Have every step of an optimiser add the time that it takes to the last entry of a list."""
    starts: list[float] = []

    def note_start(*arguments: Any) -> None:
        starts.append(time.perf_counter())

    def note_end(*arguments: Any) -> None:
        seconds[-1] += time.perf_counter() - starts.pop()

    for optimizer in training.optimizers:
        optimizer.register_step_pre_hook(note_start)
        optimizer.register_step_post_hook(note_end)


def _time_evaluation(training: Training) -> float:
    """Seconds for an image through the encoder, in as large a batch as the time allows."""
    size = training.config.model.image_size
    training.represent(_draw_images(2, size).images)
    count = _FEW_IMAGES
    while True:
        images = _draw_images(count, size).images
        start = time.perf_counter()
        training.represent(images)
        seconds = time.perf_counter() - start
        if count == _EVALUATION_BATCH or 4 * seconds > _EVALUATION_SECONDS:
            return seconds / count
        count = min(4 * count, _EVALUATION_BATCH)


def _time_monitor(training: Training) -> tuple[float, float]:
    """Seconds to prepare what is measured after each epoch, and to measure it once all is encoded."""
    size = training.config.model.image_size
    h, mu = training.represent(_draw_images(2, size).images)
    rng = np.random.default_rng(0)

    def represent(images: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        drawn = (rng.standard_normal((len(images), values.shape[1]), np.float32) for values in (h, mu))
        return next(drawn), next(drawn)

    start = time.perf_counter()
    train, test = (_draw_images(count // _MONITOR_PART, size) for count in (_NUM_BANK, _NUM_QUERIES))
    monitor = Monitor(Dataset("drawn", "drawn", train, test, digest=""))
    prepared = time.perf_counter()
    monitor.measure(represent)
    measured = time.perf_counter()
    return _MONITOR_PART * (prepared - start), _MONITOR_PART * (measured - prepared)


def _count_growth(training: Training, step_images: int) -> float:
    config = training.config.model
    growth = count_step(training.model, training.precision, step_images, config.image_size, config.latent_dim)
    return growth.estimate_bytes(training.device)


def _count_evaluation_growth(training: Training) -> float:
    size = training.config.model.image_size
    growth = count_evaluation(training.model, training.precision, _EVALUATION_BATCH, size)
    return growth.estimate_bytes(training.device)


def _read_live_bytes(device: torch.device) -> int:
    """What a CUDA device holds now, else this process, with what its heap keeps as a run's does."""
    if device.type == "cuda":
        return torch.cuda.memory_allocated(device)
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
            _(
                "The files of such a run cannot be written to {folder} ({reason}): free some space there."
            ).format(folder=runs_dir(), reason=reason)
        ) from error
