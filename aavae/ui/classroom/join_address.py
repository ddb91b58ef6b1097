"""The address that phones type to reach this server's classes."""

from typing import NamedTuple
from urllib.parse import urlsplit

import streamlit as st

from aavae.language import _
from aavae.ui.server.lan import find_lan_addresses, is_everywhere, is_here_alone

PATH = "class"
"""Of the page; the code of a class is a parameter of this name, too."""
_USUAL_PORTS = {"http": 80, "https": 443}


class Listening(NamedTuple):
    """How this server listens.

    Attributes:
        address: at which address; None or nothing for all.
        port: and at which port.
        scheme: "http" or "https".
        folder: what comes before all of its paths, such as "explorer"; usually empty.
        name: what whoever started it says that others call it; None if nothing was said.
    """

    address: str | None
    port: int
    scheme: str = "http"
    folder: str = ""
    name: str | None = None


def find_base(seen: str | None, listening: Listening) -> str | None:
    """The address of this explorer for others in the network, without a slash at the end.

    Args:
        seen: what the host's own browser has in its address line; None if it is not known.
        listening: how this server listens.

    Returns:
        None where nobody but this machine reaches it.
    """
    folder = listening.folder.strip("/")
    end = f"/{folder}" if folder else ""
    parts = urlsplit(seen or "")
    if parts.hostname and not is_here_alone(parts.hostname):
        # The host comes from elsewhere, perhaps through a proxy that no server knows of: so can others.
        return f"{parts.scheme}://{parts.netloc}{end}"
    if listening.address and is_here_alone(listening.address):
        return None
    if listening.name and not is_here_alone(listening.name):
        host = listening.name
    elif is_everywhere(listening.address):
        host = next(iter(find_lan_addresses()), None)
    else:
        host = listening.address
    if host is None:
        return None
    host = f"[{host}]" if ":" in host else host
    port = "" if listening.port == _USUAL_PORTS[listening.scheme] else f":{listening.port}"
    return f"{listening.scheme}://{host}{port}{end}"


def find_join_address() -> str | None:
    """The address of the page *Class* for others in the network; None where only this machine reaches it."""
    base = find_base(st.context.url, _get_listening())
    return None if base is None else f"{base}/{PATH}"


def explain_no_address() -> str:
    """Why there is no such address, and what to do."""
    address = _get_listening().address
    if address and is_here_alone(address):
        return _(
            "Phones cannot reach this explorer, as it listens on this machine alone: end it, and start it "
            "with `make class` in the terminal."
        )
    return _(
        "Phones cannot reach this explorer, as this machine is in no network: join one, then load this "
        "page again."
    )


def _get_listening() -> Listening:
    return Listening(
        st.get_option("server.address"),
        st.get_option("server.port"),
        "https" if st.get_option("server.sslCertFile") else "http",
        st.get_option("server.baseUrlPath") or "",
        st.get_option("browser.serverAddress"),
    )
