"""A real Chromium, and a server of the app."""

import contextlib
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Self

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Error,
    Locator,
    Page,
    Playwright,
    expect,
    sync_playwright,
)

from aavae.language import LOCALE_VARIABLE
from aavae.paths import ROOT
from bench.translations import LOCALE
from tests.browser.pseudo_language import write_pseudo_language
from tests.patience import PATIENCE, PATIENCE_MS

if TYPE_CHECKING:
    from tests.browser.class_server import ClassServer

SITE = "lab.example.org"
"""A name that leads to this machine, in the tests' browser alone."""
_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    # A name as others in a network see it: pages tell the machine's own apart.
    f"--host-resolver-rules=MAP {SITE} 127.0.0.1",
]
_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
_SHELLS = ("chromium-headless-shell", "chrome-headless-shell")
"""The same without a window, for which a whole browser draws its own buttons: half of the work."""
STOP_SECONDS = 20
RESULTS = ROOT / "test-results"
"""Where a test that failed leaves screenshots."""


def launch_chromium(playwright: Playwright, names: Sequence[str] = _BROWSERS) -> Browser:
    """Start the system's first browser of these names, or the one that Playwright fetched."""
    return playwright.chromium.launch(executable_path=_find_browser(names), args=_ARGUMENTS)


def _find_browser(names: Sequence[str]) -> str | None:
    return next((found for name in names if (found := shutil.which(name))), None)


@pytest.fixture(scope="session")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """One browser for all tests; without one the tests fail, and say how to get it.

    It has a visitor already, `desktop`.
    """
    with sync_playwright() as playwright:
        try:
            context = playwright.chromium.launch_persistent_context(
                tmp_path_factory.mktemp("chromium"),
                executable_path=_find_browser((*_SHELLS, *_BROWSERS)),
                args=_ARGUMENTS,
                viewport={"width": 1440, "height": 900},
                locale="en-US",
            )
        except Error:
            pytest.fail(
                "No Chromium: install one with `apt-get install chromium`, your system's package manager, or "
                "`.venv/bin/python -m playwright install chromium`.",
                pytrace=False,
            )
        # A slow machine is no fault of a page; the waits that are claims are in the tests and benches.
        expect.set_options(timeout=PATIENCE_MS)
        try:
            assert context.browser is not None
            yield context.browser
        finally:
            context.close()


@pytest.fixture(scope="session", autouse=True)
def browser_outlives_modules(chromium: Browser) -> None:
    """What a module starts ends with it: the browser is there before each, also if it uses none at first."""


@pytest.fixture(autouse=True)
def no_tab_outlives_its_test(request: pytest.FixtureRequest) -> Iterator[None]:
    """A page that a failed test left open would go on asking its server; a module's own pages stay."""
    if "chromium" not in request.fixturenames:
        yield
        return
    browser: Browser = request.getfixturevalue("chromium")
    before = list(browser.contexts)
    yield
    for context in browser.contexts:
        if context not in before:
            context.close()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Before its tabs are closed, a test that failed leaves what they show."""
    report = yield
    browser = getattr(item, "funcargs", {}).get("chromium")
    if report.when == "call" and report.failed and browser is not None:
        report.sections.append(("left behind", "\n".join(leave_evidence(browser, RESULTS, item.name))))
    return report


def leave_evidence(browser: Browser, folder: Path, name: str) -> list[str]:
    """Write a screenshot of each open tab; returns their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    stem = re.sub(r"[^\w.-]+", "-", name).strip("-")
    paths = []
    for number, context in enumerate(browser.contexts):
        for tab, page in enumerate(context.pages):
            path = folder / f"{stem}-{number}-{tab}.png"
            with contextlib.suppress(Error):
                page.screenshot(path=path)
                paths.append(str(path))
    return paths


def find_free_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return sock.getsockname()[1]


