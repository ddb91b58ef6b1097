"""A class of phones and a projector: `python -m bench.classroom [STUDENTS]`, 60 by default.

The phones speak Streamlit's own protocol to a real server, as the page's JavaScript does (`bench.visitor`):
they join, ask as often as it does, move the slider and give an answer each, over some seconds. The projector
is a page in Chromium on this machine, so its drawing and the phones' scripts share the cores with the server.
"""

import asyncio
import sys
import tempfile
import threading
import time
from collections.abc import Coroutine
from pathlib import Path
from typing import Any, NamedTuple, Self

import psutil
from playwright.sync_api import Page, expect, sync_playwright
from streamlit.proto.Slider_pb2 import Slider

from bench.visitor import Visitor
from tests.browser.conftest import Server, launch_chromium

STUDENTS = 60
ANSWERING_SECONDS = 20.0
"""In which all students answer one after the other."""
_WAIT_SECONDS = 120.0
_WATCH = """() => {
  window.seen = [];
  const look = () => {
    const text = document.querySelector(".class-projector p")?.textContent ?? "";
    const count = Number(text.match(/(\\d+) answer/)?.[1] ?? 0);
    while (window.seen.length < count) window.seen.push(Date.now() / 1000);
  };
  new MutationObserver(look).observe(document.body, { subtree: true, childList: true, characterData: true });
}"""
"""When the projector shows one answer, two answers, and so on, in seconds since 1970."""


class Student:
    """A phone, whose page is open in a class.

    Args:
        address: of the server, "http://...".
        code: of the class.
    """

    def __init__(self, address: str, code: str) -> None:
        self._code = code
        self._visitor = Visitor(address)
        self.has_joined = asyncio.Event()

    async def attend(self) -> None:
        """Join, then look on until this is cancelled."""
        async with self._visitor.attend():
            await self._visitor.open("class", f"class={self._code}")
            # The tab says that it keeps no token yet.
            await self._visitor.set("tab_storage", '{"text": ""}')
            self.has_joined.set()
            await self._visitor.stay()

    async def answer(self, number: int) -> float:
        """Move the slider, then press the button; returns when it was pressed, in seconds since 1970."""
        widgets = self._visitor.widgets
        await self._visitor.set(
            next(label for label in widgets if isinstance(widgets[label].proto, Slider)), number
        )
        pressed = time.time()
        await self._visitor.set("Give this answer", True)
        return pressed

    def shows(self, text: str) -> bool:
        """Whether a component of our own has drawn a text."""
        return any(text in drawn for drawn in [*self._visitor.components.values()])


class Students:
    """Phones in a thread of their own; in a `with` statement they have all joined, and leave at the end."""

    def __init__(self, address: str, code: str, count: int) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._tasks: list[asyncio.Task[None]] = []
        self.students = [Student(address, code) for _ in range(count)]

    def __enter__(self) -> Self:
        self._thread.start()
        try:
            self._do(self._join())
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self._do(self._leave())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def answer(self, seconds: float) -> list[float]:
        """Have each give an answer, spread over so many seconds; returns when each did."""
        return sorted(self._do(self._answer(seconds)))

    def wait_for(self, text: str) -> float:
        """Wait until all phones show a text; returns when, in seconds since 1970."""
        deadline = time.monotonic() + _WAIT_SECONDS
        while not all(student.shows(text) for student in self.students):
            for task in self._tasks:
                if task.done():
                    task.result()
            if time.monotonic() > deadline:
                raise TimeoutError(text)
            time.sleep(0.02)
        return time.time()

    def _do(self, work: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(_WAIT_SECONDS + ANSWERING_SECONDS)

    async def _join(self) -> None:
        self._tasks = [asyncio.create_task(student.attend()) for student in self.students]
        joined = [asyncio.create_task(student.has_joined.wait()) for student in self.students]
        failed, _ = await asyncio.wait([asyncio.gather(*joined), *self._tasks], return_when="FIRST_COMPLETED")
        for task in failed:
            task.result()

    async def _leave(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _answer(self, seconds: float) -> list[float]:
        async def answer(place: int) -> float:
            await asyncio.sleep(place / len(self.students) * seconds)
            return await self.students[place].answer((37 * place + 20) % 101)

        return await asyncio.gather(*(answer(place) for place in range(len(self.students))))


class Measured(NamedTuple):
    """How a class went.

    Attributes:
        delays: seconds from each answer to the projector's showing as many answers, ascending.
        reveal: seconds from the teacher's press to the last phone's being sent the truth.
        cpu: cores that the server took while all answered.
        memory: bytes of the server at the end.
    """

    delays: list[float]
    reveal: float
    cpu: float
    memory: int


def open_class(page: Page, address: str) -> str:
    """Open a class as a teacher does; returns its code."""
    page.goto(f"{address}/class")
    page.get_by_role("button", name="Open a class").click()
    code = page.locator(".class-code")
    expect(code).to_be_visible()
    return code.inner_text()


def hold_class(page: Page, server: Server, count: int, seconds: float = ANSWERING_SECONDS) -> Measured:
    """Open a class, have so many students answer its first question, and reveal the answer.

    Args:
        page: the projector's.
        server: serves the class.
        count: of students.
        seconds: over which they answer.
    """
    code = open_class(page, server.url)
    process = psutil.Process(server.process.pid)
    with Students(server.url, code, count) as students:
        shown = page.locator(".class-projector p").first
        expect(shown).to_contain_text(f"{count} students here · 0 answers")
        page.evaluate(_WATCH)
        before, begun = sum(process.cpu_times()[:2]), time.perf_counter()
        sent = students.answer(seconds)
        cpu = (sum(process.cpu_times()[:2]) - before) / (time.perf_counter() - begun)
        expect(shown).to_contain_text(f"{count} answers")
        seen: list[float] = page.evaluate("window.seen")
        pressed = time.time()
        page.get_by_role("button", name="Show the answer").click()
        reveal = students.wait_for("The answer: ") - pressed
    delays = sorted(late - early for early, late in zip(sent, seen, strict=True))
    return Measured(delays, reveal, cpu, process.memory_info().rss)


def main() -> None:
    """Print how a class went."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else STUDENTS
    with (
        tempfile.TemporaryDirectory() as temporary,
        # Nothing is encoded ahead: that takes a minute of a core, once.
        Server(Path(temporary), cache=Path(temporary) / "cache") as server,
        sync_playwright() as playwright,
    ):
        expect.set_options(timeout=1_000 * _WAIT_SECONDS)
        page = launch_chromium(playwright).new_page(viewport={"width": 1440, "height": 900})
        measured = hold_class(page, server, count)
    median, late = (measured.delays[int(part * (count - 1))] for part in (0.5, 0.95))
    print(
        f"{count} students: an answer is on the projector after {median:.2f} s (95 %: {late:.2f} s, the "
        f"slowest {measured.delays[-1]:.2f} s); the truth is on all phones {measured.reveal:.1f} s after the "
        f"press; the server takes {measured.cpu:.0%} of a core and {measured.memory / 1e6:,.0f} MB"
    )


if __name__ == "__main__":
    main()
