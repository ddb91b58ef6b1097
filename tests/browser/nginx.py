"""A real nginx in front of a server of the app, by the configuration that is shipped."""

import os
import shutil
import subprocess
import time
import urllib.request
from pathlib import Path
from typing import Self

from aavae.paths import ROOT
from tests.browser.conftest import SITE, Server, find_free_port
from tests.patience import PATIENCE

PATH = "/lab"
"""Under which the shipped configuration offers the app."""
HOW_TO_INSTALL = "No nginx: install one with `apt-get install nginx-light`, or your system's package manager."
_STOP_SECONDS = 10
# On Debian it is in sbin, which an ordinary user's PATH may lack.
_SEARCHED = os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/sbin"])
_MAIN = """
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{}}
http {{
    access_log {folder}/access.log;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    scgi_temp_path {folder}/scgi;
    uwsgi_temp_path {folder}/uwsgi;
    include {folder}/site.conf;
}}
"""
"""What Debian's own file says around the shipped one, for an ordinary user and a folder of its own."""


def find_nginx() -> str | None:
    """Where nginx is on this machine."""
    return shutil.which("nginx", path=_SEARCHED)


class Nginx:
    """An nginx that offers a server of the app, until the end of a `with` statement.

    Attributes:
        url: where a browser of the tests finds the app, without a slash at the end.
        access_log: a line for each request.

    Raises:
        RuntimeError: it ended, with what it wrote.
    """

    def __init__(self, folder: Path, program: str, server: Server) -> None:
        self.port = find_free_port()
        self.url = f"http://{SITE}:{self.port}{PATH}"
        self.access_log = folder / "access.log"
        self._folder = folder
        site = (ROOT / "deploy" / "nginx.conf").read_text(encoding="utf-8")
        for shipped, here in (
            ("listen 80;", f"listen 127.0.0.1:{self.port};"),
            ("http://127.0.0.1:8501;", f"http://127.0.0.1:{server.port};"),
        ):
            assert site.count(shipped) == 1
            site = site.replace(shipped, here)
        (folder / "site.conf").write_text(site, encoding="utf-8")
        (folder / "nginx.conf").write_text(_MAIN.format(folder=folder), encoding="utf-8")
        self._process = subprocess.Popen(
            [program, "-p", str(folder), "-e", str(folder / "error.log"), "-c", str(folder / "nginx.conf")],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            self._wait_until_it_answers()
        except BaseException:
            self.stop()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _wait_until_it_answers(self) -> None:
        deadline = time.monotonic() + PATIENCE
        health = f"http://127.0.0.1:{self.port}{PATH}/_stcore/health"
        while True:
            try:
                urllib.request.urlopen(health, timeout=5).close()
                return
            except OSError:
                if self._process.poll() is not None or time.monotonic() > deadline:
                    raise RuntimeError((self._folder / "error.log").read_text(encoding="utf-8")) from None
                time.sleep(0.1)

    def stop(self) -> None:
        """End it at once, whoever is connected."""
        self._process.terminate()
        self._process.wait(_STOP_SECONDS)
