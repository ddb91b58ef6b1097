"""Estimates kept on disk for this machine, as busy as it was: found, made, forgotten.

Finding an estimate imports no torch; making one does, and should be left to a process of its own.
"""

from typing import Any

from aavae.config import HardwareConfig, RunConfig
from aavae.errors import UserError
from aavae.estimate.estimate import Estimate, Measurement, compute_estimate
from aavae.estimate.load import LoadWatch, is_busy, look
from aavae.estimate.pace import find_pace, forget_pace
from aavae.estimate.step_key import count_share, describe_step, find_images, take_one
from aavae.evaluation.cache import ResultKind, find, find_or_compute
from aavae.evaluation.computing import prepare
from aavae.paths import cache_dir

_KIND = ResultKind("estimate", version=2)


def find_estimate(config: RunConfig, hardware: HardwareConfig, beside_work: bool) -> Estimate | None:
    """The estimate of a run, if one like it was measured on this machine before.

    Args:
        config: the run.
        hardware: where it would compute.
        beside_work: the one for a machine that other programs keep busy, or the one for a free machine.

    Raises:
        UserError: its image set is not there, or its images are of another size.
    """
    measurement = find(Measurement, _KIND, _describe(config, hardware, beside_work))
    return None if measurement is None else _complete(measurement, config, hardware, beside_work)


def find_any_estimate(config: RunConfig, hardware: HardwareConfig, beside_work: bool) -> Estimate | None:
    """`find_estimate`; where there is none for a machine as busy as that, the other one."""
    return find_estimate(config, hardware, beside_work) or find_estimate(config, hardware, not beside_work)


def find_usual(config: RunConfig, hardware: HardwareConfig | None = None) -> Estimate | None:
    """The estimate of a run on this machine when it is free; beside other work where no other was made.

    None: runs like it were never measured, or there can be none.
    """
    try:
        return find_any_estimate(config, hardware or HardwareConfig(), beside_work=False)
    except UserError:
        return None


def forget_estimate(config: RunConfig, hardware: HardwareConfig) -> None:
    """Forget what was measured for runs like this one, and how fast such runs were.

    Raises:
        UserError: its image set is not there, or its images are of another size.
    """
    for beside_work in (False, True):
        key = _KIND.compute_key(_describe(config, hardware, beside_work))
        (cache_dir() / key).unlink(missing_ok=True)
        forget_pace(config, hardware, beside_work)


def evaluate_estimate(
    config: RunConfig, hardware: HardwareConfig, import_seconds: float = 0.0, again: bool = False
) -> Estimate:
    """The estimate of a run on the machine as busy as it is, measured now unless one like it was before.

    On a CPU it counts what this whole process holds, so it should be one that has done nothing else.

    Args:
        config: the run.
        hardware: where it would compute.
        import_seconds: what it took from the start of the process until here.
        again: measure in any case, and forget what was measured before.

    Raises:
        UserError: its image set is not there, its images are of another size, or this machine does not have
            that hardware.
    """
    info = find_images(config)
    busy_cores = look()
    beside_work = is_busy(busy_cores)

    if again:
        forget_estimate(config, hardware)
    measurement = find(Measurement, _KIND, _describe(config, hardware, beside_work))
    if measurement is None:
        prepare()
        from aavae.estimate.measuring import measure

        share = count_share(config, hardware, info.num_train)
        watch = LoadWatch()
        measured = measure(config, share, take_one(hardware), import_seconds, busy_cores)
        # A look sees a moment; whoever began since has slowed the steps down as much.
        beside_work = beside_work or is_busy(watch.count_busy_cores())
        inputs = _describe(config, hardware, beside_work)
        measurement = find_or_compute(Measurement, _KIND, inputs, lambda: measured)
    return _complete(measurement, config, hardware, beside_work)


def _complete(
    measurement: Measurement, config: RunConfig, hardware: HardwareConfig, beside_work: bool
) -> Estimate:
    info = find_images(config)
    pace = find_pace(config, hardware, beside_work)
    return compute_estimate(
        measurement,
        config,
        hardware,
        num_train=info.num_train,
        num_test=info.num_test,
        pace=pace,
        beside_work=beside_work,
    )


def _describe(config: RunConfig, hardware: HardwareConfig, beside_work: bool) -> dict[str, Any]:
    return {**describe_step(config, hardware, find_images(config)), "beside_work": beside_work}
