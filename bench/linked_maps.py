"""How long a visitor waits for linked maps: `python -m bench.linked_maps`, in Chromium on a warm server.

For two and four maps of 10,000 points, and two of 60,000: from the request to points on the screen, from a
movement of the mouse to the ring and the card, from the end of a lasso to Python's answer, and from a new
colour's choice to new colours in all maps; and the bytes of all messages and files that each of these takes.
In the same way two of Plotly's charts with WebGL points, the page's alternative: from the request to points
on the screen, from a movement of the mouse to the label, and from a new colour's choice to new colours in
both charts. The same data, drawn at random, for both.
"""

import shutil
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import Browser, Page, Response, WebSocket, expect, sync_playwright

from tests.browser import linked_maps_data
from tests.browser.conftest import Server, launch_chromium

SIZES = ((2, 10_000), (4, 10_000), (2, 60_000))
"""Maps, and points of each."""
NUM_HOVERS = 20
NUM_COLOURS = 10
_PLOTLY_PAGE = """
import numpy as np
import plotly.graph_objects as go
import streamlit as st
from tests.browser.linked_maps_data import COLOURS, NAMES, draw_maps
st.set_page_config(layout="wide")
count = int(st.query_params.get("count", 400))
kind = st.radio("Colour", ["class", "scales"], horizontal=True)
rng = np.random.default_rng(0)
for side, (column, places) in enumerate(zip(st.columns(2), draw_maps(count))):
    values = rng.integers(0, 32, count)
    figure = go.Figure()
    for i in range(4):
        marker = {"size": 4, "color": COLOURS[i]}
        if kind == "scales":
            marker |= {"color": values[i::4], "colorscale": "Viridis", "cmin": 0, "cmax": 31}
        x, y = places[i::4].T
        figure.add_scattergl(x=x, y=y, mode="markers", marker=marker, name=NAMES[i])
    column.plotly_chart(figure, key=f"map_{side}", on_select="rerun")
st.text(f"Shown: {kind}")
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
# A canvas of WebGL that has points has pixels that are not transparent.
_PLOTLY_DRAWN = """() => {
  const charts = [...document.querySelectorAll(".js-plotly-plot")];
  const isDrawn = (canvas) => {
    if (!canvas.width) return false;
    const copy = new OffscreenCanvas(64, 64).getContext("2d", { willReadFrequently: true });
    copy.drawImage(canvas, 0, 0, 64, 64);
    return copy.getImageData(0, 0, 64, 64).data.some((value) => value > 0);
  };
  return charts.length === 2 && charts.every((chart) => [...chart.querySelectorAll("canvas")].some(isDrawn));
}"""
# A chart that gets new colours may be the same element or another one; of a scale, its colours are numbers.
_TIME_PLOTLY = (
    "() => { const isDrawn = "
    + _PLOTLY_DRAWN
    + """;
  const getCharts = () => [...document.querySelectorAll(".js-plotly-plot")];
  const isOnScale = (chart) => typeof chart._fullData?.[0]?.marker?.color === "object";
  const hovers = (window.hovers = []), recoloured = (window.recoloured = []);
  let moved = 0;
  const note = (times, start) =>
    requestAnimationFrame(() => requestAnimationFrame(() => times.push(performance.now() - start)));
  document.addEventListener("pointermove", (event) => (moved = event.timeStamp), true);
  for (const chart of getCharts()) chart.on("plotly_hover", () => note(hovers, moved));
  document.addEventListener("click", (event) => {
    const wanted = event.target.textContent === "scales";
    const look = () => {
      const charts = getCharts();
      if (charts.length === 2 && charts.every((one) => isOnScale(one) === wanted) && isDrawn())
        note(recoloured, event.timeStamp);
      else requestAnimationFrame(look);
    };
    look();
  }, true);
}"""
)
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


class Waits(NamedTuple):
    """How long a visitor waited, and for how many bytes.

    Attributes:
        drawn: seconds from the request to points in all maps.
        hovers: milliseconds from each movement of the mouse to what it shows.
        colours: milliseconds from each choice of a colour to its points in all maps.
        lasso: milliseconds from a lasso's end to Python's answer; None where none was drawn.
        received: what came for each of these and for the pictures, as text, by its name.
    """

    drawn: float
    hovers: list[float]
    colours: list[float]
    lasso: float | None
    received: dict[str, str]


def measure_time(page: Page, act: Callable[[], object], condition: str) -> float:
    """Seconds from an action to the first frame in which a condition, in JavaScript, holds."""
    act()
    start = time.perf_counter()
    page.wait_for_function(f"() => {{ {_FIND} return {condition}; }}", polling="raf")
    return time.perf_counter() - start


def open_page(browser: Browser) -> Page:
    """A page with an empty cache."""
    return browser.new_context(viewport={"width": 1440, "height": 900}).new_page()


def warm_up(browser: Browser, address: str, wait: Callable[[Page], object]) -> None:
    """The first visit of a page, which is not counted."""
    page = open_page(browser)
    page.goto(address)
    wait(page)
    page.context.close()


def wait_for_maps(page: Page) -> None:
    """Until linked maps have points."""
    page.wait_for_selector(".linked-maps[data-drawn]", timeout=120_000)


def wait_for_plotly(page: Page) -> None:
    """Until both of Plotly's charts have points."""
    page.wait_for_function(_PLOTLY_DRAWN, polling="raf", timeout=120_000)


