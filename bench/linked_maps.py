"""How long a visitor waits for linked maps: `python -m bench.linked_maps`, in Chromium on a warm server.

For two and four maps of 10,000 points, and two of 60,000: from the request to points on the screen, from a
movement of the mouse to the ring and the card, from the end of a lasso to Python's answer, and from a new
colour's choice to new colours in all maps; and the bytes of all messages and files that each of these takes.
In the same way the first paint of Plotly's WebGL points, the page's alternative. The same data, drawn at
random, for both.
"""

import shutil
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, Page, Response, WebSocket, expect, sync_playwright

from tests.browser import linked_maps_data
from tests.browser.conftest import Server, launch_chromium

SIZES = ((2, 10_000), (4, 10_000), (2, 60_000))
"""Maps, and points of each."""
NUM_HOVERS = 20
NUM_COLOURS = 10
_PLOTLY_PAGE = """
import plotly.graph_objects as go
import streamlit as st
from tests.browser.linked_maps_data import COLOURS, draw_maps
st.set_page_config(layout="wide")
count = int(st.query_params.get("count", 400))
for side, (column, places) in enumerate(zip(st.columns(2), draw_maps(count))):
    points = [go.Scattergl(x=places[i::4, 0], y=places[i::4, 1], mode="markers",
                           marker={"color": COLOURS[i], "size": 4}) for i in range(4)]
    column.plotly_chart(go.Figure(points), key=f"map_{side}", on_select="rerun")
"""
_TIME_HOVERS = """(root) => {
  const times = (window.hovers = []);
  let start = 0;
  root.addEventListener("pointermove", (event) => (start = event.timeStamp), true);
  new MutationObserver(() =>
    // What the next frame draws is on the screen when the one after it begins.
    requestAnimationFrame(() => requestAnimationFrame(() => times.push(performance.now() - start))),
  ).observe(root, { attributeFilter: ["data-hovered"] });
}"""
_TIME_COLOURS = """(root) => {
  const times = (window.recoloured = []);
  const overlays = [...root.querySelectorAll(".overlay")];
  let start = 0;
  let left = 0;
  document.addEventListener("click", (event) => ([start, left] = [event.timeStamp, overlays.length]), true);
  // The last of the maps counts.
  const count = () => (left -= 1) ||
    requestAnimationFrame(() => requestAnimationFrame(() => times.push(performance.now() - start)));
  for (const overlay of overlays) {
    new MutationObserver(count).observe(overlay, { attributeFilter: ["data-colours"] });
  }
}"""
_FIND = """
  const text = document.querySelector("[data-testid=stText]").textContent;
"""


class Meter:
    """Counts the bytes that a page receives."""

    def __init__(self, page: Page) -> None:
        self.messages = self.files = self.sent = 0
        page.on("websocket", self._listen)
        page.on("response", self._count)

    def _listen(self, socket: WebSocket) -> None:
        socket.on("framereceived", lambda message: self._add(len(message), 0))
        socket.on("framesent", lambda message: self._add(0, len(message)))

    def _add(self, received: int, sent: int) -> None:
        self.messages += received
        self.sent += sent

    def _count(self, response: Response) -> None:
        if "published/" in response.url:
            self.files += int(response.headers.get("content-length", 0))

    def take(self) -> str:
        """What came since the last call, as text."""
        text = f"{self.messages / 1e3:.0f} kB of messages, {self.files / 1e3:.0f} kB of files, "
        text += f"{self.sent / 1e3:.0f} kB sent"
        self.messages = self.files = self.sent = 0
        return text


def measure_time(page: Page, act: Callable[[], object], condition: str) -> float:
    """Seconds from an action to the first frame in which a condition, in JavaScript, holds."""
    act()
    start = time.perf_counter()
    page.wait_for_function(f"() => {{ {_FIND} return {condition}; }}", polling="raf")
    return time.perf_counter() - start


def open_page(browser: Browser) -> Page:
    """A page with an empty cache."""
    return browser.new_context(viewport={"width": 1440, "height": 900}).new_page()


