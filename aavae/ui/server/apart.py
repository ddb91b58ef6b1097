"""What takes long on a server for a class is computed apart from it, in one process for all visitors.

Clicks are then answered while somebody waits for a probe. Who asks for what is being computed already waits
for the same result, and who leaves the page, or changes what they asked for, waits no longer.
"""

import contextlib
import io
import itertools
import logging
import pickle
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, NamedTuple

import cloudpickle
import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from aavae.data.image_set import Dataset
from aavae.errors import UserError
from aavae.language import _, get_language
from aavae.paths import ROOT

_IDLE_SECONDS = 900.0
"""After which the process ends, and its memory is free; the next one needs some seconds to begin."""
_POLL_SECONDS = 0.2
_YIELD = 10.0
"""How many times as long as it takes itself, work lets shorter work go first that was asked for later."""
_log = logging.getLogger(__name__)
_NO_KEY = "waits_for_what_is_computed"


class _Ended(Exception):  # noqa: N818  it is no error of the work
    """The process has ended before the work was done."""


class _Piece(NamedTuple):
    """Work that waits; what has the lowest turn goes first, and of equals what came first."""

    turn: float
    number: int
    kind: str
    packed: bytes
    future: "Future[Any]"


class Apart:
    """Computes in another process, one piece after the other; an `Elsewhere` of `aavae.evaluation.computing`.

    Of what waits the shortest goes first, as the last of its kind took, unless it came much later.

    Args:
        idle_seconds: after which the process ends.
    """

    def __init__(self, idle_seconds: float = _IDLE_SECONDS) -> None:
        self._idle_seconds = idle_seconds
        self._lock = threading.Lock()
        self._running: dict[str, Future[Any]] = {}
        self._queue: queue.PriorityQueue[_Piece] = queue.PriorityQueue()
        self._seconds: dict[str, float] = {}
        """That the last piece of each kind took."""
        self._numbers = itertools.count()
        self._process: subprocess.Popen[bytes] | None = None
        self._has_begun = False

    def __call__(self, key: str, work: Callable[[], Any]) -> Any:
        """Return what the work returns, or raise what it raises.

        Raises:
            UserError: the process has ended.
        """
        with self._lock:
            future = self._running.get(key)
            if future is None:
                # What cannot be sent is nobody else's to wait for.
                packed = _pack(work)
                future = self._running[key] = Future()
                future.add_done_callback(lambda _: self._running.pop(key, None))
                kind = key.rpartition("-")[0]
                turn = time.monotonic() + _YIELD * self._seconds.get(kind, 0.0)
                self._queue.put(_Piece(turn, next(self._numbers), kind, packed, future))
        self.begin()
        try:
            return _wait(future)
        except _Ended as error:
            raise UserError(
                _("What computed this has ended, perhaps for want of memory: open the page again.")
            ) from error

    def begin(self) -> None:
        """Have the process start, and import what it needs, so that nobody waits for that."""
        with self._lock:
            if not self._has_begun:
                self._has_begun = True
                threading.Thread(target=self._work, daemon=True).start()

    def _work(self) -> None:
        with contextlib.suppress(OSError):  # tried again when there is work, and then told
            self._process = _start()
        while True:
            try:
                piece = self._queue.get(timeout=self._idle_seconds)
            except queue.Empty:
                self.end()
                continue
            started = time.monotonic()
            try:
                returned, outcome = self._ask(piece.packed)
            except Exception:  # whatever it is, whoever waits has to be told, and the next piece done
                _log.exception("The process that computes is started anew.")
                self.end()
                returned, outcome = False, _Ended()
            self._seconds[piece.kind] = time.monotonic() - started
            if returned:
                piece.future.set_result(outcome)
            else:
                piece.future.set_exception(outcome)

    def _ask(self, packed: bytes) -> tuple[bool, Any]:
        if self._process is None or self._process.poll() is not None:
            self._process = _start()
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        pickle.dump(packed, self._process.stdin)
        self._process.stdin.flush()
        return pickle.load(self._process.stdout)

    def end(self) -> None:
        """End the process, whatever it computes; the next piece of work starts another."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.communicate()


APART = Apart()


def _start() -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-m", "aavae.ui.server.computer"]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT)


def _wait(future: "Future[Any]") -> Any:
    while get_script_run_ctx(suppress_warning=True) is not None:
        try:
            return future.result(_POLL_SECONDS)
        except TimeoutError:
            if future.done():
                raise
        # Streamlit ends a page's run, for the next one, where the run looks at the session's state.
        st.session_state.get(_NO_KEY)
    return future.result()


class _Pickler(cloudpickle.CloudPickler):
    """Names image sets instead of sending them: both processes share what they map."""

    def persistent_id(self, obj: Any) -> tuple[str, str] | None:
        return (obj.name, obj.digest) if isinstance(obj, Dataset) else None


def _pack(work: Callable[[], Any]) -> bytes:
    file = io.BytesIO()
    # What it says is for whoever asked first.
    pickle.dump(get_language(), file)
    _Pickler(file).dump(work)
    return file.getvalue()
