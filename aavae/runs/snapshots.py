"""A run's model as it was at epochs 0, 1, 2, 4, 8, ...: small files, to look back at how it learned."""

import os
import re
from pathlib import Path

from aavae.packed import prefer_packed

_NAME = "{:05d}.safetensors"
_FILE = re.compile(r"([0-9]{1,9})\.safetensors(\.gz)?")


def is_snapshot_epoch(epoch: int) -> bool:
    """Whether a snapshot is kept after this many epochs: 0 and the powers of two."""
    return epoch & (epoch - 1) == 0


def snapshot_path(directory: Path, epoch: int) -> Path:
    """Where the snapshot of an epoch is kept in a run's `snapshots/`."""
    return prefer_packed(directory / _NAME.format(epoch))


def list_snapshots(directory: Path) -> list[int]:
    """The epochs of which there is a snapshot, ascending."""
    try:
        names = os.listdir(directory)
    except OSError:  # none were kept, or the run was deleted a moment ago
        return []
    return sorted({int(match[1]) for name in names if (match := _FILE.fullmatch(name))})
