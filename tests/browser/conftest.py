"""A fresh server and a real Chromium for each test module."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Error, Page, Playwright, expect, sync_playwright

from aavae.paths import ROOT

_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
START_SECONDS = 60


def launch_chromium(playwright: Playwright) -> Browser:
    """Start the system's Chromium, or the one that Playwright fetched."""
    path = next((found for name in _NAMES if (found := shutil.which(name))), None)
    return playwright.chromium.launch(executable_path=path, args=_ARGUMENTS)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for all tests; without one the tests fail, and say how to get it."""
    with sync_playwright() as playwright:
        try:
            browser = launch_chromium(playwright)
        except Error:
            pytest.fail(
                "No Chromium: install one with `apt-get install chromium`, your system's package manager, or "
                "`.venv/bin/python -m playwright install chromium`.",
                pytrace=False,
            )
        # A slow machine is no fault of a page; the waits that are claims are in the tests and benches.
        expect.set_options(timeout=60_000)
        yield browser
        browser.close()


def find_free_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return sock.getsockname()[1]


class Server:
    """A Streamlit server of the app, or of another script or checkout, with runs and caches of its own."""

    def __init__(self, folder: Path, script: str = "app.py", root: Path = ROOT) -> None:
        self.folder = folder
        self.port = find_free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.environment = {
            "AAVAE_RUNS": str(folder / "runs"),
            "AAVAE_CACHE": str(folder / "cache"),
            "AAVAE_DATA": str(folder / "data"),
        }
        self.log = folder / "log.txt"
        with open(self.log, "wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "streamlit", "run", script, "--server.port", str(self.port)],
                cwd=root,
                env=os.environ | self.environment,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        deadline = time.monotonic() + START_SECONDS
        while not self._answers():
            if time.monotonic() > deadline:
                raise TimeoutError(self.log.read_text())
            time.sleep(0.1)

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/_stcore/health", timeout=5) as response:
                return response.status == 200
        except OSError:
            return False

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(timeout=20)


@pytest.fixture
def fresh_server(tmp_path: Path) -> Iterator[Server]:
    server = Server(tmp_path)
    yield server
    server.stop()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    server = Server(tmp_path_factory.mktemp("server"))
    yield server
    server.stop()


def open_page(chromium: Browser, width: int, height: int) -> Iterator[Page]:
    """A page in a session and with cookies of its own."""
    context = chromium.new_context(viewport={"width": width, "height": height})
    context.set_default_timeout(60_000)
    yield context.new_page()
    context.close()


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    yield from open_page(chromium, 1440, 900)
