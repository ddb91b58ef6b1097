"""Texts in the language of who reads."""

import struct
from collections.abc import Iterator
from pathlib import Path

import pytest

from aavae import language
from aavae.language import N_, _, ngettext


def write_catalog(path: Path, texts: dict[str, str]) -> None:
    """A catalog as gettext's tools write it: sorted texts, and where each lies."""
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
    path.parent.mkdir(parents=True)
    path.write_bytes(header + tables + blob)


@pytest.fixture
def german(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    texts = {"Hello": "Hallo", "one image\0{n} images": "ein Bild\0{n} Bilder"}
    write_catalog(tmp_path / "de/LC_MESSAGES/aavae.mo", texts)
    monkeypatch.setattr(language, "_FOLDER", tmp_path)
    monkeypatch.setattr(language, "_find_language", [lambda: "de"])
    language._load.cache_clear()
    yield
    language._load.cache_clear()


def test_is_english_by_itself() -> None:
    assert _("Hello") == "Hello"
    assert [ngettext("one image", "{n} images", n) for n in (0, 1, 2)] == [
        "{n} images",
        "one image",
        "{n} images",
    ]


@pytest.mark.usefixtures("german")
def test_follows_the_reader() -> None:
    assert _("Hello") == "Hallo"
    assert N_("Hello") == "Hello"
    assert [ngettext("one image", "{n} images", n) for n in (0, 1, 2)] == [
        "{n} Bilder",
        "ein Bild",
        "{n} Bilder",
    ]


@pytest.mark.usefixtures("german")
def test_what_no_catalog_has_is_english(monkeypatch: pytest.MonkeyPatch) -> None:
    assert _("Good evening") == "Good evening"
    monkeypatch.setattr(language, "_find_language", [lambda: "xx"])
    assert _("Hello") == "Hello"


def test_follows_whom_it_is_told_to(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(language, "_find_language", [*language._find_language])
    asked = []
    language.follow(lambda: asked.append(1) or "en")
    assert (_("Hello"), asked) == ("Hello", [1])
