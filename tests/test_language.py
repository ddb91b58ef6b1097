"""Texts in the language of who reads."""

import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from aavae import language
from aavae.language import (
    ENGLISH,
    LANGUAGE_VARIABLE,
    LOCALE_VARIABLE,
    N_,
    _,
    get_language,
    list_languages,
    ngettext,
    pgettext,
    use_language,
)
from tests.catalogs import only_catalog, write_catalog

TEXTS = {
    "English": "Deutsch",
    "Hello": "Hallo",
    "one image\0{n} images": "ein Bild\0{n} Bilder",
    "verb\4Run": "Starten",
    "Run": "Lauf",
}


@pytest.fixture
def german(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    with only_catalog(TEXTS, tmp_path, monkeypatch), use_language("de"):
        yield


def test_is_english_by_itself() -> None:
    assert get_language() == ENGLISH
    assert (_("Hello"), pgettext("verb", "Run")) == ("Hello", "Run")
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
def test_one_english_word_can_be_two() -> None:
    assert (_("Run"), pgettext("verb", "Run"), pgettext("noun", "Run")) == ("Lauf", "Starten", "Run")


@pytest.mark.usefixtures("german")
def test_what_no_catalog_has_is_english() -> None:
    assert _("Good evening") == "Good evening"
    with use_language("xx"):
        assert (_("Hello"), get_language()) == ("Hello", "xx")


@pytest.mark.usefixtures("german")
def test_a_language_calls_itself_by_its_own_name() -> None:
    assert list_languages() == {"en": "English", "de": "Deutsch"}


def test_follows_whom_it_is_told_to(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(language, "_find_language", [*language._find_language])
    asked = []
    language.follow(lambda: asked.append(1) or "en")
    assert (_("Hello"), asked) == ("Hello", [1])


@pytest.mark.usefixtures("german")
def test_a_block_in_a_language_ends_and_is_of_its_thread_alone() -> None:
    with ThreadPoolExecutor(1) as pool, use_language(ENGLISH):
        assert (get_language(), pool.submit(get_language).result()) == (ENGLISH, ENGLISH)
        with use_language("de"):
            assert (_("Hello"), pool.submit(_, "Hello").result()) == ("Hallo", "Hello")
        assert _("Hello") == "Hello"


def test_a_process_without_a_reader_goes_by_the_environment(tmp_path: Path) -> None:
    write_catalog(tmp_path, TEXTS)
    said = subprocess.run(
        [
            sys.executable,
            "-c",
            "from aavae.language import _, list_languages; print(_('Hello'), *list_languages())",
        ],
        env={**os.environ, LANGUAGE_VARIABLE: "de", LOCALE_VARIABLE: str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert said.stdout == "Hallo en de\n"
