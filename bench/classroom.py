"""A class of phones and a projector: `python -m bench.classroom [STUDENTS]`, 60 by default.

The phones are scripts that speak Streamlit's own protocol to a real server, as the page's JavaScript does:
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
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import ClientConnection, connect

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
    """A phone: what its page's JavaScript would send, and what of the page's content decides that.

    Args:
        address: of the server, "http://...".
        code: of the class.
        number: tells phones apart, for where they begin to ask.
    """

    def __init__(self, address: str, code: str, number: int) -> None:
        self._address = address.replace("http://", "ws://") + "/_stcore/stream"
        self._query = f"class={code}"
        self._number = number
        self._socket: ClientConnection | None = None
        self._states: dict[str, WidgetState] = {}
        self._ids: dict[str, str] = {}
        self._fragment = self._page = ""
        self._interval = 0.0
        self._has_tab, self._has_fragment = asyncio.Event(), asyncio.Event()
        self.has_joined = asyncio.Event()
        self.text = ""
        """All that our own components have drawn so far."""

    async def attend(self) -> None:
        """Join, then ask until this is cancelled."""
        async with connect(self._address, subprotocols=["streamlit"], max_size=None) as self._socket:  # type: ignore[list-item]
            await asyncio.gather(self._read(), self._ask())

    async def answer(self, number: int) -> float:
        """Move the slider and press the button; returns when, in seconds since 1970."""
        state = WidgetState()
        state.double_array_value.data[:] = [number]
        self._set("slider", state)
        self._set("Give this answer", WidgetState(trigger_value=True))
        sent = time.time()
        await self._run()
        return sent

    async def _ask(self) -> None:
        await self._run()
        await self._has_tab.wait()
        # The tab says that it keeps no token yet.
        self._set("tab_storage", WidgetState(json_value='{"text": ""}'))
        await self._run()
        await self._has_fragment.wait()
        self.has_joined.set()
        await asyncio.sleep(self._number % 20 / 20 * self._interval)
        while True:
            await self._run(self._fragment)
            await asyncio.sleep(self._interval)

    def _set(self, name: str, state: WidgetState) -> None:
        state.id = self._ids[name]
        self._states[name] = state

    async def _run(self, fragment: str = "") -> None:
        """Have the page run, whole or a part of it."""
        message = BackMsg()
        rerun = message.rerun_script
        rerun.query_string, rerun.page_name, rerun.page_script_hash = self._query, "class", self._page
        rerun.fragment_id, rerun.is_auto_rerun = fragment, bool(fragment)
        rerun.widget_states.widgets.extend(self._states.values())
        self._states.pop("Give this answer", None)
        assert self._socket is not None
        await self._socket.send(message.SerializeToString())

    async def _read(self) -> None:
        """Take note of what comes."""
        assert self._socket is not None
        async for data in self._socket:
            message = ForwardMsg()
            message.ParseFromString(data)  # type: ignore[arg-type]
            self._take(message)

    def _take(self, message: ForwardMsg) -> None:
        kind = message.WhichOneof("type")
        if kind == "navigation":
            self._page = message.navigation.page_script_hash
        elif kind == "auto_rerun":
            self._fragment, self._interval = message.auto_rerun.fragment_id, message.auto_rerun.interval
            self._has_fragment.set()
        elif kind == "delta":
            element = message.delta.new_element
            if element.WhichOneof("type") == "bidi_component":
                component = element.bidi_component
                self.text += component.json
                self._ids[component.component_name] = component.id
                if component.component_name == "tab_storage":
                    self._has_tab.set()
            elif element.WhichOneof("type") == "slider":
                self._ids["slider"] = element.slider.id
            elif element.WhichOneof("type") == "button":
                self._ids[element.button.label] = element.button.id


class Students:
    """Phones in a thread of their own; in a `with` statement they have all joined, and leave at the end."""

    def __init__(self, address: str, code: str, count: int) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._tasks: list[asyncio.Task[None]] = []
        self.students = [Student(address, code, number) for number in range(count)]

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
        while not all(text in student.text for student in self.students):
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
