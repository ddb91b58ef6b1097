"""Files that the browser fetches from the app once and then keeps, named by their content.

They are in the cache and not beside the app's script, where Streamlit would serve them: an installed app may
not write there.
"""

import base64
import contextlib
import hashlib
import os
import threading
import time
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from starlette.responses import Response
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles
from streamlit.runtime.scriptrunner import get_script_run_ctx

from aavae.atomic import write_atomically
from aavae.paths import cache_dir

MAX_BYTES = 300_000_000
"""Of all files together: beyond it the ones unused for longest go."""
_NOTED_SECONDS = 86_400
"""How exactly a file's last use is noted: a browser that sees a new time fetches the file anew."""
_ADDRESS = "published"
_TYPES = {"bin": "application/octet-stream", "css": "text/css", "js": "text/javascript"}


_is_served = threading.Event()


class _KeptFiles(StaticFiles):
    """Files that a browser need not ask for again: what has a name never changes."""

    def file_response(self, *args: Any, **kwargs: Any) -> Response:
        response = super().file_response(*args, **kwargs)
        response.headers["Cache-Control"] = "private, max-age=31536000, immutable"
        response.headers["X-Content-Type-Options"] = "nosniff"
        return response


def make_route(base_path: str) -> Mount:
    """The route of a server, under which browsers find what is published from now on.

    Args:
        base_path: under which the server offers the app, as in `server.baseUrlPath`.
    """
    folder = _get_folder()
    with contextlib.suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        _is_served.set()
    address = "/".join(["", *filter(None, [base_path.strip("/"), _ADDRESS])])
    return Mount(address, _KeptFiles(directory=folder, check_dir=False))


def find_folder() -> Path | None:
    """The served folder of these files; None where nothing is served."""
    if get_script_run_ctx(suppress_warning=True) is None or not _is_served.is_set():
        return None
    return _get_folder()


def _get_folder() -> Path:
    return cache_dir() / _ADDRESS


def publish(content: bytes, suffix: str) -> str:
    """The address, relative to the page, from which the browser fetches this content.

    Args:
        content: what the file holds; "bin" is deflated.
        suffix: "bin", "css" or "js".

    Returns:
        A file's address, or, where none can be written, one that holds the content itself.
    """

    def encode() -> bytes:
        return zlib.compress(content) if suffix == "bin" else content

    name = f"{compute_name(content)}.{suffix}"
    address = publish_as(name, lambda path: path.write_bytes(encode()))
    if address is None:
        return f"data:{_TYPES[suffix]};base64,{base64.b64encode(encode()).decode()}"
    return address


def find_published(name: str) -> str | None:
    """The address of a file of this name; None if there is none."""
    folder = find_folder()
    if folder is None:
        return None
    path = folder / name
    try:
        # The time of its last use decides which file goes first.
        if time.time() - path.stat().st_mtime > _NOTED_SECONDS:
            os.utime(path)
    except OSError:
        return None
    return f"{_ADDRESS}/{name}"


def publish_as(name: str, write: Callable[[Path], object]) -> str | None:
    """Have a file of this name, written unless it is there; returns its address, or None without a folder."""
    folder, address = find_folder(), find_published(name)
    if folder is None or address is not None:
        return address
    try:
        folder.mkdir(parents=True, exist_ok=True)
        write_atomically(folder / name, write)
    except OSError:
        return None
    prune(folder, MAX_BYTES)
    return f"{_ADDRESS}/{name}"


def compute_name(content: bytes) -> str:
    """A name that no other content has."""
    return hashlib.blake2b(content, digest_size=16).hexdigest()


def prune(folder: Path, max_bytes: int) -> None:
    """Delete the files that were unused for longest until the others fit; the newest always stays."""
    files = []
    for path in folder.iterdir():
        # Another session may delete it at the same time.
        with contextlib.suppress(OSError):
            status = path.stat()
            files.append((status.st_mtime_ns, status.st_size, path))
    total = sum(size for _, size, _ in files)
    for _, size, path in sorted(files)[:-1]:
        if total <= max_bytes:
            break
        with contextlib.suppress(OSError):
            path.unlink()
        total -= size
