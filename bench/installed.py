"""The package in an empty environment, away from the checkout."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from aavae.paths import ROOT
from tests.browser.conftest import find_free_port
from tests.patience import PATIENCE

UV = (sys.executable, "-m", "uv")


def build_wheel(folder: Path, *options: str) -> Path:
    """Build the package's wheel from the checkout.

    Args:
        folder: where it is written; it is made.
        options: of `uv build`.

    Returns:
        The wheel.
    """
    call([*UV, "build", "-q", "--wheel", "-o", str(folder), *options, str(ROOT)])
    (wheel,) = folder.glob("*.whl")
    return wheel


def call(
    command: Sequence[str | Path], cwd: Path | None = None, variables: Mapping[str, str] | None = None
) -> str:
    """Run a command; returns what it prints.

    Args:
        command: with its arguments.
        cwd: where it runs, else here.
        variables: all of its environment, else this process's.

    Raises:
        SystemExit: it failed; with what it said last.
    """
    done = subprocess.run(command, cwd=cwd, env=variables, capture_output=True, text=True, check=False)
    if done.returncode:
        said = "\n".join((done.stdout + done.stderr).splitlines()[-40:])
        raise SystemExit(f"{' '.join(map(str, command))} ended with {done.returncode}:\n{said}")
    return done.stdout


class Environment:
    """An environment of a Python, at first with nothing in it.

    Args:
        folder: what is there goes first.
        python: a version or a path, as uv takes it.
    """

    def __init__(self, folder: Path, python: str) -> None:
        shutil.rmtree(folder, ignore_errors=True)
        self.home = folder / "home"
        self.home.mkdir(parents=True)
        self.bin = folder / "env" / "bin"
        self._own = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("AAVAE_", "XDG_", "PYTHON", "STREAMLIT_", "VIRTUAL_ENV"))
        } | {"HOME": str(self.home)}
        call([*UV, "venv", "-q", "--no-project", "-p", python, self.bin.parent])

    def install(self, *arguments: str | Path) -> None:
        """Install with uv, by what `uv pip install` takes."""
        call([*UV, "pip", "install", "-q", "-p", self.bin / "python", *arguments])

    def run(self, command: str, *arguments: str | Path) -> str:
        """Run one of its commands from the home, which is all that the package may write to.

        Raises:
            SystemExit: it failed; with what it said last.
        """
        return call([self.bin / command, *arguments], self.home, self._own)

    def read_json(self, *arguments: str) -> list[dict[str, object]]:
        """The rows that the command `aavae` prints with `--json`."""
        return json.loads(self.run("aavae", *arguments, "--json"))

    @contextmanager
    def serve(self) -> Iterator[str]:
        """`aavae app`, until the end of the block; gives its address once it answers.

        Raises:
            SystemExit: it ended too soon, or did not end when it was asked to; with what it wrote.
        """
        port = find_free_port()
        log = self.home / "log.txt"
        with open(log, "wb") as file:
            process = subprocess.Popen(
                [self.bin / "aavae", "app", "--port", str(port)],
                cwd=self.home,
                env=self._own,
                stdout=file,
                stderr=file,
            )
        try:
            deadline = time.monotonic() + PATIENCE
            while not _answers(port):
                if process.poll() is not None or time.monotonic() > deadline:
                    raise SystemExit(f"aavae app does not answer:\n{log.read_text(encoding='utf-8')}")
                time.sleep(0.05)
            yield f"http://127.0.0.1:{port}"
            process.send_signal(signal.SIGINT)
            if process.wait(PATIENCE):
                raise SystemExit(f"aavae app ended badly:\n{log.read_text(encoding='utf-8')}")
        finally:
            process.kill()
            process.wait()


def _answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=5) as response:
            return response.status == 200
    except OSError:
        return False
