"""The first minute of a server: every page at once, while other servers keep all cores busy."""

import contextlib
import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.conftest import Server, add_style
from tests.browser.test_pages import TITLES, assert_healthy, settle

pytestmark = pytest.mark.alone

FIRST = (0, 9)
"""Servers that start together, by the page that their visitors begin with: its place in the navigation."""

TOGETHER = ("results", "studies", "train", "embedding_map", "linear_probe")
"""Pages that draw figures soon, and pages that import what figures look for: opened at the same moment."""
PAUSE = 600
"""Milliseconds from one visitor's click to the other's: all pages are clicked within 20 seconds."""

NO_MOTION = "* { animation: none !important; transition: none !important }"
"""Without a window every tab is in sight, and so many that shimmer would leave the servers no time."""

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


def read_faults(server: Server) -> list[str]:
    """What the log holds beyond Streamlit's own lines on where it listens."""
    own = re.compile(
        r"^\s*($|.*Uvicorn server started on|You can now view|(Local |Network |External )?URL:"
        # A fragment that runs every few seconds asks once more after its page was left.
        r"|.*The fragment with id \w+ does not exist anymore)"
    )
    return [line for line in server.log.read_text().splitlines() if not own.match(line)]


class Visitors:
    """Those of one server, in a session of their own: tabs that open together, and two people who click.

    The two go through the pages in opposite orders and meet half way.
    """

    def __init__(self, server: Server, first: int, chromium: Browser) -> None:
        route = [*TITLES][first:] + [*TITLES][:first]
        self.server = server
        self.context = chromium.new_context(viewport={"width": 1280, "height": 800})
        add_style(self.context, NO_MOTION)
        self.together = [(self.context.new_page(), path) for path in TOGETHER]
        self.routes = [(self.context.new_page(), route), (self.context.new_page(), route[::-1])]

    def open(self) -> None:
        for page, path in self.together:
            page.goto(f"{self.server.url}/{path}", wait_until="commit")
        for page, route in self.routes:
            page.goto(f"{self.server.url}/{route[0]}", wait_until="commit")

    def expect_links(self) -> None:
        for page, _ in self.routes:
            expect(links(page)).to_have_count(len(TITLES), timeout=240_000)

    def click(self, person: int, step: int) -> None:
        page, route = self.routes[person]
        # Nobody waits for a page: what it has begun to import, others go on with.
        links(page).nth([*TITLES].index(route[step])).click(no_wait_after=True)

    def look(self, person: int) -> None:
        assert_healthy(self.routes[person][0])

    def expect_ends(self) -> None:
        for page, path in [*self.together, *((page, route[-1]) for page, route in self.routes)]:
            expect(page.get_by_role("heading", level=1)).to_have_text(TITLES[path], timeout=240_000)
            page.wait_for_selector("[data-test-script-state='notRunning']", timeout=240_000)
            assert_healthy(page)
            expect(page.get_by_test_id("stAlertContentError")).to_have_count(0)


@pytest.mark.timeout(900)
def test_all_pages_are_clicked_in_the_first_seconds_of_busy_servers(
    tmp_path: Path, chromium: Browser
) -> None:
    """Servers that start together, and their visitors' browser, keep all cores busy for each other."""
    with contextlib.ExitStack() as stack:
        servers = [stack.enter_context(Server(make_folder(tmp_path, number))) for number in FIRST]
        visitors = [Visitors(*each, chromium) for each in zip(servers, FIRST, strict=True)]
        for each in visitors:
            stack.callback(each.context.close)
            each.open()
        for each in visitors:
            each.expect_links()
        for step in range(1, len(TITLES)):
            for person in range(2):
                for each in visitors:
                    each.click(person, step)
                # How long visitors look before they click again, whatever is there by then.
                visitors[0].routes[person][0].wait_for_timeout(PAUSE)
                for each in visitors:
                    each.look(person)
        for each in visitors:
            each.expect_ends()
        for server in servers:
            assert read_faults(server) == []


def make_folder(parent: Path, number: int) -> Path:
    folder = parent / str(number)
    folder.mkdir()
    return folder


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
