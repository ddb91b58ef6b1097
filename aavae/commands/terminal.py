"""Text for terminals and files that cannot write every letter: `LC_ALL=C`, `PYTHONIOENCODING=ascii`."""

import codecs
import io
import sys
import unicodedata

_HANDLER = "aavae.plain"
_PLAIN = {
    "•": "*",
    "·": "-",
    "–": "-",
    "—": "-",
    "−": "-",
    "…": "...",
    "‘": "'",
    "’": "'",
    "“": '"',
    "”": '"',
    "≥": ">=",
    "≤": "<=",
    "≈": "~",
    "±": "+/-",
    "×": "x",
    "→": "->",
    "←": "<-",
    "²": "^2",
    "³": "^3",
    "°": " degrees",
    "█": "#",
    "ß": "ss",
}


def write_what_can_be_written() -> None:
    """From now on standard output and error write what comes nearest in place of what they cannot.

    Python would raise UnicodeEncodeError in the middle of a line.
    """
    codecs.register_error(_HANDLER, _replace)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors=_HANDLER)


def _replace(error: UnicodeError) -> tuple[str | bytes, int]:
    """The first of the characters that cannot be written, as `codecs.register_error` wants it."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    character, following = error.object[error.start], error.start + 1
    if "\udc80" <= character <= "\udcff":
        # A byte of a file's name that is no text here: it goes out as it came in.
        return bytes([ord(character) - 0xDC00]), following
    plain = _spell(character).encode(error.encoding, "ignore").decode(error.encoding)
    return plain or "?", following


def _spell(character: str) -> str:
    if character in _PLAIN:
        return _PLAIN[character]
    name = unicodedata.name(character, "")
    if name.startswith("GREEK") and "LETTER" in name:
        # "GREEK SMALL LETTER ALPHA WITH TONOS".
        return name.split(" LETTER ")[-1].split()[0].lower()
    # A letter without its accents, "½" as "1⁄2".
    return unicodedata.normalize("NFKD", character).replace("\N{FRACTION SLASH}", "/")
