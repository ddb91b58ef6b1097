"""How fast real runs were here: each epoch makes the next estimate better. Imports no torch."""

import contextlib
import statistics
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from aavae.arrays import read_record, write_record
from aavae.config import HardwareConfig, RunConfig
from aavae.estimate.load import LoadWatch, is_busy
from aavae.estimate.step_key import describe_step, find_images
from aavae.evaluation.cache import ResultKind
from aavae.paths import cache_dir

if TYPE_CHECKING:
    from aavae.train.metrics import EpochMetrics

_KIND = ResultKind("pace", version=1)
_NUM_KEPT = 20
"""Epochs that count: the last ones, since what else the machine does changes."""


class Pace(NamedTuple):
    """The last epochs of real runs, oldest first.

    Attributes:
        step_seconds: the mean of a step in each.
        pause_seconds: what came after the steps of each: measuring the model, writing files.
    """

    step_seconds: tuple[float, ...]
    pause_seconds: tuple[float, ...]

    def compute_doubt(self, num_steps: int) -> float:
        """How many times longer or shorter than the mean most epochs of so many steps were; at least 1."""
        totals = [
            num_steps * step + pause
            for step, pause in zip(self.step_seconds, self.pause_seconds, strict=True)
        ]
        mean = statistics.fmean(totals)
        if len(totals) == 1 or mean <= 0:
            return 1.0
        return 1 + statistics.stdev(totals) / mean


def find_pace(config: RunConfig, hardware: HardwareConfig, beside_work: bool) -> Pace | None:
    """The last epochs of runs with the same step on this machine, if there were any.

    Args:
        config: the run.
        hardware: where it computes.
        beside_work: those while other programs kept the machine busy, or those while they did not.

    Raises:
        UserError: the image set is not there, or its images are of another size.
    """
    return read_record(Pace, cache_dir() / _name(config, hardware, beside_work))


def forget_pace(config: RunConfig, hardware: HardwareConfig, beside_work: bool) -> None:
    """Forget those epochs; the arguments are those of `find_pace`."""
    (cache_dir() / _name(config, hardware, beside_work)).unlink(missing_ok=True)


def record_pace(
    config: RunConfig, hardware: HardwareConfig, epochs: Iterator["EpochMetrics"]
) -> Iterator["EpochMetrics"]:
    """Pass on the epochs of a run, and keep how long each took.

    The first one of a process is left out: when it began, its process was still getting ready.
    """
    info = find_images(config)
    step_images = min(config.batch_size, info.num_train)
    num_steps = info.num_train // step_images
    ended: float | None = None
    watch = LoadWatch()
    for metrics in epochs:
        now = time.monotonic()
        if ended is not None:
            step = step_images / metrics.images_per_second
            pause = max(0.0, now - ended - num_steps * step)
            _add(config, hardware, is_busy(watch.count_busy_cores()), step, pause)
        yield metrics
        ended, watch = time.monotonic(), LoadWatch()


def _add(
    config: RunConfig, hardware: HardwareConfig, beside_work: bool, step_seconds: float, pause_seconds: float
) -> None:
    known = find_pace(config, hardware, beside_work) or Pace((), ())
    pace = Pace(
        (*known.step_seconds, step_seconds)[-_NUM_KEPT:], (*known.pause_seconds, pause_seconds)[-_NUM_KEPT:]
    )
    # A cache that cannot be written costs an estimate, not the run.
    with contextlib.suppress(OSError):
        write_record(pace, cache_dir() / _name(config, hardware, beside_work))


def _name(config: RunConfig, hardware: HardwareConfig, beside_work: bool) -> str:
    info = find_images(config)
    inputs: dict[str, Any] = {
        **describe_step(config, hardware, info),
        # What comes after an epoch depends on them.
        "images": [info.num_train, info.num_test],
        "processes": [hardware.devices, hardware.nodes],
        "beside_work": beside_work,
    }
    return _KIND.compute_key(inputs)
