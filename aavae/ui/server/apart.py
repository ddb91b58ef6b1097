"""What takes long on a server for a class is computed apart from it, in one process for all visitors.

Clicks are then answered while somebody waits for a probe. Who asks for what is being computed already waits
for the same result, and who leaves the page, or changes what they asked for, waits no longer.
"""

import functools
import io
import os
import pickle
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import Any

import cloudpickle
import streamlit as st
from loky import get_reusable_executor
from streamlit.runtime.scriptrunner import get_script_run_ctx

from aavae.data.disk import read_folds_digest
from aavae.data.image_set import Dataset
from aavae.data.store import describe_datasets, load_dataset
from aavae.errors import UserError
from aavae.language import _
from aavae.ui.server.allocator import give_back, limit_heaps

_NICE = 10
"""A tenth of a core beside clicks, and all of one that is idle."""
_IDLE_SECONDS = 900
"""After which the process ends, and its memory is free; the next one needs some seconds to begin."""
_POLL_SECONDS = 0.2
_WATCH_SECONDS = 1.0
_NO_KEY = "waits_for_what_is_computed"


class Apart:
    """Computes in another process; an `Elsewhere` of `aavae.evaluation.computing`."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._running: dict[str, Future[Any]] = {}

    def __call__(self, key: str, work: Callable[[], Any]) -> Any:
        """Return what the work returns, or raise what it raises.

        Raises:
            UserError: the process has ended.
        """
        with self._lock:
            future = self._running.get(key)
            if future is None:
                future = self._running[key] = _get_executor().submit(_do, _pack(work))
                future.add_done_callback(lambda _: self._running.pop(key, None))
        try:
            return _wait(future)
        except BrokenProcessPool as error:
            raise UserError(
                _("What computed this has ended, perhaps for want of memory: open the page again.")
            ) from error

    def begin(self) -> None:
        """Have the process start and import what it needs, so that nobody waits for that."""
        _get_executor().submit(_import)

    def end(self) -> None:
        """End the process, whatever it computes."""
        _get_executor().shutdown(kill_workers=True)


APART = Apart()


def _get_executor() -> Any:
    return get_reusable_executor(max_workers=1, timeout=_IDLE_SECONDS, initializer=_begin)


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


def _begin() -> None:
    os.nice(_NICE)
    limit_heaps()
    threading.Thread(target=_end_with, args=(os.getppid(),), daemon=True).start()


def _end_with(server: int) -> None:
    """End when the server has, however it did: nobody waits for the result any more."""
    while os.getppid() == server:
        time.sleep(_WATCH_SECONDS)
    os._exit(0)


def _import() -> None:
    import aavae.evaluation.representations  # noqa: F401


def _do(packed: bytes) -> Any:
    try:
        return _Unpickler(io.BytesIO(packed)).load()()
    finally:
        give_back()


class _Pickler(cloudpickle.CloudPickler):
    """Sends the names of image sets in their place, so that both processes share the mapped images."""

    def persistent_id(self, obj: Any) -> tuple[str, str] | None:
        return (obj.name, obj.digest) if isinstance(obj, Dataset) else None


class _Unpickler(pickle.Unpickler):
    def persistent_load(self, pid: tuple[str, str]) -> Dataset:
        return _open(*pid)


def _pack(work: Callable[[], Any]) -> bytes:
    file = io.BytesIO()
    _Pickler(file).dump(work)
    return file.getvalue()


def _open(name: str, digest: str) -> Dataset:
    """The image set as the other process has it."""
    infos = {info.name: info for info in describe_datasets()}
    if name not in infos or infos[name].digest != digest:
        raise UserError(_("The image set '{name}' has changed: open the page again.").format(name=name))
    return _load(name, digest, read_folds_digest(Path(infos[name].path)))


@functools.lru_cache(maxsize=2)
def _load(name: str, digest: str, folds_digest: str) -> Dataset:
    return load_dataset(name)
