"""A visitor who speaks Streamlit's protocol to a real server, as a page's JavaScript does, and draws nothing.

Many of them fit where one browser would. What a browser does of itself they do, too: they send back what
they have set, run the part of a page that a control is in, ask again as often as a part wants, and fetch
what our own components name.
"""

import asyncio
import contextlib
import re
import secrets
import urllib.request
from collections.abc import AsyncIterator, Awaitable
from typing import Any

from streamlit.proto.Alert_pb2 import Alert
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Button_pb2 import Button
from streamlit.proto.ButtonGroup_pb2 import ButtonGroup
from streamlit.proto.Checkbox_pb2 import Checkbox
from streamlit.proto.Delta_pb2 import Delta
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.NumberInput_pb2 import NumberInput
from streamlit.proto.Selectbox_pb2 import Selectbox
from streamlit.proto.Slider_pb2 import Slider
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import ClientConnection, connect

_WAIT_SECONDS = 240.0
_FETCHED = re.compile(r"published/[\w.-]+")
_DONE = (
    ForwardMsg.FINISHED_SUCCESSFULLY,
    ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY,
    ForwardMsg.FINISHED_WITH_COMPILE_ERROR,
)
_WIDGETS = ("slider", "button_group", "selectbox", "number_input", "button", "file_uploader", "checkbox")


def _make_state(proto: Any, value: Any) -> WidgetState:
    """What a browser sends of a control that has this value; of a choice, the words that it reads."""
    state = WidgetState(id=proto.id)
    if isinstance(proto, Slider) and proto.options:
        state.string_array_value.data[:] = [value]
    elif isinstance(proto, Slider):
        state.double_array_value.data[:] = [value]
    elif isinstance(proto, ButtonGroup):
        state.string_array_value.data[:] = [value]
    elif isinstance(proto, Selectbox):
        state.string_value = value
    elif isinstance(proto, NumberInput):
        state.double_value = value
    elif isinstance(proto, Checkbox):
        state.bool_value = value
    elif isinstance(proto, Button):
        state.trigger_value = value
    else:
        state.json_value = value
    return state


class Widget:
    """A control of a page.

    Attributes:
        id: by which the server knows it.
        fragment: of the page, which runs alone when it is used; empty: the page runs.
        proto: what the page said of it.
    """

    def __init__(self, id: str, fragment: str, proto: Any) -> None:
        self.id, self.fragment, self.proto = id, fragment, proto


