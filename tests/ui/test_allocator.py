import subprocess
import sys

import pytest

_SCRIPT = """
import sys, threading
import numpy as np
import psutil
from aavae.ui.allocator import give_back, limit_heaps

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
