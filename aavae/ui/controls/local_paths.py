"""Paths of the server's machine, for visitors who sit at it."""

import re
from pathlib import Path
from urllib.parse import urlsplit

import streamlit as st

from aavae.errors import UserError
from aavae.language import _
from aavae.permissions import check_allowed, is_allowed

_LOOPBACK = ("127.0.0.1", "localhost", "::1")


def is_local() -> bool:
    """Whether the visitor sits at the server's machine, whose folders are then theirs to name."""
    if not is_allowed("name a path"):
        return False
    address, url = st.get_option("server.address"), st.context.url
    return address in _LOOPBACK and url is not None and urlsplit(url).hostname in _LOOPBACK


def read_path(text: str) -> Path:
    """The path that somebody wrote.

    Raises:
        UserError: it is not a whole path of this machine, or the visitor may name none.
    """
    check_allowed("name a path")
    # As Windows and file managers copy it.
    text = re.sub(r"^(['\"])(.+)\1$", r"\2", text)
    try:
        path = Path(text).expanduser()
        if path.is_absolute() and path.exists():
            return path
    except (OSError, RuntimeError, ValueError) as error:  # no such user, a null character, too long a name
        raise UserError(_("That is no path of this computer: write it out, from / or ~ on.")) from error
    if not path.is_absolute():
        raise UserError(_("Write the whole path, from / or ~ on."))
    raise UserError(_("There is no such folder or file on this computer: check the path."))
