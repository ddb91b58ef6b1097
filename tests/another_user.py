"""A program as another user of this machine runs it; where this user is no administrator, as this user.

A test makes what belongs to "somebody else" unwritable by its mode, so that both are refused alike.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from aavae.paths import ROOT

_UID = 65_534
# May read everything, like this repository in a home, and write only what everybody may.
_CHANGE_USER = (
    "setpriv",
    f"--reuid={_UID}",
    f"--regid={_UID}",
    "--clear-groups",
    "--inh-caps=+dac_read_search",
    "--ambient-caps=+dac_read_search",
)


def change_user() -> tuple[str, ...]:
    """What comes before a command that another user runs; empty where this user is no administrator."""
    if os.name != "posix" or os.geteuid() != 0:
        return ()
    if not shutil.which("setpriv") or subprocess.run([*_CHANGE_USER, "true"], check=False).returncode:
        pytest.skip("an administrator needs setpriv and all capabilities to be another user")
    return _CHANGE_USER


def run_as_another(*arguments: str, timeout: float = 200) -> subprocess.CompletedProcess[str]:
    """Run Python with these arguments, in a home that cannot be written."""
    return subprocess.run(
        [*change_user(), sys.executable, *arguments],
        cwd=ROOT,
        env={**os.environ, "HOME": "/nonexistent", "OMP_NUM_THREADS": "1", "PYTHONDONTWRITEBYTECODE": "1"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=timeout,
        check=False,
    )


@contextmanager
def forbid(*folders: Path) -> Iterator[None]:
    """Nobody but an administrator may write these folders meanwhile."""
    for folder in folders:
        folder.chmod(0o555)
    try:
        yield
    finally:
        for folder in folders:
            folder.chmod(0o755)


def check_refused(done: subprocess.CompletedProcess[str], message: str) -> None:
    """Status 2, and one line that says what was wrong and what to do."""
    assert "Traceback" not in done.stderr
    lines = [line for line in done.stderr.replace("\r", "\n").splitlines() if line.startswith("aavae: ")]
    assert len(lines) == 1, done.stderr
    assert message in lines[0]
    assert done.returncode == 2
