"""The memory of mapped images: whatever was looked at counts as the process's own until it is given back."""

import mmap

import numpy as np

KEPT_BYTES = 200_000_000
"""Up to this size, that of CIFAR-10 and more, mapped images stay in memory once they were looked at."""

_PART_BYTES = 64_000_000
"""What a gathered part may have the system hold, about."""
_BYTES_AROUND = 2**21
"""What Linux may map around an address, however little is wanted: 64 KiB, or a large folio of its cache."""


def gather_rows(array: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """Some rows of an array, as `array[rows]`; the memory of a large mapped file is given back in between.

    Args:
        array: (N, ...), in memory or mapped.
        rows: integers (M,), in any order.

    Returns:
        (M, ...), in memory, in the order of the rows.
    """
    if _find_large_mapping(array) is None:
        return array[rows]
    gathered = np.empty((len(rows), *array.shape[1:]), array.dtype)
    step = max(1, _PART_BYTES // (array[:1].nbytes + _BYTES_AROUND))
    for start in range(0, len(rows), step):
        gathered[start : start + step] = array[rows[start : start + step]]
        release_pages(array)
    return gathered


def release_pages(images: np.ndarray) -> None:
    """Give back the memory of images that are mapped from a large file, after some of them were looked at.

    They stay in the system's cache for as long as it has room, so looking at them again costs microseconds;
    what was written to them is lost. Arrays in memory and small files stay as they are, and so do all where
    the system does not know this (Windows).

    Args:
        images: an array, or a view of one.
    """
    mapping = _find_large_mapping(images)
    if mapping is not None:
        mapping.madvise(mmap.MADV_DONTNEED)


def _find_large_mapping(array: np.ndarray) -> mmap.mmap | None:
    """The large file that an array is mapped from.

    None for an array in memory, for a small file, and where the system does not know `madvise`.
    """
    owner: object = array
    while isinstance(owner, np.ndarray):
        owner = owner.base
    if isinstance(owner, mmap.mmap) and len(owner) > KEPT_BYTES and hasattr(owner, "madvise"):
        return owner
    return None
