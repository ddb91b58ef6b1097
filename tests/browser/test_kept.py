"""What a browser fetched under a name made from its content, it never transfers again."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import Server
from tests.browser.test_figure import BARS_CHART, open_figures, save
from tests.browser.test_linked_maps import Maps

READ_TRANSFERS = """() => performance.getEntriesByType("resource")
  .filter((entry) => entry.name.includes("/published/"))
  .map((entry) => [entry.name.split("/").pop(), entry.transferSize, entry.decodedBodySize])"""


def use_maps(page: Page, server: Server) -> None:
    maps = Maps(page, server.url)
    page.get_by_role("button", name="Images", exact=True).click()
    maps.hover(0, 8)
    expect(page.locator(".card-picture").first).to_have_css("background-image", re.compile("blob:"))


def use_figures(page: Page, server: Server) -> None:
    open_figures(page, server)
    # A drawn chart leaves its own Plotly in the window; without it the app's copy draws.
    page.evaluate("delete window.Plotly")
    save(page, BARS_CHART, "SVG")
    save(page, BARS_CHART, "HTML")


def visit(
    context: BrowserContext, server: Server, use: Callable[[Page, Server], None]
) -> list[tuple[str, int, int]]:
    """Use everything of a page that has a file; for each request its name, bytes transferred, and size."""
    page = context.new_page()
    use(page, server)
    page.wait_for_load_state("networkidle")
    transfers = page.evaluate(READ_TRANSFERS)
    page.close()
    return transfers


@pytest.mark.parametrize(
    ("script", "use", "kinds"),
    [
        ("linked_maps_page.py", use_maps, {".css", ".js", ".bin", ".webp"}),
        ("figure_page.py", use_figures, {".js"}),
    ],
)
def test_a_second_visit_transfers_nothing(
    script: str, use: Callable[[Page, Server], None], kinds: set[str], tmp_path: Path, chromium: Browser
) -> None:
    page_file = shutil.copy(Path(__file__).with_name(script), tmp_path)
    with Server(tmp_path, str(page_file)) as server:
        context = chromium.new_context(viewport={"width": 1440, "height": 900})
        first = visit(context, server, use)
        assert {Path(name).suffix for name, _, _ in first} == kinds
        names = {name for name, _, _ in first}
        # Once each; the maps' files are compressed already, and a script goes as it is or smaller.
        assert {name for name, transferred, _ in first if transferred > 0} == names
        assert sum(transferred > 0 for _, transferred, _ in first) == len(names)
        second = visit(context, server, use)
        assert {name for name, _, _ in second} == names
        assert [transferred for _, transferred, _ in second] == [0] * len(second)
        context.close()