class Visitor:
    """A browser tab; `attend` opens it.

    Attributes:
        page: that is open, by its path.
        widgets: of the page that is open, by their labels; of components, by their names.
        components: what those of the page that is open were given last, by their ids, as JSON.
        faults: what went wrong so far: errors that a page showed, requests that failed.
    """

    def __init__(self, address: str, cookie: str = "") -> None:
        self._http = address
        self._address = address.replace("http://", "ws://") + "/_stcore/stream"
        self._headers = {"Cookie": cookie, "Origin": address}
        self._socket: ClientConnection | None = None
        self._states: dict[str, WidgetState] = {}
        self._known: dict[str, ForwardMsg] = {}
        self._timers: dict[str, asyncio.Task[None]] = {}
        self._fetched: set[str] = set()
        self._to_fetch: set[str] = set()
        self._query = self._hash = ""
        self._waits_for: str | None = None
        self._run_id = ""
        self._has_run = asyncio.Event()
        self._urls: asyncio.Future[Any] | None = None
        self._session = ""
        self._reader: asyncio.Task[None] | None = None
        self.page = ""
        self.widgets: dict[str, Widget] = {}
        self.components: dict[str, str] = {}
        self.faults: list[str] = []

    @contextlib.asynccontextmanager
    async def attend(self) -> AsyncIterator["Visitor"]:
        """Hold the tab open."""
        options = {"additional_headers": self._headers, "subprotocols": ["streamlit"], "max_size": None}
        async with connect(self._address, ping_interval=None, **options) as self._socket:  # type: ignore[arg-type]
            self._reader = asyncio.create_task(self._read())
            try:
                yield self
            finally:
                self._stop_timers()
                self._reader.cancel()

    async def open(self, page: str, query: str = "") -> None:
        """Go to a page, and wait until it is there with all that it has a browser fetch."""
        self._states.clear()
        self.widgets.clear()
        self.components.clear()
        self._stop_timers()
        self.page, self._query, self._hash = page, query, ""
        await self._run("")

    async def set(self, label: str, value: Any) -> None:
        """Give a control a value, and wait for what the page makes of it.

        Args:
            label: of the control, or the name of a component.
            value: a number, a word, a bool; for a button True; for a component its state, as JSON.
        """
        widget = self.widgets[label]
        self._states[widget.id] = _make_state(widget.proto, value)
        await self._run(widget.fragment)
        if isinstance(widget.proto, Button):
            self._states.pop(widget.id, None)

    async def upload(self, label: str, name: str, content: bytes) -> None:
        """Drop a file on a field, and wait for what the page makes of it."""
        widget = self.widgets[label]
        request = BackMsg()
        request.file_urls_request.request_id = secrets.token_hex(8)
        request.file_urls_request.file_names.append(name)
        request.file_urls_request.session_id = self._session
        self._urls = asyncio.get_running_loop().create_future()
        await self._send(request)
        urls = (await self._wait_for(self._urls)).file_urls[0]
        await asyncio.to_thread(self._put, urls.upload_url, name, content)
        state = WidgetState(id=widget.id)
        info = state.file_uploader_state_value.uploaded_file_info.add()
        info.file_id, info.name, info.size = urls.file_id, name, len(content)
        info.file_urls.CopyFrom(urls)
        self._states[widget.id] = state
        await self._run(widget.fragment)

    def _put(self, address: str, name: str, content: bytes) -> None:
        boundary = secrets.token_hex(16)
        head = f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
        body = head.encode() + content + f"\r\n--{boundary}--\r\n".encode()
        headers = {**self._headers, "Content-Type": f"multipart/form-data; boundary={boundary}"}
        # Streamlit's token against forged requests, which it takes back by the cookie and by a header.
        with urllib.request.urlopen(f"{self._http}/_stcore/health", timeout=_WAIT_SECONDS) as response:
            token = (response.headers["Set-Cookie"] or "").partition("=")[2].partition(";")[0]
        headers |= {"Cookie": f"{headers['Cookie']}; _streamlit_xsrf={token}", "X-Xsrftoken": token}
        request = urllib.request.Request(self._http + address, body, headers, method="PUT")
        with urllib.request.urlopen(request, timeout=_WAIT_SECONDS):
            pass

    async def stay(self) -> None:
        """Keep the page open, which asks again as often as it wants, until the connection ends."""
        assert self._reader is not None
        await self._reader

    async def _run(self, fragment: str) -> None:
        """Have the page run, whole or a part of it, and wait until it has and all is fetched."""
        self._waits_for, self._run_id = fragment, "-"
        self._has_run.clear()
        await self._ask(fragment, is_auto=False)
        await self._wait_for(self._has_run.wait())
        addresses, self._to_fetch = self._to_fetch - self._fetched, set()
        self._fetched |= addresses
        if addresses:
            await asyncio.to_thread(self._fetch, sorted(addresses))

    async def _wait_for(self, awaited: Awaitable[Any]) -> Any:
        """What comes, unless the connection ends before."""
        assert self._reader is not None
        waiting = asyncio.ensure_future(awaited)
        await asyncio.wait([waiting, self._reader], timeout=_WAIT_SECONDS, return_when="FIRST_COMPLETED")
        if waiting.done():
            return waiting.result()
        waiting.cancel()
        if self._reader.done():
            self._reader.result()
        raise TimeoutError(f"the page {self.page!r} does not answer")

    def _fetch(self, addresses: list[str]) -> None:
        for address in addresses:
            request = urllib.request.Request(f"{self._http}/{address}", headers=self._headers)
            try:
                with urllib.request.urlopen(request, timeout=_WAIT_SECONDS) as response:
                    response.read()
            except OSError as error:
                self.faults.append(f"{self.page}: {address}: {error}")

    async def _ask(self, fragment: str, is_auto: bool) -> None:
        message = BackMsg()
        rerun = message.rerun_script
        # Without its hash, a part that has the whole page run would have the first page run.
        rerun.query_string, rerun.page_name, rerun.page_script_hash = self._query, self.page, self._hash
        rerun.fragment_id, rerun.is_auto_rerun = fragment, is_auto
        rerun.widget_states.widgets.extend(self._states.values())
        await self._send(message)

    async def _send(self, message: BackMsg) -> None:
        assert self._socket is not None
        await self._socket.send(message.SerializeToString())

    async def _repeat(self, fragment: str, interval: float) -> None:
        while True:
            await asyncio.sleep(interval)
            await self._ask(fragment, is_auto=True)

    def _stop_timers(self) -> None:
        for timer in self._timers.values():
            timer.cancel()
        self._timers.clear()

    async def _read(self) -> None:
        assert self._socket is not None
        async for data in self._socket:
            message = ForwardMsg()
            message.ParseFromString(data)  # type: ignore[arg-type]
            if message.WhichOneof("type") == "ref_hash":
                message = self._known[message.ref_hash]
            elif message.metadata.cacheable:
                self._known[message.hash] = message
            self._take(message)

    def _take(self, message: ForwardMsg) -> None:
        kind = message.WhichOneof("type")
        if kind == "new_session":
            self._session = message.new_session.initialize.session_id or self._session
            parts = message.metadata.run.fragment_ids
            if not parts:
                self._stop_timers()
            # A part that has the whole page run again is done when the page is.
            if self._waits_for is not None and (not parts or self._waits_for in parts):
                self._run_id = message.metadata.run.script_run_id
        elif kind == "script_finished":
            if message.script_finished in _DONE and message.metadata.run.script_run_id == self._run_id:
                self._waits_for = None
                self._has_run.set()
        elif kind == "auto_rerun":
            again = message.auto_rerun
            if again.fragment_id not in self._timers:
                waiting = self._repeat(again.fragment_id, again.interval)
                self._timers[again.fragment_id] = asyncio.create_task(waiting)
        elif kind == "file_urls_response" and self._urls is not None:
            self._urls.set_result(message.file_urls_response)
        elif kind == "navigation":
            self._hash = message.navigation.page_script_hash
        elif kind == "page_info_changed":
            self._query = message.page_info_changed.query_string
        elif kind == "delta":
            self._take_delta(message.delta)

    def _show(self, kind: str, proto: Any) -> None:
        """Know a number that a page shows, as a browser does: it is sent back with whatever is set."""
        if kind == "number_input" and (proto.set_value or proto.id not in self._states):
            self._states[proto.id] = _make_state(proto, proto.value if proto.set_value else proto.default)

    def _take_delta(self, delta: Delta) -> None:
        element = delta.new_element
        kind = element.WhichOneof("type")
        if kind is None:
            return
        proto = getattr(element, kind)
        if kind in _WIDGETS:
            self._show(kind, proto)
            self.widgets[proto.label] = Widget(proto.id, delta.fragment_id, proto)
        elif kind == "bidi_component":
            self.widgets[proto.component_name] = Widget(proto.id, delta.fragment_id, proto)
            self.components[proto.id] = proto.json
        elif kind == "exception" or (kind == "alert" and proto.format == Alert.ERROR):
            self.faults.append(f"{self.page}: {proto.message if kind == 'exception' else proto.body}")
        if kind in ("bidi_component", "markdown", "imgs", "html"):
            self._to_fetch.update(_FETCHED.findall(str(proto)))
