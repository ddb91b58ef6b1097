"""Buttons by which the administrator of a server for a class logs in and out."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from aavae.language import _
from aavae.ui.notices.markup import escape
from aavae.ui.server.login import DEFAULT_PROVIDER, LOGIN


def render_login() -> None:
    """A button for each provider, or one that logs out; nothing on a server that offers no login."""
    if not LOGIN.providers:
        return
    if not st.user.get("is_logged_in"):
        for provider in LOGIN.providers:
            st.button(
                _("Log in")
                if provider == DEFAULT_PROVIDER
                else _("Log in with {provider}").format(provider=escape(provider)),
                icon=":material/login:",
                key=f"log_in_{provider}",
                on_click=st.login,
                args=(provider,),
                help=_("For the administrator. You come back to the front page."),
            )
        return
    st.caption(f":material/account_circle: {_describe(st.user)}")
    st.button(
        _("Log out"),
        icon=":material/logout:",
        key="log_out",
        on_click=st.logout,
        help=_("This browser may then do what every visitor may."),
    )


def _describe(claims: Mapping[str, Any]) -> str:
    email = escape(str(claims.get("email", "–")))
    if LOGIN.knows(claims):
        return _("Logged in as {email}, the administrator.").format(email=email)
    if str(claims.get("email", "")).casefold() in LOGIN.emails:
        return _(
            "Logged in as {email}, but the provider does not say that the address is verified: it does not "
            "count as the administrator's."
        ).format(email=email)
    return _("Logged in as {email}, which is not an administrator's address.").format(email=email)