def measure_maps(
    browser: Browser,
    server: Server,
    num_maps: int,
    count: int,
    num_hovers: int = NUM_HOVERS,
    num_colours: int = NUM_COLOURS,
) -> Waits:
    """What a visitor does on linked maps, one visit."""
    page = open_page(browser)
    meter, root, overlay = Meter(page), page.locator(".linked-maps"), page.locator(".overlay")
    received: dict[str, str] = {}
    start = time.perf_counter()
    page.goto(f"{server.url}/?count={count}&maps={num_maps}")
    wait_for_maps(page)
    drawn = time.perf_counter() - start
    received["drawn"] = meter.take()
    page.wait_for_load_state("networkidle")
    received["pictures"] = meter.take()

    root.evaluate(_TIME_HOVERS)
    box, view = overlay.first.bounding_box(), (overlay.first.get_attribute("data-view") or "").split()
    assert box is not None
    scale, left, top = (float(part) for part in view)
    places = [
        (box["x"] + left + scale * u / 60, box["y"] + top + scale * 0.8) for u in range(3, 3 + num_hovers)
    ]
    hovers = point_at(page, places)
    received["hovers"] = meter.take()

    corners = [(0.0, 0.5), (0.5, 0.5), (0.5, 1.0), (0.0, 1.0)]
    lasso = [(box["x"] + left + scale * u, box["y"] + top + scale * v) for u, v in corners]
    page.mouse.move(*lasso[0])
    page.mouse.down()
    for place in lasso[1:]:
        page.mouse.move(*place, steps=10)
    seconds = measure_time(page, page.mouse.up, f"text.startsWith('Selected {count // 4}')")
    received["lasso"] = meter.take()

    root.evaluate(_TIME_COLOURS)
    colours = recolour(page, num_colours)
    received["colours"] = meter.take()
    page.context.close()
    return Waits(drawn, hovers, colours, 1_000 * seconds, received)


def point_at(page: Page, places: list[tuple[float, float]]) -> list[float]:
    """Move the mouse to places on the screen; returns the milliseconds that the page noted."""
    for place in places:
        page.mouse.move(*place)
        page.wait_for_timeout(150)
    return page.evaluate("window.hovers")


