"""A class that explores at once: `python -m bench.load [--minutes 10] [--students 30] [--base CHECKOUT]`.

Students open pages, move sliders, draw lassos, and drop pictures, each at a pace of their own. Two of them
are browsers, Chromium, that draw everything; the others speak Streamlit's protocol (`bench.visitor`). All of
them share this machine's cores with the server. With `--base` another checkout, such as a worktree of an
older commit, serves the same script first.

Also measured: what one more student gets than there are places, and how much longer a click takes while
somebody else waits for a slow computation.
"""

import argparse
import asyncio
import base64
import io
import json
import random
import re
import statistics
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
import zipfile
from collections import defaultdict
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import psutil
from PIL import Image
from playwright.sync_api import Error, Page, sync_playwright

from aavae.paths import ROOT
from bench.pages import SETTLED
from bench.visitor import Visitor
from tests.browser.conftest import Server, launch_chromium

STUDENTS = 30
MINUTES = 10.0
NUM_BROWSERS = 2
_THINK_SECONDS = (3.0, 9.0)
"""Between what a student sees and what they do next."""
_SAMPLE_SECONDS = 5.0
_FLAT_SECONDS = 300.0
_NUM_POINTS = 3_000
_SLIDERS = ("Brightness, factor", "Contrast, factor", "Saturation, factor", "Hue, turns of the colour wheel")
_NUM_CLICKS = 20
_PAGES = {
    "reconstruct": ".lab-card img",
    "embedding_map": ".linked-maps[data-drawn]",
    "similarity": ".js-plotly-plot .main-svg",
    "linear_probe": ".js-plotly-plot .main-svg",
    "generate": ".picture-walls .wall-tiles",
    "results": ".board",
}
"""What the browsers open, and what is then on the page."""

Note = Callable[[str, float], None]


class Memory(NamedTuple):
    """What a server and the processes that it started hold, at a time.

    Attributes:
        seconds: since the students came.
        rss: resident bytes of the server's own process.
        total: proportional bytes of all.
    """

    seconds: float
    rss: int
    total: int


class Report(NamedTuple):
    """How the class went.

    Attributes:
        seconds: that each action took, by its name.
        faults: what went wrong, a line each.
        memory: from time to time.
        cores: that the server and what it started took.
        turned_away: what one more student got.
        delays: seconds by which a click came later while a slow computation ran, ascending.
    """

    seconds: dict[str, list[float]]
    faults: list[str]
    memory: list[Memory]
    cores: float
    turned_away: str
    delays: list[float]


class Student:
    """A protocol-level visitor with a mind of their own.

    Args:
        address: of the server.
        number: decides what the student does, and in which order.
        note: called with each action and the seconds that it took.
    """

    def __init__(self, address: str, number: int, note: Note) -> None:
        self._random = random.Random(number)
        self._note = note
        # A cookie that a browser would have been given.
        self.visitor = Visitor(address, f"aavae_visitor={number:043d}")

    async def explore(self, seconds: float) -> None:
        """Do one thing after another for so long."""
        until = time.monotonic() + seconds
        await asyncio.sleep(self._random.uniform(0, _THINK_SECONDS[1]))
        tours = {
            self._distort: 3,
            self._select: 3,
            self._compare: 1,
            self._probe: 1,
            self._generate: 2,
            self._read: 3,
            self._drop: 1,
        }
        async with self.visitor.attend():
            while time.monotonic() < until:
                (tour,) = self._random.choices(list(tours), list(tours.values()))
                await tour()

    async def _do(self, name: str, action: Awaitable[None]) -> None:
        started = time.perf_counter()
        await action
        self._note(name, time.perf_counter() - started)
        await asyncio.sleep(self._random.uniform(*_THINK_SECONDS))

    async def _open(self, page: str) -> None:
        await self._do("open a page", self.visitor.open(page))

    async def _distort(self) -> None:
        await self._open("reconstruct")
        for _ in range(4):
            value = round(self._random.uniform(0.5, 1.5), 2)
            label = self._random.choice(_SLIDERS)
            await self._do(
                "move a slider", self.visitor.set(label, value if "Hue" not in label else value / 10)
            )

    async def _select(self) -> None:
        await self._open("embedding_map")
        for serial in range(1, 4):
            choice = {"serial": serial, "count": _NUM_POINTS, "selected": self._draw_mask(), "opened": -1}
            lasso = self.visitor.set("linked_maps", json.dumps({"choice": choice}))
            await self._do("draw a lasso", lasso)

    def _draw_mask(self) -> str:
        mask = np.zeros(_NUM_POINTS, bool)
        first = self._random.randrange(_NUM_POINTS - 300)
        mask[first : first + self._random.randrange(20, 300)] = True
        return base64.b64encode(np.packbits(mask, bitorder="little").tobytes()).decode()

    async def _compare(self) -> None:
        await self._open("similarity")
        strength = self._random.choice(("a quarter", "half", "three quarters"))
        await self._do("compare other pairs", self.visitor.set("Strength", strength))

    async def _probe(self) -> None:
        await self._open("linear_probe")
        labels = self._random.choice(("100", "300", "3,000"))
        await self._do("probe with other labels", self.visitor.set("Labelled training images", labels))

    async def _generate(self) -> None:
        await self._open("generate")
        for _ in range(2):
            await self._do("draw samples", self.visitor.set("Draw again", True))

    async def _read(self) -> None:
        pages = ("", "lesson", "results", "studies", "diagnostics", "gone_wrong", "glossary", "images")
        await self._open(self._random.choice(pages))

    async def _drop(self) -> None:
        if self._random.random() < 0.5:
            await self._open("reconstruct")
            await self._do("choose a source", self.visitor.set("Image", "upload"))
            label = "Up to 10 MB and 50 megapixels"
            await self._do(
                "drop a picture", self.visitor.upload(label, "mine.png", draw_picture(self._random))
            )
        else:
            await self._open("images")
            await self._do("choose a source", self.visitor.set("What to do", "Add images"))
            label = next(label for label in self.visitor.widgets if label.startswith("A zip or tar"))
            await self._do("drop a zip", self.visitor.upload(label, "mine.zip", zip_pictures(self._random)))


