"""Files that the browser fetches from the app once and then keeps, named by their content.

Streamlit serves one folder, `static/` beside the app's script, under `app/static/`.
"""

import base64
import contextlib
import hashlib
import os
import time
import zlib
from collections.abc import Callable
from pathlib import Path

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from aavae.atomic import write_atomically

MAX_BYTES = 300_000_000
"""Of all files together: beyond it the ones unused for longest go. Streamlit stops serving at 1 GB."""
_NOTED_SECONDS = 86_400
"""How exactly a file's last use is noted: a browser that sees a new time fetches the file anew."""
_ADDRESS = "app/static/maps"
_TYPES = {"bin": "application/octet-stream", "css": "text/css", "js": "text/javascript"}


def find_folder() -> Path | None:
    """The served folder of these files; None where nothing is served."""
    context = get_script_run_ctx(suppress_warning=True)
    if context is None or not st.get_option("server.enableStaticServing"):
        return None
    return Path(context.main_script_path).resolve().parent / "static" / "maps"


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
