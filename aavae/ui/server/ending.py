"""How a server ends that is told to: soon, whoever is connected, and in a container with its jobs.

Uvicorn waits without end for who is in the middle of a download, such as a phone that fell asleep.
"""

import contextlib
import os
import signal
import sys
import threading
import time
from collections.abc import AsyncIterator
from types import FrameType

import anyio.to_thread

from aavae.errors import UserError
from aavae.ui.server import imports

SECONDS = 8.0
"""Within which it has ended: what runs containers kills them after ten."""
_POLL_SECONDS = 0.1
_SIGNALS = (signal.SIGINT, signal.SIGTERM)

_jobs_have_ended = threading.Event()


@contextlib.asynccontextmanager
async def end_in_time(_: object) -> AsyncIterator[None]:
    """The life of a server, in its main thread: from a signal on it has some seconds.

    Jobs outlive a server. Where it is a container's first process they cannot, so they are asked to save and
    stop; whoever stops the container waits for them, and can resume them in the next one.
    """
    is_ending = False
    usual = {number: signal.getsignal(number) for number in _SIGNALS}

    def receive(number: int, frame: FrameType | None) -> None:
        nonlocal is_ending
        if not is_ending:
            is_ending = True
            threading.Thread(target=_end, args=(number,), daemon=True).start()
        handler = usual[signal.Signals(number)]
        if callable(handler):
            handler(number, frame)

    for number in _SIGNALS:
        signal.signal(number, receive)
    yield
    if is_ending:
        await anyio.to_thread.run_sync(_jobs_have_ended.wait)


def _end(number: int) -> None:
    """Let the jobs end, then whoever is connected; when the time is over it is over."""
    deadline = time.monotonic() + SECONDS
    if os.getpid() == 1:
        _end_jobs(deadline)
    _jobs_have_ended.set()
    time.sleep(max(0.0, deadline - time.monotonic()))
    sys.stdout.flush()
    os._exit(128 + number)


def _end_jobs(deadline: float) -> None:
    """Ask the jobs of this container to end, those that wait included, and wait until they have."""
    # A server that starts is not kept waiting for them.
    imports.load("pages")
    from aavae.jobs import local
    from aavae.jobs.job import read_jobs
    from aavae.runs.process import is_alive

    jobs = [job for job in read_jobs() if job.status.is_active and job.spec.cluster == "local"]
    for job in jobs:
        with contextlib.suppress(UserError):  # of another user, who shares the queue
            local.end(job, kill=False)
    while time.monotonic() < deadline and any(
        is_alive(job.status.pid, job.status.process_started) for job in jobs
    ):
        time.sleep(_POLL_SECONDS)
