"""What stands before a server for a class."""

import streamlit as st
from starlette.middleware import Middleware

from aavae.evaluation import computing
from aavae.permissions import serve_visitors
from aavae.serving import ClassSettings
from aavae.ui.server.admission import Admission
from aavae.ui.server.apart import APART
from aavae.ui.server.lan import is_everywhere
from aavae.ui.server.login import LOGIN
from aavae.ui.server.messages import KeepToOnePage
from aavae.ui.server.visitors import ADMIN_QUERY, GiveCookies, VisitorFinder

_TAB_MEGABYTES = 1_000


def make_middleware(settings: ClassSettings | None) -> list[Middleware]:
    """What requests pass; from now on the process works for visitors, if it serves a class.

    Args:
        settings: of the class; None: the server works for its own user.

    Raises:
        UserError: the administrator's login cannot be offered.
    """
    if settings is None:
        return []
    LOGIN.offer(settings.admin_emails)
    finder = VisitorFinder(settings.admin_token)
    serve_visitors(finder, settings.quota)
    computing.compute_by(APART)
    APART.begin()
    print(f"\n  Administrator: {_name_address()}/?{ADMIN_QUERY}={settings.admin_token}", flush=True)
    return [
        Middleware(Admission, finder=finder, sessions=settings.sessions, megabytes=_TAB_MEGABYTES),
        Middleware(GiveCookies, finder=finder),
        Middleware(KeepToOnePage),
    ]


def _name_address() -> str:
    address = st.get_option("server.address")
    host = st.get_option("browser.serverAddress") if is_everywhere(address) else address
    base = st.get_option("server.baseUrlPath").strip("/")
    return f"http://{host}:{st.get_option('server.port')}" + (f"/{base}" if base else "")
