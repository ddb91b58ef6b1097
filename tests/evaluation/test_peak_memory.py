import mmap
import sys
import time

import numpy as np
import pytest
import torch

from aavae.evaluation.peak_memory import PeakMemory, read_free_memory, release_memory

CPU = torch.device("cpu")
MEGABYTE = 2**20


@pytest.fixture(autouse=True)
def released() -> None:
    """What other tests freed and the process kept would be taken without any growth."""
    release_memory(CPU)


def take(megabytes: int) -> None:
    # Straight from the system: an allocator may still hold what an earlier test gave back.
    with mmap.mmap(-1, megabytes * MEGABYTE) as block:
        np.frombuffer(block, np.uint8)[:] = 1
        time.sleep(0.05)


@pytest.mark.parametrize("megabytes", [64, 200])
def test_memory_that_was_freed_again_counts(megabytes: int) -> None:
    with PeakMemory(CPU) as nothing:
        pass
    with PeakMemory(CPU) as peak:
        take(megabytes)
    assert peak.bytes - nothing.bytes == pytest.approx(megabytes * MEGABYTE, rel=0.1, abs=4 * MEGABYTE)


def test_a_small_piece_of_work_is_not_hidden_by_a_large_one_before_it() -> None:
    take(300)
    with PeakMemory(CPU) as nothing:
        pass
    with PeakMemory(CPU) as peak:
        take(50)
    assert 40 * MEGABYTE < peak.bytes - nothing.bytes < 80 * MEGABYTE


def test_the_peak_is_noted_when_the_work_fails() -> None:
    with PeakMemory(CPU) as peak, pytest.raises(ZeroDivisionError):
        take(1 // 0)
    assert peak.bytes > 0


@pytest.mark.skipif(sys.platform != "linux", reason="other systems keep what they keep")
def test_released_memory_is_not_in_use() -> None:
    with PeakMemory(CPU) as before:
        pass
    # Blocks too small for the system to get back one by one.
    blocks = [torch.ones(20_000) for _ in range(2_000)]
    blocks = blocks[-1:]
    release_memory(CPU)
    with PeakMemory(CPU) as after:
        pass
    assert after.bytes - before.bytes < 40 * MEGABYTE
    del blocks


def test_there_is_some_free_memory() -> None:
    assert read_free_memory(CPU) > MEGABYTE
