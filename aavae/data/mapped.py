"""The memory of mapped images: whatever was looked at counts as the process's own until it is given back."""

import mmap

import numpy as np

KEPT_BYTES = 200_000_000
"""Up to this size, that of CIFAR-10 and more, mapped images stay in memory once they were looked at."""


def release_pages(images: np.ndarray) -> None:
    """Give back the memory of images that are mapped from a large file, after some of them were looked at.

    They stay in the system's cache for as long as it has room, so looking at them again costs microseconds;
    what was written to them is lost. Arrays in memory and small files stay as they are, and so do all where
    the system does not know this (Windows).

    Args:
        images: an array, or a view of one.
    """
    mapping = _find_mapping(images)
    if mapping is not None and len(mapping) > KEPT_BYTES and hasattr(mapping, "madvise"):
        mapping.madvise(mmap.MADV_DONTNEED)


def _find_mapping(array: np.ndarray) -> mmap.mmap | None:
    """The file that an array is mapped from; None for an array in memory."""
    owner: object = array
    while isinstance(owner, np.ndarray):
        owner = owner.base
    return owner if isinstance(owner, mmap.mmap) else None