def draw_picture(generator: random.Random) -> bytes:
    """A PNG of 64 x 64 pixels of noise."""
    file = io.BytesIO()
    Image.frombytes("RGB", (64, 64), generator.randbytes(64 * 64 * 3)).save(file, "PNG")
    return file.getvalue()


def zip_pictures(generator: random.Random) -> bytes:
    """A zip of two classes of twenty pictures each."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for number in range(40):
            archive.writestr(f"{'ab'[number % 2]}/{number}.png", draw_picture(generator))
    return file.getvalue()


def browse(address: str, seconds: float, number: int, note: Note, faults: list[str]) -> None:
    """A student whose pages are drawn, in Chromium, for so long."""
    generator, until = random.Random(number), time.monotonic() + seconds
    with sync_playwright() as playwright:
        page = launch_chromium(playwright).new_page(viewport={"width": 1440, "height": 900})
        page.set_default_timeout(240_000)
        page.on("pageerror", lambda error: faults.append(f"Chromium: {error}"))
        page.goto(address)
        while time.monotonic() < until:
            name = generator.choice(list(_PAGES))
            try:
                _explore(page, name, generator, note)
            except Error as error:
                faults.append(f"Chromium gave up on {name}: {str(error).splitlines()[0]}")
                return
            for text in page.get_by_test_id("stAlertContentError").all_inner_texts():
                faults.append(f"Chromium, {name}: {text}")


def _explore(page: Page, name: str, generator: random.Random, note: Note) -> None:
    _time(note, "Chromium: open a page", lambda: _open(page, name))
    _look(page, generator)
    if name == "reconstruct":
        for _ in range(4):
            _time(note, "Chromium: move a slider", lambda: _slide(page))
            _look(page, generator)
    elif name == "embedding_map":
        _time(note, "Chromium: draw a lasso", lambda: _draw_lasso(page, generator))
        _look(page, generator)


def _time(note: Note, name: str, action: Callable[[], None]) -> None:
    started = time.perf_counter()
    action()
    note(name, time.perf_counter() - started)


def _look(page: Page, generator: random.Random) -> None:
    page.wait_for_timeout(1_000 * generator.uniform(*_THINK_SECONDS))


def _open(page: Page, name: str) -> None:
    page.locator(f'[data-testid="stPageLink"] a[href$="{name}"]').first.click()
    page.wait_for_url(f"**/{name}**")
    page.wait_for_selector(_PAGES[name])
    page.wait_for_selector(SETTLED)


def _slide(page: Page) -> None:
    picture = page.locator(".lab-card img").nth(1)
    before = picture.get_attribute("src")
    slider = page.locator(".st-key-lab_brightness").get_by_role("slider")
    is_bright = float(slider.input_value()) > 1
    slider.press("Home" if is_bright else "End")
    page.wait_for_function(
        "before => document.querySelectorAll('.lab-card img')[1]?.src !== before", arg=before, timeout=60_000
    )


def _draw_lasso(page: Page, generator: random.Random) -> None:
    before = page.url
    page.keyboard.press("Escape")
    overlay = page.locator(".linked-maps .overlay").first
    overlay.scroll_into_view_if_needed()
    box = overlay.bounding_box()
    assert box is not None
    left, top = (generator.uniform(0.2, 0.4) for _ in range(2))
    corners = ((left, top), (left + 0.4, top), (left + 0.4, top + 0.4), (left, top + 0.4), (left, top))
    for number, (x, y) in enumerate(corners):
        page.mouse.move(box["x"] + x * box["width"], box["y"] + y * box["height"], steps=5)
        if number == 0:
            page.mouse.down()
    page.mouse.up()
    page.wait_for_function("before => location.href !== before", arg=before)
    page.wait_for_selector(SETTLED)


def watch_memory(server: Server, started: float, samples: list[Memory], ended: threading.Event) -> None:
    """Note what a server holds, until the end."""
    process = psutil.Process(server.process.pid)
    while not ended.wait(_SAMPLE_SECONDS):
        total = 0
        for each in (process, *process.children(recursive=True)):
            try:
                total += each.memory_full_info().pss
            except psutil.Error:  # it has just ended
                continue
        samples.append(Memory(time.monotonic() - started, process.memory_info().rss, total))


def count_cpu_seconds(server: Server) -> float:
    """Of a server and what it started, so far."""
    process = psutil.Process(server.process.pid)
    # Those of children that have ended count as well.
    return sum(process.cpu_times()[:4]) + sum(
        sum(child.cpu_times()[:2]) for child in process.children(recursive=True)
    )


def ask_for_a_place(address: str) -> str:
    """What a browser gets that comes now, in a line."""
    request = urllib.request.Request(address, headers={"Accept": "text/html"})
    try:
        with urllib.request.urlopen(request, timeout=60) as response:
            return f"the page ({response.status})"
    except urllib.error.HTTPError as refused:
        sentence = refused.read().decode().partition('<p role="status">')[2].partition("</p>")[0]
        return f"{refused.code}: {sentence}"


async def time_clicks(visitor: Visitor, number: int) -> list[float]:
    """Seconds of so many moves of a slider, each a little after the last one was answered."""
    seconds = []
    for place in range(number):
        started = time.perf_counter()
        await visitor.set(_SLIDERS[0], 0.5 + place / number)
        seconds.append(time.perf_counter() - started)
        await asyncio.sleep(0.25)
    return seconds


async def measure_delays(address: str) -> list[float]:
    """How much later a click is answered while somebody else waits for slow computations, ascending."""
    clicker, waiter = (Visitor(address, f"aavae_visitor={name * 43}") for name in "cw")
    async with clicker.attend(), waiter.attend():
        await clicker.open("reconstruct")
        await time_clicks(clicker, 5)
        usual = statistics.median(await time_clicks(clicker, _NUM_CLICKS))
        await waiter.open("similarity")
        computing = asyncio.create_task(_compute_slowly(waiter))
        await asyncio.sleep(1)
        found: list[float] = []
        while len(found) < 3 * _NUM_CLICKS and not computing.done():
            found += await time_clicks(clicker, 4)
        computing.cancel()
        return sorted(late - usual for late in found)


async def _compute_slowly(visitor: Visitor) -> None:
    """Ask for what nobody has asked for yet, one thing after another."""
    for query in ("augmentations=flip", "augmentations=colour", "augmentations=crop", "augmentations=blur"):
        await visitor.open("similarity", query)
        for strength in ("a quarter", "half", "three quarters"):
            await visitor.set("Strength", strength)


def hold(root: Path, students: int, minutes: float) -> Report:
    """Serve a class from a checkout, and have it explore."""
    seconds: dict[str, list[float]] = defaultdict(list)
    faults: list[str] = []
    memory: list[Memory] = []

    def note(name: str, spent: float) -> None:
        seconds[name].append(spent)

    variables = {"AAVAE_SERVE": "class", "AAVAE_SESSIONS": str(students)}
    with (
        tempfile.TemporaryDirectory() as temporary,
        Server(Path(temporary), root=root, launch=("aavae.ui.server",), variables=variables) as server,
    ):
        delays = asyncio.run(measure_delays(server.url))
        started, before, ended = time.monotonic(), count_cpu_seconds(server), threading.Event()
        watching = threading.Thread(target=watch_memory, args=(server, started, memory, ended))
        watching.start()
        browsers = [
            threading.Thread(target=browse, args=(server.url, 60 * minutes, number, note, faults))
            for number in range(min(NUM_BROWSERS, students))
        ]
        for browser in browsers:
            browser.start()
        others = [Student(server.url, number, note) for number in range(len(browsers), students)]

        async def attend() -> str:
            exploring = [asyncio.create_task(student.explore(60 * minutes)) for student in others]
            await asyncio.sleep(60 * minutes / 2)
            turned_away = await asyncio.to_thread(ask_for_a_place, server.url)
            for student, outcome in zip(
                others, await asyncio.gather(*exploring, return_exceptions=True), strict=True
            ):
                if isinstance(outcome, BaseException):
                    faults.append(f"a student at {student.visitor.page!r} gave up: {outcome!r}")
            return turned_away

        turned_away = asyncio.run(attend())
        for browser in browsers:
            browser.join()
        cores = (count_cpu_seconds(server) - before) / (time.monotonic() - started)
        ended.set()
        watching.join()
        faults += [fault for student in others for fault in student.visitor.faults]
        log = server.log.read_text(encoding="utf-8")
        faults += re.findall(r"^Traceback .*?^\w\S*:[^\n]*", log, re.MULTILINE | re.DOTALL)
    return Report(dict(seconds), faults, memory, cores, turned_away, delays)


def describe(report: Report) -> list[str]:
    """A report in lines of Markdown."""
    lines = ["| Action | How often | Median, s | 95 %, s | Longest, s |", "| --- | --- | --- | --- | --- |"]
    for name, seconds in sorted(report.seconds.items()):
        lines.append(
            f"| {name} | {len(seconds)} | {statistics.median(seconds):.2f} | {find_late(seconds):.2f} "
            f"| {max(seconds):.2f} |"
        )
    every = [spent for seconds in report.seconds.values() for spent in seconds]
    lines += [
        f"| all | {len(every)} | {statistics.median(every):.2f} | {find_late(every):.2f} "
        f"| {max(every):.2f} |",
        "",
        describe_memory(report.memory),
        f"The server and what it started took {report.cores:.2f} cores.",
        f"One more student got: {report.turned_away}",
        f"A click beside a slow computation: {1_000 * statistics.median(report.delays):.0f} ms later in the "
        f"median, {1_000 * find_late(report.delays):.0f} ms (95 %), {len(report.delays)} clicks.",
        f"{len(report.faults)} faults." + "".join(f"\n- {fault}" for fault in report.faults[:20]),
    ]
    return lines


def describe_memory(memory: Sequence[Memory]) -> str:
    """What was held at the end, and whether it still grew."""
    last = [sample for sample in memory if sample.seconds > memory[-1].seconds - _FLAT_SECONDS]
    minutes, megabytes = np.array([(sample.seconds / 60, sample.total / 1e6) for sample in last]).T
    slope = np.polyfit(minutes, megabytes, 1)[0]
    return (
        f"Memory: the server's process at most {max(sample.rss for sample in memory) / 1e6:,.0f} MB; with "
        f"what it started {np.median(megabytes):,.0f} MB in the median of the last "
        f"{np.ptp(minutes):.1f} minutes, in which it changed by {slope:+.1f} MB a "
        f"minute, and at most {max(sample.total for sample in memory) / 1e6:,.0f} MB."
    )


def find_late(seconds: Sequence[float]) -> float:
    """The 95th percentile."""
    return float(np.percentile(seconds, 95))


def main() -> None:
    """Print how the class went, for each checkout."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--students", type=int, default=STUDENTS)
    parser.add_argument("--minutes", type=float, default=MINUTES)
    parser.add_argument("--base", type=Path, help="another checkout, which serves first")
    chosen = parser.parse_args()
    for root in filter(None, (chosen.base, ROOT)):
        report = hold(root, chosen.students, chosen.minutes)
        print(f"\n## {root}, {chosen.students} students, {chosen.minutes:g} minutes\n")
        print("\n".join(describe(report)), flush=True)
    sys.exit(0)


if __name__ == "__main__":
    main()
