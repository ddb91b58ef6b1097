"""Catalogs of a few texts, in place of the product's."""

import struct
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

from aavae import language


def write_catalog(folder: Path, texts: Mapping[str, str], code: str = "de") -> None:
    """A catalog as gettext's tools write it: sorted texts, and where each lies.

    Args:
        folder: of all languages.
        texts: translations by the English; a plural's forms with a null character between them.
        code: of the language; its plural is English's.
    """
    pairs = sorted(
        {
            "": "Content-Type: text/plain; charset=UTF-8\nPlural-Forms: nplurals=2; plural=n != 1;\n",
            **texts,
        }.items()
    )
    keys, values = ([part.encode() for part in column] for column in zip(*pairs, strict=True))
    start = 28 + 16 * len(pairs)
    tables, blob = b"", b""
    for column in (keys, values):
        for text in column:
            tables += struct.pack("<2I", len(text), start + len(blob))
            blob += text + b"\0"
    header = struct.pack("<7I", 0x950412DE, 0, len(pairs), 28, 28 + 8 * len(pairs), 0, 0)
    path = folder / code / "LC_MESSAGES/aavae.mo"
    path.parent.mkdir(parents=True)
    path.write_bytes(header + tables + blob)


@contextmanager
def only_catalog(
    texts: Mapping[str, str], folder: Path, monkeypatch: pytest.MonkeyPatch, code: str = "de"
) -> Iterator[None]:
    """Within the block there is one language beside English, and it says no more than these texts."""
    write_catalog(folder, texts, code)
    monkeypatch.setattr(language, "_FOLDER", folder)
    monkeypatch.setattr(language, "_find_language", [*language._find_language])
    try:
        _forget()
        yield
    finally:
        _forget()


def _forget() -> None:
    for kept in (language._load, language.list_languages):
        kept.cache_clear()
