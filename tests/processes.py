"""Running a module of the tests as a program of its own, where several processes train together."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from tests.patience import PATIENCE

ROOT = Path(__file__).parents[1]


def run_module(
    module: str, *arguments: str, timeout: float = 2 * PATIENCE
) -> subprocess.CompletedProcess[str]:
    """Run `python -m MODULE ARGUMENTS` on one thread a process, and wait until all its processes ended.

    They have a session of their own: whatever happens here, none of them is left.

    Raises:
        subprocess.TimeoutExpired: they did not end in time.
    """
    end = time.monotonic() + timeout
    process = subprocess.Popen(
        [sys.executable, "-m", module, *arguments],
        cwd=ROOT,
        env={**os.environ, "OMP_NUM_THREADS": "1"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        output, errors = process.communicate(timeout=timeout)
        while _is_alive(process.pid):
            if time.monotonic() > end:
                raise subprocess.TimeoutExpired(process.args, timeout, output, errors)
            time.sleep(0.05)
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
    return subprocess.CompletedProcess(process.args, process.returncode, output, errors)


def _is_alive(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True