def recolour(page: Page, num_colours: int) -> list[float]:
    """Choose the other colouring, and the first again; returns the milliseconds that the page noted."""
    for _ in range(num_colours // 2):
        for choice in ("scales", "class"):
            seen = page.evaluate("window.recoloured.length")
            page.get_by_text(choice, exact=True).first.click()
            page.wait_for_function(f"window.recoloured.length > {seen}")
            page.wait_for_timeout(300)
    return page.evaluate("window.recoloured")


def measure_plotly(
    browser: Browser,
    server: Server,
    count: int,
    num_hovers: int = NUM_HOVERS,
    num_colours: int = NUM_COLOURS,
) -> Waits:
    """The same on two of Plotly's charts."""
    page = open_page(browser)
    meter = Meter(page)
    received: dict[str, str] = {}
    start = time.perf_counter()
    page.goto(f"{server.url}/?count={count}")
    wait_for_plotly(page)
    drawn = time.perf_counter() - start
    received["drawn"] = meter.take()
    page.wait_for_load_state("networkidle")
    page.wait_for_selector('[data-testid="stApp"][data-test-script-state="notRunning"]')

    page.evaluate(_TIME_PLOTLY)
    chart = page.locator(".js-plotly-plot .nsewdrag").first.bounding_box()
    assert chart is not None
    # A row through the clusters of the lower corners; the label follows the point that is next.
    places = [
        (chart["x"] + chart["width"] * u / 60, chart["y"] + chart["height"] * 0.75)
        for u in range(6, 6 + num_hovers)
    ]
    hovers = point_at(page, places)
    received["hovers"] = meter.take()
    colours = recolour(page, num_colours)
    received["colours"] = meter.take()
    page.context.close()
    return Waits(drawn, hovers, colours, None, received)


def describe(title: str, waits: Waits) -> str:
    """Lines of figures."""
    lines = [f"{title}: on the screen after {waits.drawn:.2f} s; {waits.received['drawn']}"]
    if "pictures" in waits.received:
        lines.append(f"thumbnails and neighbours: {waits.received['pictures']}")
    for name, values in (("hovers", waits.hovers), ("colours", waits.colours)):
        times = f"median {statistics.median(values):.0f} ms, at most {max(values):.0f} ms"
        lines.append(f"{name}: {times}; {waits.received[name]}")
    if waits.lasso is not None:
        lines.append(f"lasso: Python's answer after {waits.lasso:.0f} ms; {waits.received['lasso']}")
    return "\n  ".join(lines)


@contextmanager
def serve_both(folder: Path) -> Iterator[tuple[Server, Server]]:
    """Servers of a page of linked maps, and of one of Plotly's charts."""
    (ours, theirs) = (folder / "maps", folder / "plotly")
    for each in (ours, theirs):
        each.mkdir()
    source = Path(linked_maps_data.__file__).parent / "linked_maps_page.py"
    (theirs / "page.py").write_text(_PLOTLY_PAGE, encoding="utf-8")
    with (
        Server(ours, str(shutil.copy(source, ours))) as maps,
        Server(theirs, str(theirs / "page.py")) as plotly,
    ):
        yield maps, plotly


def main() -> None:
    """Measure the maps, and the alternative."""
    with (
        tempfile.TemporaryDirectory() as temporary,
        sync_playwright() as playwright,
        serve_both(Path(temporary)) as (maps, plotly),
    ):
        browser = launch_chromium(playwright)
        expect.set_options(timeout=60_000)
        for num_maps, count in SIZES:
            warm_up(browser, f"{maps.url}/?count={count}&maps={num_maps}", wait_for_maps)
            waits = measure_maps(browser, maps, num_maps, count)
            print(describe(f"{num_maps} maps of {count:,} points", waits), flush=True)
        for count in dict.fromkeys(count for _, count in SIZES):
            warm_up(browser, f"{plotly.url}/?count={count}", wait_for_plotly)
            waits = measure_plotly(browser, plotly, count)
            print(describe(f"two of Plotly's charts of {count:,} points", waits), flush=True)


if __name__ == "__main__":
    main()
