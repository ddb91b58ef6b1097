"""What keeps the memory of a server small: few heaps for its many threads, and freed pages given back.

Every run of a page is a thread of its own. The C library of Linux gives threads heaps of their own, up to
eight a core, and what one of them frees serves no other.
"""

import ctypes
import functools
import sys

_ARENA_MAX = -8
"""`M_ARENA_MAX` of glibc's malloc.h."""
_NUM_ARENAS = 2


@functools.cache
def _load_glibc() -> ctypes.CDLL | None:
    """The process's C library where it is glibc; others have other ways, and these need none of it."""
    if sys.platform != "linux":
        return None
    library = ctypes.CDLL(None)
    return library if hasattr(library, "malloc_trim") and hasattr(library, "mallopt") else None


@functools.cache
def limit_heaps() -> None:
    """Have the threads of this process share two heaps; does something at the first call alone."""
    library = _load_glibc()
    if library is not None:
        library.mallopt(_ARENA_MAX, _NUM_ARENAS)


def give_back() -> None:
    """Return what is free to the system: takes some milliseconds, in which other threads may allocate."""
    library = _load_glibc()
    if library is not None:
        library.malloc_trim(0)
