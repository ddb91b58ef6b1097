"""Who asks, on a server for a class: a browser by its cookie, the administrator by their link or login."""

import hashlib
import re
import secrets
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qsl, urlencode

import streamlit as st
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from aavae.permissions import Visitor
from aavae.ui.server.login import LOGIN

ADMIN_QUERY = "admin"
"""Of the administrator's link: its value is their token."""
_VISITOR, _ADMIN = "aavae_visitor", "aavae_admin"
_TOKEN = re.compile(r"[\w-]{43}")
_MONTH = 30 * 86_400


class VisitorFinder:
    """Tells visitors apart.

    Args:
        admin_token: what the administrator's link holds.
    """

    def __init__(self, admin_token: str) -> None:
        self._admin_token = admin_token

    def __call__(self) -> Visitor:
        """Who has the page open whose script asks; nobody, in any other thread."""
        visitor = self.read(dict(st.context.cookies))
        return visitor._replace(is_admin=True) if LOGIN.is_admin() else visitor

    def read(self, cookies: dict[str, str]) -> Visitor:
        """Who has these cookies; a login is not among them."""
        token = cookies.get(_VISITOR, "")
        # What is written beside runs, for all to read, is not what a browser shows to be let in.
        name = hashlib.blake2b(token.encode(), digest_size=12).hexdigest() if _TOKEN.fullmatch(token) else ""
        return Visitor(name, self.is_admin_token(cookies.get(_ADMIN, "")))

    def is_admin_token(self, token: str) -> bool:
        """Whether it is the administrator's; takes the same time for every wrong one."""
        return secrets.compare_digest(token.encode(), self._admin_token.encode())


class GiveCookies:
    """Gives each browser a cookie of its own, and the administrator's link another one.

    Args:
        app: answers.
        finder: knows the administrator's token.
    """

    def __init__(self, app: ASGIApp, finder: VisitorFinder) -> None:
        self._app, self._finder = app, finder

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        query = dict(parse_qsl(scope["query_string"].decode("latin-1")))
        if ADMIN_QUERY in query:
            await self._let_in(query)(scope, receive, send)
            return
        if not asks_for_page(scope) or _TOKEN.fullmatch(read_cookies(scope).get(_VISITOR, "")):
            await self._app(scope, receive, send)
            return

        async def send_with_cookie(message: Message) -> None:
            if message["type"] == "http.response.start":
                baked = _bake(_VISITOR, secrets.token_urlsafe(32), "Lax", scope)
                MutableHeaders(scope=message).append("set-cookie", baked)
            await send(message)

        await self._app(scope, receive, send_with_cookie)

    def _let_in(self, query: dict[str, str]) -> ASGIApp:
        """Where the administrator's link leads: the same page, by an address that does not hold the token."""
        token = query.pop(ADMIN_QUERY)

        async def answer(scope: Scope, receive: Receive, send: Send) -> None:
            response = RedirectResponse(f"?{urlencode(query)}", 303)
            if self._finder.is_admin_token(token):
                response.headers.append("set-cookie", _bake(_ADMIN, token, "Strict", scope))
            await response(scope, receive, send)

        return answer


def asks_for_page(scope: Scope) -> bool:
    """Whether a request is that of a browser that opens a page."""
    return scope["method"] == "GET" and "text/html" in Headers(scope=scope).get("accept", "")


def read_cookies(scope: Scope) -> dict[str, str]:
    """What cookies a request shows; none if they cannot be read."""
    try:
        jar = SimpleCookie(Headers(scope=scope).get("cookie", ""))
    except CookieError:
        return {}
    return {name: morsel.value for name, morsel in jar.items()}


def _bake(name: str, value: str, same_site: str, scope: Scope) -> str:
    secure = "; Secure" if scope.get("scheme") == "https" else ""
    return f"{name}={value}; Path=/; Max-Age={_MONTH}; HttpOnly; SameSite={same_site}{secure}"
