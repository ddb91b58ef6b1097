"""What keeps the memory of a server small: few heaps for many threads, and unused pages given back.

Every run of a page is a thread of its own. The C library of Linux gives threads heaps of their own, up to
eight a core, and what one of them frees serves no other.
"""

import ctypes
import functools
import re
import sys
import threading
from pathlib import Path

_ARENA_MAX, _MMAP_THRESHOLD = -8, -3
"""`M_ARENA_MAX` and `M_MMAP_THRESHOLD` of glibc's malloc.h."""
_NUM_ARENAS = 2
_LARGE = 4 * 2**20
"""Bytes of a block that gets pages of its own, gone when it is freed.

By itself the C library raises this up to 32 MB, and what lies above a freed batch keeps its pages.
"""
_PAGEOUT = 21
"""`MADV_PAGEOUT` of Linux's mman.h."""
_READ_ONLY_MAPPING = re.compile(r"(\w+)-(\w+) r-[-x]p \S+ \S+ \S+ +(.*)")
_FOR_GPUS = re.compile(r"/nvidia/|/libtorch_cuda")
_QUIET_SECONDS = 3.0

_lock = threading.Lock()
_waiting: list[threading.Timer] = []


@functools.cache
def _load_glibc() -> ctypes.CDLL | None:
    """The process's C library where it is glibc; others have other ways, and these need none of it."""
    if sys.platform != "linux":
        return None
    library = ctypes.CDLL(None)
    return library if hasattr(library, "malloc_trim") and hasattr(library, "mallopt") else None


@functools.cache
def limit_heaps() -> None:
    """Have the threads of this process share two heaps, and no large block lie in them; once a process."""
    library = _load_glibc()
    if library is not None:
        library.mallopt(_ARENA_MAX, _NUM_ARENAS)
        library.mallopt(_MMAP_THRESHOLD, _LARGE)


def give_back() -> None:
    """Return what is free to the system: takes some milliseconds, in which other threads may allocate."""
    library = _load_glibc()
    if library is not None:
        library.malloc_trim(0)


def give_back_soon() -> None:
    """`give_back` once this has not been called for some seconds, in a thread."""
    timer = threading.Timer(_QUIET_SECONDS, give_back)
    timer.daemon = True
    with _lock:
        while _waiting:
            _waiting.pop().cancel()
        _waiting.append(timer)
    timer.start()


def give_back_libraries_for_gpus() -> None:
    """Return what was read of torch's libraries for GPUs where there is none: 140 MB of some builds.

    It is code and constants alone, which the system reads again if they are used after all.
    """
    import torch

    library = _load_glibc()
    if library is None or torch.cuda.is_available():
        return
    library.madvise.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int]
    for line in Path("/proc/self/maps").read_text(encoding="utf-8").splitlines():
        mapping = _READ_ONLY_MAPPING.match(line)
        if mapping is not None and _FOR_GPUS.search(mapping[3]):
            start, end = int(mapping[1], 16), int(mapping[2], 16)
            # An older system does not know the advice, which changes nothing.
            library.madvise(start, end - start, _PAGEOUT)
