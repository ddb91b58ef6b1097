"""The first minute of a server: every page at once, while other programs keep all cores busy."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.conftest import Server
from tests.browser.test_pages import TITLES, assert_healthy, settle

pytestmark = pytest.mark.alone

ROUNDS = 5
TOGETHER = ("results", "studies", "train", "embedding_map", "linear_probe")
"""Pages that draw figures soon, and pages that import what figures look for: opened at the same moment."""
PAUSE = 600
"""Milliseconds from one visitor's click to the other's: all pages are clicked within 20 seconds."""

WATCH_MAIN = """() => {
  window.seen = { frames: 0, empty: 0 };
  const look = () => {
    const main = document.querySelector('[data-testid="stMain"]');
    const heading = main && main.querySelector("h1");
    if (heading) {
      const below = [...main.querySelectorAll('[data-testid="stElementContainer"]')].filter(
        (element) => element.clientHeight > 1 && !element.contains(heading),
      );
      window.seen.frames += 1;
      // The introduction alone is an empty page.
      if (below.length < 2) window.seen.empty += 1;
    }
    requestAnimationFrame(look);
  };
  look();
}"""


BUSY = """
import os, time
parent = os.getppid()
while os.getppid() == parent:
    end = time.perf_counter() + 0.5
    while time.perf_counter() < end:
        pass
"""
"""Ends with the process that started it, however that ends."""


@pytest.fixture
def busy_cores() -> Iterator[None]:
    """A busy loop for each core."""
    processes = [subprocess.Popen([sys.executable, "-c", BUSY]) for _ in range(os.cpu_count() or 1)]
    yield
    for process in processes:
        process.kill()
        process.wait()


def read_faults(server: Server) -> list[str]:
    """What the log holds beyond Streamlit's own lines on where it listens."""
    own = re.compile(r"^\s*($|.*Uvicorn server started on|You can now view|(Local |Network |External )?URL:)")
    return [line for line in server.log.read_text().splitlines() if not own.match(line)]


@pytest.mark.timeout(600)
@pytest.mark.usefixtures("busy_cores")
@pytest.mark.parametrize("round_number", range(ROUNDS))
def test_all_pages_are_clicked_in_the_first_seconds_of_a_busy_server(
    round_number: int, fresh_server: Server, chromium: Browser
) -> None:
    # Two visitors click, and meet half way; each round begins with another page.
    first = [*TITLES][2 * round_number :] + [*TITLES][: 2 * round_number]
    context = chromium.new_context(viewport={"width": 1280, "height": 800})
    try:
        together = [context.new_page() for _ in TOGETHER]
        for page, path in zip(together, TOGETHER, strict=True):
            page.goto(f"{fresh_server.url}/{path}", wait_until="commit")
        routes = [(context.new_page(), first), (context.new_page(), first[::-1])]
        for page, route in routes:
            page.goto(f"{fresh_server.url}/{route[0]}", wait_until="commit")
        for page, _ in routes:
            expect(links(page)).to_have_count(len(TITLES), timeout=120_000)
        for step in range(1, len(TITLES)):
            for page, route in routes:
                # Nobody waits for a page: what it has begun to import, others go on with.
                links(page).nth([*TITLES].index(route[step])).click(no_wait_after=True)
                # How long visitors look before they click again, whatever is there by then.
                page.wait_for_timeout(PAUSE)
                assert_healthy(page)
        ends = [*zip(together, TOGETHER, strict=True), *((page, route[-1]) for page, route in routes)]
        for page, path in ends:
            expect(page.get_by_role("heading", level=1)).to_have_text(TITLES[path], timeout=240_000)
            page.wait_for_selector("[data-test-script-state='notRunning']", timeout=240_000)
            assert_healthy(page)
            expect(page.get_by_test_id("stAlertContentError")).to_have_count(0)
    finally:
        context.close()
    assert read_faults(fresh_server) == []


def links(page: Page) -> Locator:
    """The navigation."""
    return page.get_by_test_id("stSidebar").get_by_role("link")


def test_no_page_is_ever_empty_below_its_introduction(fresh_server: Server, page: Page) -> None:
    page.add_init_script(f"({WATCH_MAIN})()")
    for path in ("similarity", "results", "linear_probe"):
        page.goto(f"{fresh_server.url}/{path}")
        expect(page.get_by_test_id("stSkeleton").first).to_be_visible()
        settle(page)
        seen = page.evaluate("window.seen")
        assert seen["frames"] > 3
        # Browser and script meet half way through a change of a few elements for a frame or two.
        assert seen["empty"] <= 3, (path, seen)
        expect(page.get_by_test_id("stSkeleton")).to_have_count(0)
