"""Paths that somebody typed behind a command."""

from pathlib import Path

from aavae.errors import UserError


def read_typed_path(text: str) -> Path:
    """A path as it was typed; a home that the shell left alone, as it does in quotation marks, is put in.

    Raises:
        UserError: it is empty, as of a variable that is not set; that would be the folder of the moment.
    """
    if not text.strip():
        raise UserError("one of the paths is empty: write it out, or . for this folder.")
    path = Path(text)
    try:
        return path if path.exists() else path.expanduser()
    except (OSError, RuntimeError, ValueError) as error:  # too long, no such user, a null character
        raise UserError(f"{text!r} is no path of this computer: check it.") from error
