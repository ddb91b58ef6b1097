import subprocess
import sys
import time
from pathlib import Path

import pytest
import torch

from aavae.ui.server import allocator

_SCRIPT = """
import sys, threading
import numpy as np
import psutil
from aavae.ui.server.allocator import give_back, limit_heaps

limit_heaps()
limit_heaps()
process = psutil.Process()
kept = []

def work():
    # Small enough for the heap; what stays in between keeps its top from shrinking by itself.
    blocks = [np.ones(8_000) for _ in range(1_000)]
    kept.append(blocks[::100])

for _ in range(4):
    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
before = process.memory_info().rss
give_back()
print((before - process.memory_info().rss) / 2**20)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="glibc alone")
def test_what_threads_freed_is_given_back() -> None:
    command = [sys.executable, "-c", _SCRIPT]
    given = float(subprocess.run(command, check=True, capture_output=True, text=True, timeout=120).stdout)
    assert given > 20


_LIBRARIES_SCRIPT = """
import mmap, os, pathlib, sys
import psutil
from aavae.ui.server.allocator import give_back_libraries_for_gpus
import torch

def map_file(folder):
    path = pathlib.Path(sys.argv[1], folder, "library.so")
    path.parent.mkdir()
    path.write_bytes(bytes(range(256)) * 2**17)
    with open(path, "rb") as file:
        os.fsync(file.fileno())
        mapped = mmap.mmap(file.fileno(), 0, flags=mmap.MAP_PRIVATE, prot=mmap.PROT_READ)
    sum(mapped[::4096])
    return mapped

used, unused = map_file("others"), map_file("nvidia")
before = psutil.Process().memory_info().rss
give_back_libraries_for_gpus()
print((before - psutil.Process().memory_info().rss) / 2**20, unused[:256] == used[:256] == bytes(range(256)))
"""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="glibc alone")
@pytest.mark.skipif(torch.cuda.is_available(), reason="there is a GPU")
def test_libraries_for_gpus_that_are_not_there_are_given_back(tmp_path: Path) -> None:
    # A file of its own: what other processes have mapped as well, such as torch, stays where it is.
    command = [sys.executable, "-c", _LIBRARIES_SCRIPT, str(tmp_path)]
    done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=120)
    given, is_readable = done.stdout.split()
    assert 28 < float(given) < 200
    assert is_readable == "True"


def test_only_the_last_of_several_calls_gives_back(monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[float] = []
    monkeypatch.setattr(allocator, "_QUIET_SECONDS", 0.3)
    monkeypatch.setattr(allocator, "give_back", lambda: calls.append(time.monotonic()))
    last = 0.0
    for _ in range(4):
        last = time.monotonic()
        allocator.give_back_soon()
        time.sleep(0.02)
    time.sleep(1.0)
    assert len(calls) == 1
    assert calls[0] >= last + 0.3
