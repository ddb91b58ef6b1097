"""How long a visitor waits: `python -m bench.pages` starts a server and times every page in Chromium.

Home is timed from the start of `streamlit run` on; the others from the request, on the warm server, to
their first figure and to the end of the script. Also writes a screenshot of each page to the folder
named as its argument.
"""

import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tests.browser.conftest import Server, launch_chromium

PAGES = {
    "": ".pictures img",
    "reconstruct": ".lab-card img",
    "generate": ".picture-walls .wall-tiles",
    "embedding_map": ".linked-maps[data-drawn]",
    "similarity": ".js-plotly-plot .main-svg",
    "gone_wrong": ".js-plotly-plot .main-svg",
    "linear_probe": ".js-plotly-plot .main-svg",
    "train": ".js-plotly-plot .main-svg",
}
SETTLED = '[data-testid="stApp"][data-test-script-state="notRunning"]'


def time_page(page: Page, url: str, figure: str, start: float) -> str:
    """Open a page; returns the seconds to its title, its first figure and its end, as text."""
    page.goto(url)
    page.wait_for_selector("h1")
    title = time.perf_counter() - start
    page.wait_for_selector(figure)
    first = time.perf_counter() - start
    page.wait_for_selector(SETTLED, timeout=120_000)
    return f"title {title:.2f} s, first figure {first:.2f} s, done {time.perf_counter() - start:.2f} s"


def main() -> None:
    """Time every page, and keep a screenshot of each where a folder was named."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else None
    with tempfile.TemporaryDirectory() as temporary, sync_playwright() as playwright:
        page = launch_chromium(playwright).new_page(viewport={"width": 1440, "height": 900})
        start = time.perf_counter()
        server = Server(Path(temporary))
        try:
            for path, figure in PAGES.items():
                url = f"{server.url}/{path}"
                print(f"{path or 'home'}: {time_page(page, url, figure, start)}")
                if folder is not None:
                    page.wait_for_timeout(1_000)
                    page.screenshot(path=folder / f"{path or 'home'}.png")
                # The warm-up ends before the next page is timed: the claim is about a warm server.
                page.wait_for_timeout(30_000 if path == "" else 0)
                start = time.perf_counter()
        finally:
            server.stop()


if __name__ == "__main__":
    main()
