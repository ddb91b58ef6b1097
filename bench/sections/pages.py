"""The app's pages: how long one waits for each."""

from collections.abc import Iterator

from playwright.sync_api import Error, sync_playwright

from aavae.paths import ROOT
from bench.first_minute import PAGES, serve, time_visit
from bench.sections.record import Waits
from tests.browser.conftest import launch_chromium

_PATIENCE = 40.0
"""Seconds: a page that is not complete by then is said to be never so."""
_PLAIN = ("glossary", "class", "jobs")
"""Which a few words fill: what there is to wait for is the browser."""


def measure(is_tiny: bool) -> Iterator[Waits]:
    """Seconds of a first visit, by a fresh browser to a fresh server, and of the next one."""
    with sync_playwright() as playwright:
        for path in ["", "glossary"] if is_tiny else [path for path in PAGES if path not in _PLAIN]:
            waits = Waits(page=path or "home", first=[], second=[])
            for _ in range(1 if is_tiny else 2):
                browser = launch_chromium(playwright)
                context = browser.new_context(viewport={"width": 1440, "height": 900})
                with serve(ROOT) as server:
                    for seconds in (waits.first, waits.second):
                        try:
                            seconds.append(time_visit(context, server, path, _PATIENCE))
                        except Error as error:
                            print(f"{waits.page}: {str(error).splitlines()[0]}", flush=True)
                browser.close()
            print(f"{waits.page}: {waits.first}, then {waits.second} s", flush=True)
            yield waits
