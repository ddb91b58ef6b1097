"""A file that somebody names: what it is, before any reader of its form looks at it."""

import hashlib
import re
from pathlib import Path

from aavae.errors import UserError
from aavae.language import _

_UNUSABLE = re.compile(r"[^A-Za-z0-9._-]+")
_LONGEST_NAME = 64


def read_start(path: Path, advice: str, count: int = 4) -> bytes:
    """The first bytes of a file.

    Args:
        path: what somebody named.
        advice: what to do where it is none, as in "name the checkpoint's file".
        count: how many bytes.

    Raises:
        UserError: it is missing, empty, no file, or cannot be read.
    """
    try:
        if path.is_dir():
            raise UserError(_("{path} is a folder: {advice}.").format(path=path, advice=advice))
        if path.exists() and not path.is_file():
            raise UserError(
                _("{path} is no file: {advice}.").format(path=path, advice=advice)
            )  # a pipe would never end
        with open(path, "rb") as file:
            start = file.read(count)
    except FileNotFoundError as error:
        raise UserError(_("There is no file {path}: check the path.").format(path=path)) from error
    except (OSError, ValueError) as error:  # a null character in the name
        reason = getattr(error, "strerror", None) or _("no usable path")
        raise UserError(_("{path} cannot be read ({reason}).").format(path=path, reason=reason)) from error
    if not start:
        raise UserError(_("{path} is empty: copy or download it again.").format(path=path))
    return start


def compute_sha256(path: Path) -> str:
    """The digest of a file, in hexadecimal digits.

    Raises:
        UserError: it cannot be read to its end.
    """
    try:
        with open(path, "rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise UserError(
            _("{path} could not be read to its end ({reason}).").format(path=path, reason=error.strerror)
        ) from error


def suggest_name(path: Path, fallback: str = "imported") -> str:
    """A name for what is imported that a file's name suggests; it may be taken."""
    return _UNUSABLE.sub("-", path.stem).strip("-._")[:_LONGEST_NAME] or fallback
