"""What language a page is in: the link's, the chosen one, or the browser's."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from aavae.language import ENGLISH, get_language
from aavae.ui.reader.language_choice import find_language
from tests.catalogs import only_catalog
from tests.pages.conftest import open_page
from tests.patience import PATIENCE

TEXTS = {
    "English": "Deutsch",
    "Hello": "Hallo",
    "Language": "Sprache",
    "Glossary": "Glossar",
    "Jobs": "Aufträge",
}


@pytest.fixture(autouse=True)
def german(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    monkeypatch.setattr("aavae.ui.frame.start_warming", lambda: None)
    with only_catalog(TEXTS, tmp_path / "locale", monkeypatch):
        yield


def draw_page() -> None:
    import streamlit as st

    from aavae.language import _
    from aavae.ui.controls.links import note_visit
    from aavae.ui.reader import language_choice

    note_visit()
    language_choice.begin()
    language_choice.render_language_choice()
    st.markdown(_("Hello"))


def open_small(browser: str = "", link: str = "") -> AppTest:
    app = AppTest.from_function(draw_page, default_timeout=PATIENCE)
    if browser:
        app.context = {"locale": browser}
    if link:
        app.query_params["language"] = link
    app.run()
    assert not app.exception and not app.error and not app.warning
    return app


def read(app: AppTest) -> tuple[str, str]:
    return app.markdown[0].value, app.selectbox(key="language").label


@pytest.mark.parametrize(
    ("browser", "link", "text"),
    [
        ("", "", "Hello"),
        ("de", "", "Hallo"),
        ("de-AT", "", "Hallo"),
        ("fr-FR", "", "Hello"),
        ("", "de", "Hallo"),
        ("de-DE", "en", "Hello"),
        ("", "xx", "Hello"),
        ("", "../de", "Hello"),
    ],
)
def test_the_link_goes_before_the_browser(browser: str, link: str, text: str) -> None:
    app = open_small(browser, link)
    assert read(app) == (text, "Language" if text == "Hello" else "Sprache")
    assert app.selectbox(key="language").options == ["English", "Deutsch"]


def test_the_link_holds_what_is_not_the_browser_s_own() -> None:
    app = open_small("de-DE")
    assert "language" not in app.query_params
    app.selectbox(key="language").set_value("en").run()
    assert read(app) == ("Hello", "Language")
    assert app.query_params["language"] == "en"


def test_one_language_is_no_choice(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("aavae.language._FOLDER", tmp_path / "none")
    assert not open_small().selectbox


def test_a_choice_follows_from_page_to_page() -> None:
    app = open_page("glossary")
    assert app.title[0].value == "Glossary"
    app.selectbox(key="language").set_value("de").run()
    assert app.title[0].value == "Glossar"
    assert app.query_params["language"] == "de"
    app.switch_page("pages/jobs.py").run()
    assert app.title[0].value == "Aufträge"
    assert app.selectbox(key="language").value == "de"
    assert not app.exception


def test_outside_of_a_page_it_is_english() -> None:
    open_small("de")
    assert (find_language(), get_language()) == (ENGLISH, ENGLISH)
