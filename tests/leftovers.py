"""What a test starts ends with it: processes carry the mark of the test, and what is left is killed.

The mark is an environment variable, which every process inherits that a test starts, and every process that
those start, in a session of its own or orphaned; a process that only forks is a child of the tests' own.
Marks nest: `a/b/c` is test `c` of module `b` of session `a`; a session within a test is below that test.
"""

import contextlib
import os
import signal
import time
import uuid
from collections.abc import Callable, Iterator

import psutil
import pytest

MARK = "AAVAE_STARTED_BY"
_ROUNDS = 5
"""What is killed may have started another in the meantime."""
_END_SECONDS = 30
_SHARED = ("multiprocessing.forkserver", "multiprocessing.resource_tracker")
"""Python's own helpers: started once for all tests, and ended by Python with the tests."""


@contextlib.contextmanager
def kill_what_a_scope_leaves() -> Iterator[None]:
    """Kill, at the end, whatever was started in here and still runs, and all that it started.

    Within another scope Python's own helpers go on: they are the whole session's.
    """
    is_inner = MARK in os.environ
    with _mark() as mark:
        try:
            yield
        finally:
            _kill_all(
                lambda process: (
                    _is_below(_read_mark(process), mark) and not (is_inner and _is_shared(process))
                )
            )


@contextlib.contextmanager
def kill_what_a_session_leaves() -> Iterator[None]:
    """The same for a session; one that is told to end does so in order, or nobody would be left to kill."""

    def leave(number: int, _: object) -> None:
        pytest.exit(f"Told to end by {signal.Signals(number).name}.", returncode=128 + number)

    numbers = (signal.SIGTERM, signal.SIGHUP)
    before = {number: signal.signal(number, leave) for number in numbers}
    try:
        with kill_what_a_scope_leaves():
            yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextlib.contextmanager
def kill_what_a_test_leaves() -> Iterator[None]:
    """The same for one test, which shares servers of its module, and of what its module is in.

    A process that such a server started meanwhile in a session of its own, such as a trainer, was asked for
    by the test, and ends with it; the server's own helpers go on.
    """
    module, before = os.environ.get(MARK, ""), set(psutil.pids())
    # Not their leaders' numbers: a leader may have ended, or be outside of a container.
    sessions = {session for pid in before if (session := _get_session(pid)) is not None}
    with _mark() as mark:

        def is_left(process: psutil.Process) -> bool:
            if process.pid in before:
                return False
            started_by = _read_mark(process)
            if _is_below(started_by, mark):
                return not _is_shared(process)
            if started_by and _is_below(started_by, module):
                return _get_session(process.pid) not in sessions
            if process.ppid() == os.getpid():
                return not _is_shared(process)
            # Of a server of what the module is in; a fork, which has that mark from before, was above.
            return (
                bool(started_by)
                and _is_below(module, started_by)
                and _get_session(process.pid) not in sessions
            )

        try:
            yield
        finally:
            _kill_all(is_left)


@contextlib.contextmanager
def _mark() -> Iterator[str]:
    """What is started from now on carries a new mark below that of now."""
    outer = os.environ.get(MARK)
    mark = f"{outer}/{uuid.uuid4().hex}" if outer else uuid.uuid4().hex
    os.environ[MARK] = mark
    try:
        yield mark
    finally:
        if outer is None:
            os.environ.pop(MARK, None)
        else:
            os.environ[MARK] = outer


def _read_mark(process: psutil.Process) -> str:
    return process.environ().get(MARK, "")


def _is_below(mark: str, outer: str) -> bool:
    return mark == outer or mark.startswith(f"{outer}/")


def _is_shared(process: psutil.Process) -> bool:
    command = " ".join(process.cmdline())
    return process.ppid() == os.getpid() and any(name in command for name in _SHARED)


def _kill_all(is_left: Callable[[psutil.Process], bool]) -> None:
    for _ in range(_ROUNDS):
        left = [process for process in psutil.process_iter() if _holds(is_left, process)]
        if not left:
            return
        for process in left:
            with contextlib.suppress(psutil.Error):
                process.kill()
        _wait_until_ended(left)


def _wait_until_ended(processes: list[psutil.Process]) -> None:
    """Also where a parent leaves them zombies, for which psutil would wait in vain."""
    deadline = time.monotonic() + _END_SECONDS
    while any(_holds(lambda _: True, process) for process in processes) and time.monotonic() < deadline:
        time.sleep(0.01)


def _get_session(pid: int) -> int | None:
    try:
        return os.getsid(pid)
    except OSError:
        return None


def _holds(is_left: Callable[[psutil.Process], bool], process: psutil.Process) -> bool:
    """Not of the tests' own process, one that has ended, or one of somebody else."""
    if process.pid == os.getpid():
        return False
    try:
        return is_left(process) and process.status() != psutil.STATUS_ZOMBIE
    except (psutil.Error, OSError):
        return False
