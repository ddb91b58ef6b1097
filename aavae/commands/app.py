"""`python -m aavae app`."""

import errno
import ipaddress
import os
import runpy
import socket
import sys
from dataclasses import dataclass
from typing import Literal

from aavae.errors import UserError
from aavae.serving import CLASS, QUOTA, SESSIONS


@dataclass(frozen=True, kw_only=True)
class AppCommand:
    """Serve the explorer for browsers until it is interrupted."""

    port: int = 8501
    """Where it listens, from 1 to 65,535."""
    address: str = "127.0.0.1"
    """Of this machine, on which it listens: 127.0.0.1 for itself alone, 0.0.0.0 for the whole network."""
    serve: Literal["me", "class"] = "me"
    """me: whoever reaches it may do everything; class: visitors explore, and train in the queue within a
    quota, the administrator's link is printed at the start (docs/serving.md)."""
    sessions: int | None = None
    """Of a class: tabs at a time; none: what AAVAE_SESSIONS says, or 100."""
    quota_runs: int | None = None
    """Of a class: runs that each visitor may keep; none: AAVAE_QUOTA_RUNS, or 3."""
    quota_minutes: int | None = None
    """Of a class: minutes after which a training saves and stops; none: AAVAE_QUOTA_MINUTES, or 30."""
    quota_megabytes: int | None = None
    """Of a class: disk for each visitor's runs and images; none: AAVAE_QUOTA_MEGABYTES, or 500."""

    def __call__(self) -> None:
        """Serve.

        Raises:
            UserError: nothing can listen there.
        """
        _check(self.address, self.port)
        given = {SESSIONS: self.sessions} | {
            variable: getattr(self, f"quota_{name}") for name, variable in QUOTA.items()
        }
        os.environ.update({name: str(value) for name, value in given.items() if value is not None})
        mode = ["--serve", CLASS] if self.serve == CLASS else []
        sys.argv[1:] = [*mode, "--server.address", self.address, "--server.port", str(self.port)]
        # By name: the commands are below the pages, and import none.
        runpy.run_module("aavae.ui.server", run_name="__main__", alter_sys=True)


def _check(address: str, port: int) -> None:
    if not 1 <= port <= 65_535:
        raise UserError("--port: give a number from 1 to 65,535.")
    try:
        version = ipaddress.ip_address(address).version
    except ValueError as error:
        raise UserError(
            f"--address: '{address}' is no address; give one of this machine, such as 127.0.0.1."
        ) from error
    with socket.socket(socket.AF_INET if version == 4 else socket.AF_INET6) as place:
        place.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            place.bind((address, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise UserError(
                    f"Something listens on port {port} already, maybe another explorer: give another --port."
                ) from error
            raise UserError(
                f"Nothing can listen on {address}, port {port} ({error.strerror}): "
                "give another --address or --port."
            ) from error
