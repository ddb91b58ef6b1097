"""The first minute of a server: `python -m bench.first_minute [--base FOLDER]`.

For each page a fresh server with an empty cache, and a fresh browser: seconds from the request to all that
the page shows, with nothing on its way any more. Then, on one more server, seconds from a click on each
page's link until something stands below the page's introduction: words on what comes, if not the thing
itself. Then the memory of one more server, all of whose pages were opened one after the other, once it has
come to rest. `--base` names a checkout of another build: the two take
turns, and the table shows their ratio. A processor without AVX-512 is tried by `ONEDNN_MAX_CPU_ISA=AVX2
ATEN_CPU_CAPABILITY=avx2` in the environment.
"""

import argparse
import shutil
import statistics
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import psutil
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from aavae.paths import ROOT
from tests.browser.conftest import Server, launch_chromium
from tests.leftovers import kill_what_a_scope_leaves

PAGES = {
    "": "all('.pictures img').length >= 70 && document.body.innerText.includes('Make a model of your own')",
    "reconstruct": "all('.lab-card').length == 7 && "
    "all('.lab-card').slice(1)"
    ".every(card => /Rank[^]*Probe/.test(card.innerText))",
    "embedding_map": "all('.linked-maps[data-drawn]').length == 1",
    "generate": "all('.picture-walls .wall-tiles').length >= 2",
    "similarity": "all('.js-plotly-plot .main-svg').length >= 1 && document.body.innerText.includes('AUC')",
    "linear_probe": "all('.js-plotly-plot .main-svg').length >= 1",
    "diagnostics": "all('.js-plotly-plot .main-svg').length >= 1",
    "results": "all('.js-plotly-plot .main-svg').length >= 1 && "
    "document.body.innerText.includes('The numbers')",
    "studies": "all('.js-plotly-plot .main-svg').length >= 1",
    "gone_wrong": "all('.js-plotly-plot .main-svg').length >= 1 && all('.pictures img').length >= 15",
    "race": "all('.live-run').length >= 2",
    "train": "all('button').some(one => one.innerText.includes('Start') && !one.disabled)",
    "watch": "all('.live-run').length >= 1",
    "jobs": "document.body.innerText.includes('queue')",
    "lesson": "all('.lesson-formula').length == 1 && all('.lesson-pictures img').length == 3",
    "class": "all('button').some(one => one.innerText.includes('Open a class'))",
    "glossary": "['All terms', 'Search'].every(words => document.body.innerText.includes(words))",
    "images": "['Add images', 'Pictures'].every(words => document.body.innerText.includes(words))",
}
"""What a page has when it is complete, besides that nothing is on its way."""

_REST = """
  document.querySelector('h1')
  && !all(
        '[data-testid="stSkeleton"], [data-testid="stSpinner"], [aria-busy="true"]'
      ).some(one => one.checkVisibility())
  && !all('img').some(image => !image.complete)
"""
_WATCH = """
  window.firstMinute = null;
  // Our components draw in shadow roots, which a selector does not see.
  const all = (selector, root = document) => [
    ...root.querySelectorAll(selector),
    ...[...root.querySelectorAll('*')].flatMap(one => one.shadowRoot ? all(selector, one.shadowRoot) : []),
  ];
  const look = () => {
    const complete = (%s) && (%s);
    const state = document.querySelector('[data-testid="stApp"]')?.dataset.testScriptState;
    // A page that looks for news every second is complete while it looks.
    if (!complete) window.firstMinute = null;
    else if (state == 'notRunning') window.firstMinute ??= Date.now();
    setTimeout(look, 50);
  };
  document.addEventListener('DOMContentLoaded', look);
"""
_HELD = "window.firstMinute && Date.now() - window.firstMinute > 1000 && window.firstMinute"
"""A page that is complete for a second stays so: what it draws first may go again."""
_CLICK = """
  (link) => new Promise((resolve) => {
    const title = link.innerText.trim().split("\\n").pop();
    const start = performance.now();
    const look = () => {
      const main = document.querySelector('[data-testid="stMain"]');
      const heading = main.querySelector("h1");
      const below = [...main.querySelectorAll('[data-testid="stElementContainer"]')].filter(
        (one) => one.clientHeight > 1 && !one.contains(heading) && !one.closest('[data-stale="true"]'),
      );
      // The introduction alone is an empty page.
      const seconds = (performance.now() - start) / 1000;
      if ((heading?.innerText.startsWith(title) && below.length > 1) || seconds > 60) resolve(seconds);
      else requestAnimationFrame(look);
    };
    link.click();
    look();
  })
"""
_TIMEOUT = 240.0
_IDLE = 0.1
"""Cores: a server that takes less of one for some seconds has come to rest."""