def measure_maps(browser: Browser, server: Server, num_maps: int, count: int) -> None:
    """Print a line for each thing that a visitor does."""
    url = f"{server.url}/?count={count}&maps={num_maps}"
    first = open_page(browser)
    first.goto(url)
    first.wait_for_selector(".linked-maps[data-drawn]", timeout=120_000)
    first.context.close()

    page = open_page(browser)
    meter, root, overlay = Meter(page), page.locator(".linked-maps"), page.locator(".overlay")
    start = time.perf_counter()
    page.goto(url)
    page.wait_for_selector(f".linked-maps[data-drawn='{count}']")
    seconds = time.perf_counter() - start
    print(f"{num_maps} maps of {count:,} points: on the screen after {seconds:.2f} s; {meter.take()}")
    page.wait_for_load_state("networkidle")
    print(f"  thumbnails and neighbours: {meter.take()}")

    root.evaluate(_TIME_HOVERS)
    box, view = overlay.first.bounding_box(), (overlay.first.get_attribute("data-view") or "").split()
    assert box is not None
    scale, left, top = (float(part) for part in view)
    places = [
        (box["x"] + left + scale * u / 60, box["y"] + top + scale * 0.8) for u in range(3, 3 + NUM_HOVERS)
    ]
    for place in places:
        page.mouse.move(*place)
        page.wait_for_timeout(150)
    hovers = page.evaluate("window.hovers")
    print(f"  hover: median {statistics.median(hovers):.0f} ms, at most {max(hovers):.0f} ms; {meter.take()}")

    corners = [(0.0, 0.5), (0.5, 0.5), (0.5, 1.0), (0.0, 1.0)]
    lasso = [(box["x"] + left + scale * u, box["y"] + top + scale * v) for u, v in corners]
    page.mouse.move(*lasso[0])
    page.mouse.down()
    for place in lasso[1:]:
        page.mouse.move(*place, steps=10)
    seconds = measure_time(page, page.mouse.up, f"text.startsWith('Selected {count // 4}')")
    print(f"  lasso: Python's answer after {1000 * seconds:.0f} ms; {meter.take()}")

    root.evaluate(_TIME_COLOURS)
    for _ in range(NUM_COLOURS // 2):
        for choice in ("scales", "class"):
            page.get_by_text(choice, exact=True).click()
            page.wait_for_timeout(800)
    colours = page.evaluate("window.recoloured")
    times = f"median {statistics.median(colours):.0f} ms, at most {max(colours):.0f} ms"
    print(f"  new colours in all maps: {times}; {meter.take()}")
    page.context.close()


def measure_plotly(browser: Browser, server: Server, count: int) -> None:
    """Print the time to the first paint of both of Plotly's charts, of the second of two visitors."""
    for is_warm in (False, True):
        page = open_page(browser)
        meter = Meter(page)
        start = time.perf_counter()
        page.goto(f"{server.url}/?count={count}")
        # Each chart has three canvases.
        page.wait_for_function("() => document.querySelectorAll('.js-plotly-plot canvas').length === 6")
        page.wait_for_selector('[data-testid="stApp"][data-test-script-state="notRunning"]')
        seconds, received = time.perf_counter() - start, meter.take()
        if is_warm:
            print(
                f"{count:,} points, two of Plotly's charts: on the screen after {seconds:.2f} s; {received}"
            )
        page.context.close()


def main() -> None:
    """Measure the maps, then the alternative."""
    folder = Path(linked_maps_data.__file__).parent
    with tempfile.TemporaryDirectory() as temporary, sync_playwright() as playwright:
        browser = launch_chromium(playwright)
        expect.set_options(timeout=60_000)
        server = Server(Path(temporary), shutil.copy(folder / "linked_maps_page.py", temporary))
        try:
            for num_maps, count in SIZES:
                measure_maps(browser, server, num_maps, count)
        finally:
            server.stop()
        script = Path(temporary) / "plotly_page.py"
        script.write_text(_PLOTLY_PAGE)
        server = Server(Path(temporary), str(script))
        try:
            for count in dict.fromkeys(count for _, count in SIZES):
                measure_plotly(browser, server, count)
        finally:
            server.stop()


if __name__ == "__main__":
    main()
