"""The engine of this machine: a job is a process in a session of its own, which outlives the app."""

import contextlib
import os
import signal
import subprocess
import sys
from pathlib import Path

from aavae.errors import UserError
from aavae.jobs.job import Job
from aavae.language import LANGUAGE_VARIABLE, _, get_language
from aavae.paths import ROOT, settle_environment
from aavae.runs.process import is_alive

_children: list[subprocess.Popen[bytes]] = []
"""Kept so that their ends are noticed: an ended child that nobody asks about stays in the process table."""


def launch(directory: Path) -> None:
    """Start the process of a job; it waits for its turn by itself.

    Raises:
        UserError: no process can be started.
    """
    settle_environment()
    _children[:] = [child for child in _children if child.poll() is None]
    try:
        with open(directory / "log.txt", "ab") as output:
            child = subprocess.Popen(
                [sys.executable, "-m", "aavae.jobs.worker", str(directory)],
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                # What it says of its end is for whoever started it.
                env={**os.environ, LANGUAGE_VARIABLE: get_language()},
            )
    except OSError as error:
        raise UserError(_("The job could not be started: {reason}.").format(reason=error.strerror)) from error
    _children.append(child)


def end(job: Job, kill: bool) -> None:
    """Send SIGTERM, or SIGKILL, to a job's process group, if it is still that job's.

    Raises:
        UserError: it is another user's.
    """
    status = job.status
    if status.pid is not None and is_alive(status.pid, status.process_started):
        try:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(status.pid, signal.SIGKILL if kill else signal.SIGTERM)
        except PermissionError as error:
            raise UserError(
                _("'{title}' is another user's: only they can end it.").format(title=job.spec.title)
            ) from error
