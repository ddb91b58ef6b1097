import subprocess
import sys
import time

import psutil

from aavae.estimate.load import LoadWatch, is_busy, look
from aavae.machine import count_cores


def test_what_this_process_does_is_not_the_work_of_others() -> None:
    watch = LoadWatch()
    start = time.process_time()
    while time.process_time() - start < 0.3:
        pass
    own = time.process_time() - start
    with_own = watch._all, watch._own
    assert own > 0.2
    # Without its own work counted out, there would be as much more.
    watch._own = psutil.Process().cpu_times().user + psutil.Process().cpu_times().system
    all_of_it = watch.count_busy_cores()
    watch._all, watch._own = with_own
    assert watch.count_busy_cores() < all_of_it


def test_a_process_that_this_one_starts_would_see_its_work() -> None:
    others, everything = LoadWatch(), LoadWatch(counts_own=True)
    start = time.process_time()
    while time.process_time() - start < 0.5:
        pass
    assert everything.count_busy_cores() > others.count_busy_cores() + 0.2


def test_a_process_beside_this_one_is_seen() -> None:
    child = subprocess.Popen([sys.executable, "-c", "while True: pass"])
    try:
        process = psutil.Process(child.pid)
        watch = LoadWatch()
        while process.cpu_times().user < 0.5:
            time.sleep(0.05)
        assert watch.count_busy_cores() > 0.05
    finally:
        child.kill()
        child.wait()


def test_a_look_is_short_and_not_negative() -> None:
    start = time.monotonic()
    assert look() >= 0
    assert time.monotonic() - start < 5


def test_a_fraction_of_the_cores_does_not_make_a_machine_busy() -> None:
    assert not is_busy(0.1 * count_cores())
    assert is_busy(0.5 * count_cores())
