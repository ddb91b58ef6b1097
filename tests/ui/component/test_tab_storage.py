import json
from types import SimpleNamespace

import pytest
from streamlit.testing.v1 import AppTest

from aavae.ui.component import tab_storage
from tests.patience import PATIENCE


def page() -> None:
    import streamlit as st

    from aavae.ui.component.tab_storage import get_kept, render_tab_storage, set_kept

    if st.button("Keep"):
        set_kept("place", "here")
    render_tab_storage("place")
    st.text(str(get_kept("place")))


def read_data(app: AppTest) -> dict[str, str | bool | None]:
    (component,) = app.get("bidi_component")
    return json.loads(component.proto.json)


def test_the_tab_is_asked_until_it_has_said_what_it_keeps_and_then_keeps_what_it_is_given() -> None:
    app = AppTest.from_function(page, default_timeout=PATIENCE).run()
    assert app.text[0].value == "None"
    assert read_data(app) == {"name": "place", "text": None, "tellsEmpty": True}
    app.button[0].click().run()
    assert app.text[0].value == "here"
    assert read_data(app) == {"name": "place", "text": "here", "tellsEmpty": True}
    # Also in the runs that follow.
    assert read_data(app.run())["text"] == "here"


@pytest.mark.parametrize(
    ("said", "kept"),
    [("abc", "abc"), ("", ""), ("x" * 200, "x" * 200), ("x" * 201, ""), (None, ""), ({"a": 1}, ""), (7, "")],
)
def test_what_is_no_short_text_counts_as_none(
    said: object, kept: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    state: dict[str, object] = {"tab_storage.place": SimpleNamespace(text=said)}
    monkeypatch.setattr(tab_storage.st, "session_state", state)
    monkeypatch.setattr(tab_storage, "_keep", lambda data, key, on_text_change: on_text_change())
    tab_storage.render_tab_storage("place")
    assert tab_storage.get_kept("place") == kept
