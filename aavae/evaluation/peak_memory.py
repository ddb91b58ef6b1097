"""The most memory that a piece of work takes."""

import ctypes
import threading
from types import TracebackType

import psutil
import torch

_POLL_SECONDS = 0.002


class PeakMemory:
    """Measures the block that it is the context of.

    On a CUDA device it asks torch. Elsewhere it watches the process's resident memory from a thread: what the
    system notes is the peak since the process began, which hides a small piece of work after a large one.

    Args:
        device: where the work is done.

    Attributes:
        bytes: the peak, once the block has ended; what was in use before it included.
    """

    def __init__(self, device: torch.device) -> None:
        self.bytes = 0
        self._device = device
        self._process = psutil.Process()
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> "PeakMemory":
        """Start to measure."""
        if self._device.type == "cuda":
            torch.cuda.reset_peak_memory_stats(self._device)
        else:
            self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop, and note the peak."""
        if self._device.type == "cuda":
            self.bytes = torch.cuda.max_memory_allocated(self._device)
        else:
            self._look()
            self._ended.set()
            self._thread.join()

    def _watch(self) -> None:
        while not self._ended.wait(_POLL_SECONDS):
            self._look()

    def _look(self) -> None:
        self.bytes = max(self.bytes, self._process.memory_info().rss)


def release_memory(device: torch.device) -> None:
    """Give what is free but kept for later use back to the system, so that it does not count as in use."""
    if device.type == "cuda":
        torch.cuda.empty_cache()
        return
    # glibc keeps freed memory: hundreds of megabytes after a training step.
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)


def read_free_memory(device: torch.device) -> int:
    """Bytes that a process could take now."""
    if device.type == "cuda":
        return torch.cuda.mem_get_info(device)[0]
    return psutil.virtual_memory().available
