"""Slow first steps, done in the background while the visitor reads the front door."""

import logging
import threading

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
    from aavae.data.bundled import NAME
    from aavae.data.store import load_dataset
    from aavae.errors import UserError
    from aavae.evaluation.models import get_model
    from aavae.evaluation.representations import SPLITS, load_representations
    from aavae.evaluation.subject import find_subject, list_shipped

    try:
        shipped = list_shipped()
        for subject in shipped:
            get_model(subject)
        dataset = load_dataset(NAME)
        for subject in [*shipped, find_subject("untrained")]:
            for split in SPLITS:
                load_representations(subject, dataset, split)
    except UserError as error:
        _log.warning("Warming up ended early: %s", error)