@contextmanager
def serve(checkout: Path) -> Iterator[Server]:
    """A fresh server of a checkout, with an empty cache and no runs."""
    # What a server writes for browsers lies beside its script; it is written anew.
    shutil.rmtree(checkout / "static" / "maps", ignore_errors=True)
    # What a page has estimated in the background goes on without its server, and would slow the next one.
    with (
        tempfile.TemporaryDirectory() as folder,
        kill_what_a_scope_leaves(),
        Server(Path(folder), root=checkout) as server,
    ):
        yield server


def open_page(browser: Browser, server: Server, path: str) -> float:
    """Seconds from the request of a page until it is complete, for a browser that has fetched nothing yet."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    try:
        return time_visit(context, server, path)
    finally:
        context.close()


def time_visit(context: BrowserContext, server: Server, path: str, timeout: float = _TIMEOUT) -> float:
    """Seconds from the request of a page, in a new tab, until it is complete.

    Raises:
        playwright.sync_api.Error: it is not within `timeout` seconds.
    """
    page = context.new_page()
    try:
        page.add_init_script(_WATCH % (_REST, PAGES[path]))
        start = time.time()
        page.goto(f"{server.url}/{path}")
        held = page.wait_for_function(_HELD, timeout=timeout * 1000)
        return held.json_value() / 1000 - start
    finally:
        page.close()


def measure_clicks(browser: Browser, checkout: Path) -> list[float]:
    """Seconds from a click on each page's link to an outline of it, begun as soon as there are links."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    try:
        with serve(checkout) as server:
            page = context.new_page()
            page.goto(server.url)
            links = page.get_by_test_id("stSidebar").get_by_role("link")
            links.nth(len(PAGES) - 1).wait_for()
            page.locator("h1").wait_for()
            return [links.nth(index).evaluate(_CLICK) for index in range(1, len(PAGES))]
    finally:
        context.close()


def measure_memory(browser: Browser, checkout: Path) -> tuple[float, float]:
    """MB in memory after all pages were opened, at the most and at rest."""
    with serve(checkout) as server:
        for path in PAGES:
            open_page(browser, server, path)
        process = psutil.Process(server.process.pid)
        deadline = time.monotonic() + _TIMEOUT
        while process.cpu_percent(interval=4.0) > 100 * _IDLE and time.monotonic() < deadline:
            pass
        return _read_peak(process.pid) / 1e6, process.memory_info().rss / 1e6


def _read_peak(pid: int) -> int:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmHWM"):
            return 1024 * int(line.split()[1])
    return 0


def print_row(name: str, values: Sequence[Sequence[float]], unit: str, digits: int = 2) -> None:
    """A line of the table: the median of each build, and how they compare."""
    medians = [statistics.median(each) for each in values]
    shown = "  ".join(f"{median:9.{digits}f} {unit}" for median in medians)
    ratio = f"  {medians[-1] / medians[0]:.2f} times" if len(medians) > 1 else ""
    print(f"{name:22s}{shown}{ratio}", flush=True)


def main() -> None:
    """Print a line for each page, and one for the memory."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--base", type=Path, help="a checkout of another build, to compare with")
    parser.add_argument("--tries", type=int, default=3, help="servers of each build for each page")
    parser.add_argument("--pages", nargs="*", default=list(PAGES), choices=list(PAGES), help="which pages")
    parser.add_argument("--clicks", action=argparse.BooleanOptionalAction, default=True)
    parser.add_argument("--memory", action=argparse.BooleanOptionalAction, default=True)
    arguments = parser.parse_args()
    checkouts = [*([arguments.base.resolve()] if arguments.base else []), ROOT]
    print(" " * 22 + "  ".join(f"{checkout.name[-11:]:>11s}" for checkout in checkouts))
    with sync_playwright() as playwright:
        for path in arguments.pages:
            seconds: list[list[float]] = [[] for _ in checkouts]
            for _ in range(arguments.tries):
                for checkout, each in zip(checkouts, seconds, strict=True):
                    # A browser keeps what it fetched, and a server what it computed: both are new.
                    browser = launch_chromium(playwright)
                    with serve(checkout) as server:
                        each.append(open_page(browser, server, path))
                    browser.close()
            print_row(path or "home", seconds, "s")
        if arguments.clicks:
            clicks: list[list[float]] = [[] for _ in checkouts]
            for _ in range(arguments.tries):
                for checkout, each in zip(checkouts, clicks, strict=True):
                    browser = launch_chromium(playwright)
                    each.extend(measure_clicks(browser, checkout))
                    browser.close()
            print_row("outline after a click", clicks, "s")
            print_row("  the slowest", [[max(each)] for each in clicks], "s")
        if arguments.memory:
            browser = launch_chromium(playwright)
            peaks, rests = zip(*(measure_memory(browser, checkout) for checkout in checkouts), strict=True)
            print_row("memory, at the most", [[peak] for peak in peaks], "MB", 0)
            print_row("memory, at rest", [[rest] for rest in rests], "MB", 0)
            browser.close()


if __name__ == "__main__":
    main()
