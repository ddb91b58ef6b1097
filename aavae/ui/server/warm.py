"""Slow first steps, done in the background while the visitor reads the front door."""

import contextlib
import logging
import os
import sys
import threading
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

from aavae.ui.server import imports

if TYPE_CHECKING:
    from aavae.evaluation.subject import Subject

_POLL_SECONDS = 1.0
_NICE = 10
"""A tenth of a core beside a page that works, and all of one that is idle."""

_started = threading.Event()
_log = logging.getLogger(__name__)


def start_warming() -> None:
    """Import torch and load the shipped models and all representations, once a server, in a thread."""
    if not _started.is_set():
        _started.set()
        # A first paint must not share the interpreter with torch's import.
        timer = threading.Timer(2.0, _warm)
        timer.daemon = True
        timer.start()


def _warm() -> None:
    imports.load("models")
    from aavae.errors import UserError
    from aavae.evaluation.models import get_model
    from aavae.evaluation.subject import list_shipped
    from aavae.ui.server.allocator import give_back_libraries_for_gpus

    give_back_libraries_for_gpus()
    try:
        shipped = list_shipped()
        for subject in shipped:
            get_model(subject)
        encode_ahead(shipped)
    except UserError as error:
        _log.warning("Warming up ended early: %s", error)


def encode_ahead(shipped: Sequence["Subject"]) -> None:
    """Represent all images by the shipped models, for a second look: pages show nothing of it at first."""
    imports.load("models")
    from aavae.data.bundled import NAME
    from aavae.data.store import load_dataset
    from aavae.evaluation.representations import load_representations
    from aavae.evaluation.subject import find_subject
    from aavae.threads import work_in_background
    from aavae.ui.server.allocator import give_back

    dataset = load_dataset(NAME)
    _step_back()
    with work_in_background(_give_way):
        for subject in [*shipped, find_subject("untrained")]:
            for split in ("train", "test"):
                # Another process, which may do the work, cannot ask before each piece.
                _give_way()
                load_representations(subject, dataset, split)
                give_back()


def _step_back() -> None:
    """Let the pages go first, where a thread can have a priority of its own."""
    if sys.platform == "linux":
        with contextlib.suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _NICE)


def _give_way() -> None:
    """Wait until this machine neither trains nor does a job.

    A step, and so an estimate of it, takes several times as long for each core that it has to share.
    """
    from aavae.jobs.job import read_jobs
    from aavae.jobs.training import find_local_training

    while find_local_training() is not None or any(
        job.status.is_active and job.spec.cluster == "local" for job in read_jobs()
    ):
        time.sleep(_POLL_SECONDS)