class Server:
    """A server of the app, or of another script or checkout, which Streamlit runs.

    It has runs of its own, and a cache unless one is given. With a cache of its own the app is as `make app`
    starts it; where the cache is shared, nothing is encoded ahead. With a path all its
    addresses begin with it; variables are those of its environment; what is to be launched is a module and
    its arguments, where it is none of the above.

    In a `with` statement it is ended at the end.

    Raises:
        RuntimeError: it ended, or does not answer; with what it wrote. No process is left.
    """

    def __init__(
        self,
        folder: Path,
        script: str = "app.py",
        root: Path = ROOT,
        cache: Path | None = None,
        locale: Path | None = None,
        path: str = "",
        variables: Mapping[str, str] | None = None,
        launch: Sequence[str] = (),
    ) -> None:
        self.folder = folder
        self.port = find_free_port()
        self.url = f"http://127.0.0.1:{self.port}{path}"
        self.environment = {
            "AAVAE_RUNS": str(folder / "runs"),
            "AAVAE_CACHE": str(cache or folder / "cache"),
            "AAVAE_DATA": str(folder / "data"),
            **(variables or {}),
        }
        if locale is not None:
            self.environment[LOCALE_VARIABLE] = str(locale)
        self.log = folder / "log.txt"
        if launch:
            module = [*launch]
        elif root != ROOT:
            module = ["streamlit", "run", script]
        elif script != "app.py":
            launcher = folder / "serve.py"
            served = (ROOT / "serve.py").read_text(encoding="utf-8")
            launcher.write_text(served.replace('"app.py"', repr(str(ROOT / script))), encoding="utf-8")
            module = ["streamlit", "run", str(launcher)]
        else:
            module = ["aavae.ui.server" if cache is None else "tests.browser.quiet_server"]
        with open(self.log, "wb") as log:
            self.process = subprocess.Popen(
                [
                    *(sys.executable, "-m", *module),
                    *("--server.port", str(self.port), "--server.baseUrlPath", path),
                ],
                cwd=root,
                env=os.environ | self.environment,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        try:
            self._wait_until_it_answers()
        except BaseException:
            self.stop()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _wait_until_it_answers(self) -> None:
        deadline = time.monotonic() + PATIENCE
        while not self._answers():
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"{self.url} does not answer:\n{self.log.read_text(encoding='utf-8')}")
            time.sleep(0.1)

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/_stcore/health", timeout=5) as response:
                return response.status == 200
        except OSError:
            return False

    def forget(self) -> None:
        """Delete its runs and images."""
        for variable in ("AAVAE_RUNS", "AAVAE_DATA"):
            shutil.rmtree(self.environment[variable], ignore_errors=True)

    def stop(self) -> None:
        """End the server, by force if it does not listen; what it started for its visitors may go on."""
        self.process.terminate()
        try:
            self.process.wait(timeout=STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


@pytest.fixture
def fresh_server(tmp_path: Path) -> Iterator[Server]:
    with Server(tmp_path) as server:
        yield server


@pytest.fixture(scope="package")
def running_server(tmp_path_factory: pytest.TempPathFactory, warm_cache: Path) -> Iterator[Server]:
    """One for all modules: to start it, and to import what its first pages need, takes seconds of a core.

    It also speaks the pseudo language, to browsers that ask for it.
    """
    folder = tmp_path_factory.mktemp("server")
    shutil.copytree(LOCALE, folder / "locale")
    write_pseudo_language(folder / "locale")
    with Server(folder, cache=warm_cache, locale=folder / "locale") as server:
        yield server


@pytest.fixture(scope="module")
def server(running_server: Server) -> Iterator[Server]:
    """A server without runs and images of its own; what a module leaves there goes with it."""
    yield running_server
    running_server.forget()


@pytest.fixture(scope="package")
def class_server(tmp_path_factory: pytest.TempPathFactory, warm_cache: Path) -> "Iterator[ClassServer]":
    """One for all modules that look at what visitors may do."""
    from tests.browser.class_server import ClassServer

    with ClassServer(tmp_path_factory.mktemp("class"), warm_cache) as server:
        yield server


def open_context(chromium: Browser, width: int, height: int, locale: str = "en-US") -> BrowserContext:
    """A visitor with cookies of their own."""
    return _prepare(chromium.new_context(viewport={"width": width, "height": height}, locale=locale))


def _prepare(context: BrowserContext) -> BrowserContext:
    context.set_default_timeout(PATIENCE_MS)
    # What shimmers until a page's content comes is a fifth of a browser's work, where no GPU draws it.
    add_style(context, "* { animation: none !important }")
    return context


def add_style(context: BrowserContext, rules: str) -> None:
    """Add CSS to all pages that are opened from now on."""
    context.add_init_script(
        f"""addEventListener("DOMContentLoaded", () => {{
          const style = document.createElement("style");
          style.textContent = {json.dumps(rules)};
          document.head.append(style);
        }})"""
    )


@pytest.fixture(scope="session")
def desktop(chromium: Browser) -> BrowserContext:
    """A visitor of many pages, whose browser keeps on its disk what it has fetched and compiled.

    To compile Streamlit's scripts is a fifth of what a page takes.
    """
    return _prepare(chromium.contexts[0])


@pytest.fixture
def page(desktop: BrowserContext) -> Iterator[Page]:
    """A tab with nothing in store from another one but what is fetched by its content."""
    page = desktop.new_page()
    yield page
    for tab in desktop.pages:
        if tab.url.startswith("http"):
            tab.evaluate("localStorage.clear()")
        tab.close()
    desktop.clear_cookies()


def upload(place: Locator, *paths: Path) -> None:
    """Drop files on the field in a place, and wait until the app has them: a button finds none before."""
    place.locator('input[type="file"]').set_input_files(paths)
    for path in paths:
        expect(place.get_by_role("button", name=f"Remove {path.name}")).to_be_visible()


def expect_soon(page: Page, condition: Callable[[], object]) -> None:
    """Wait for what no element of a page says: pixels of a canvas, or messages."""
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, "It has not come."
        page.wait_for_timeout(20)
