"""The administrator's login on a server for a class: Streamlit's own, at a provider of OpenID Connect."""

import importlib.util
from collections.abc import Mapping
from typing import Any

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from aavae.errors import UserError
from aavae.language import _
from aavae.serving import ADMIN_EMAILS

DEFAULT_PROVIDER = "default"
"""What Streamlit calls a provider whose settings stand in `[auth]` itself."""
_OF_ALL = ("redirect_uri", "cookie_secret")
_OF_ONE = ("client_id", "client_secret", "server_metadata_url")
_PACKAGES = ("authlib", "httpx")


class Login:
    """How the administrator logs in; offered to nobody until it is told of addresses."""

    def __init__(self) -> None:
        self.emails: frozenset[str] = frozenset()
        self.providers: tuple[str, ...] = ()

    def offer(self, emails: frozenset[str]) -> None:
        """From now on whoever logs in by one of these addresses is the administrator.

        Args:
            emails: in small letters; none: no login is offered, and nothing is read.

        Raises:
            UserError: Streamlit's secrets say no provider, or what the login needs is not installed.
        """
        self.providers = _read_providers() if emails else ()
        self.emails = emails

    def is_admin(self) -> bool:
        """Whether the page whose script asks is open in a browser that is logged in as an administrator."""
        if not self.emails or get_script_run_ctx(suppress_warning=True) is None:
            return False
        return self.knows(st.user)

    def knows(self, claims: Mapping[str, Any]) -> bool:
        """Whether somebody is an administrator.

        Args:
            claims: what the provider says of them, as in `st.user`. An address that it has not verified is
                anybody's: who registers there could write the administrator's.
        """
        return (
            claims.get("is_logged_in") is True
            and claims.get("email_verified") is True
            and str(claims.get("email", "")).casefold() in self.emails
        )


LOGIN = Login()


def _read_providers() -> tuple[str, ...]:
    missing = [name for name in _PACKAGES if importlib.util.find_spec(name) is None]
    if missing:
        raise UserError(
            _("{name}: a login needs more software, pip install 'aavae-explorer[login]'.").format(
                name=ADMIN_EMAILS
            )
        )
    auth: Mapping[str, Any] = st.secrets.get("auth", {}) if st.secrets.load_if_toml_exists() else {}
    sections = {DEFAULT_PROVIDER: auth} if "client_id" in auth else {}
    sections |= {
        name: part for name, part in auth.items() if isinstance(part, Mapping) and "client_id" in part
    }
    lacking = [key for key in _OF_ALL if not auth.get(key)]
    lacking += [f"{name}.{key}" for name, part in sections.items() for key in _OF_ONE if not part.get(key)]
    if not sections:
        lacking += _OF_ONE
    if lacking:
        raise UserError(
            _("{name}: write [auth] into Streamlit's secrets.toml; it lacks {keys}.").format(
                name=ADMIN_EMAILS, keys=", ".join(key.removeprefix(f"{DEFAULT_PROVIDER}.") for key in lacking)
            )
        )
    return tuple(sections)
