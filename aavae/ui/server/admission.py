"""How many visitors a server for a class takes, and how much each may send: a sentence instead of a crash."""

import html
from collections import OrderedDict

from starlette.datastructures import Headers
from starlette.responses import HTMLResponse, PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit import runtime

from aavae.formatting import format_bytes, format_count
from aavae.language import ENGLISH, _, list_languages, use_language
from aavae.ui.server.visitors import VisitorFinder, asks_for_page, read_cookies

_STREAM = "/_stcore/stream"
_UPLOAD = "/_stcore/upload_file/"
_AGAIN_SECONDS = 20
_MOST_SESSIONS = 1_000
"""Whose bytes are counted; beyond it those that were counted first are forgotten."""


class Tabs:
    """How many browser tabs a server has open."""

    def __init__(self) -> None:
        self.count = 0


TABS = Tabs()


class Admission:
    """Lets in as many tabs as there is room for, and takes as many bytes from each as it may send.

    Args:
        app: answers.
        finder: knows the administrator, who is always let in, and whose a tab is.
        sessions: tabs at a time.
        megabytes: that a tab may send in all.
    """

    def __init__(self, app: ASGIApp, finder: VisitorFinder, sessions: int, megabytes: int) -> None:
        self._app, self._finder = app, finder
        self._sessions, self._max_bytes = sessions, megabytes * 10**6
        self._sent: OrderedDict[str, int] = OrderedDict()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or refuse it."""
        path = scope.get("path", "")
        if scope["type"] == "websocket" and path.endswith(_STREAM):
            await self._open_stream(scope, receive, send)
        elif scope["type"] == "http" and scope["method"] in ("PUT", "DELETE") and _UPLOAD in path:
            session = path.partition(_UPLOAD)[2].partition("/")[0]
            if not self._is_own(session, scope):
                refusal = "This tab is another browser's: open the page again."
                await PlainTextResponse(refusal, 403)(scope, receive, send)
            else:
                await self._take(session, scope, receive, send)
        elif scope["type"] == "http" and asks_for_page(scope) and self._is_full(scope):
            await self._say_full(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    def _is_full(self, scope: Scope) -> bool:
        return TABS.count >= self._sessions and not self._finder.read(read_cookies(scope)).is_admin

    def _is_own(self, session: str, scope: Scope) -> bool:
        """Whether the browser that asks has a tab open; where there is no such tab, Streamlit says so."""
        client = runtime.get_instance().get_client(session) if runtime.exists() else None
        if client is None or client.client_context is None:
            return True
        owner = self._finder.read(dict(client.client_context.cookies))
        return owner.id == self._finder.read(read_cookies(scope)).id

    async def _open_stream(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self._is_full(scope):
            await receive()
            await send({"type": "websocket.close", "code": 1013})
            return
        TABS.count += 1
        try:
            await self._app(scope, receive, send)
        finally:
            TABS.count -= 1

    async def _say_full(self, scope: Scope, receive: Receive, send: Send) -> None:
        with use_language(_choose_language(Headers(scope=scope).get("accept-language", ""))):
            sentence = _(
                "All {count} places of this server are taken: this page tries again by itself, or close a "
                "tab that you do not need."
            ).format(count=format_count(self._sessions))
        page = (
            f'<!doctype html><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
            f'<meta http-equiv="refresh" content="{_AGAIN_SECONDS}"><title>AAVAE Explorer</title>'
            '<body style="font: 1.25rem/1.6 sans-serif; max-width: 36rem; margin: 20vh auto; '
            'padding: 0 1rem; color-scheme: light dark">'
            f'<h1>AAVAE Explorer</h1><p role="status">{html.escape(sentence)}</p>'
        )
        headers = {"Retry-After": str(_AGAIN_SECONDS), "Cache-Control": "no-store"}
        await HTMLResponse(page, 503, headers)(scope, receive, send)

    async def _take(self, session: str, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a file on while the tab has not sent too much; `session` is the tab's."""
        sent = self._sent.get(session, 0)
        announced = Headers(scope=scope).get("content-length", "0")
        if not announced.isdecimal() or sent + int(announced) > self._max_bytes:
            refusal = f"A tab may send {format_bytes(self._max_bytes)} in all: open the page again."
            await PlainTextResponse(refusal, 413)(scope, receive, send)
            return

        async def count() -> Message:
            message = await receive()
            self._sent[session] = self._sent.get(session, 0) + len(message.get("body", b""))
            while len(self._sent) > _MOST_SESSIONS:
                self._sent.popitem(last=False)
            # A file without an announced length is cut off: the server then finds it broken.
            return {"type": "http.disconnect"} if self._sent[session] > self._max_bytes else message

        await self._app(scope, count, send)


def _choose_language(accepted: str) -> str:
    """Of what a browser says that its visitor reads, the first language that there is; else English."""
    wanted = [part.split(";")[0].split("-")[0].strip() for part in accepted.split(",")]
    return next((code for code in wanted if code in list_languages()), ENGLISH)
