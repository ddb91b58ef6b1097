"""Whether this machine has room for a run. Imports no torch."""

import shutil
from pathlib import Path

import psutil

from aavae.estimate.estimate import Estimate
from aavae.formatting import format_bytes
from aavae.language import _
from aavae.paths import runs_dir


def describe_shortage(
    estimate: Estimate, available_memory: int | None = None, available_disk: int | None = None
) -> str | None:
    """Say what a run may lack of memory and disk: a warning, since an estimate can be wrong.

    Args:
        estimate: what it takes.
        available_memory: bytes; None: what is free now, on a CUDA device what was free when it was measured.
        available_disk: bytes; None: what is free now where the runs are.

    Returns:
        A sentence that says what is short, and a way out; None: there is enough.
    """
    on_cuda = estimate.device_free_bytes > 0
    memory, disk = available_memory, available_disk
    if memory is None:
        memory = estimate.device_free_bytes if on_cuda else psutil.virtual_memory().available
    if disk is None:
        disk = shutil.disk_usage(_find_existing(runs_dir())).free
    if estimate.memory_bytes > memory:
        sentence = (
            _(
                "This run needs about {needed} of GPU memory and {free} are free: a smaller batch or a "
                "smaller encoder needs less."
            )
            if on_cuda
            else _(
                "This run needs about {needed} of memory and {free} are free: a smaller batch or a smaller "
                "encoder needs less."
            )
        )
        return sentence.format(needed=format_bytes(estimate.memory_bytes), free=format_bytes(memory))
    if estimate.disk_bytes > disk:
        return _(
            "This run needs about {needed} of disk and {free} are free in {folder}: delete old runs, or name "
            "a directory on another disk in AAVAE_RUNS."
        ).format(needed=format_bytes(estimate.disk_bytes), free=format_bytes(disk), folder=runs_dir())
    return None


def _find_existing(path: Path) -> Path:
    return next(parent for parent in (path, *path.parents) if parent.exists())
