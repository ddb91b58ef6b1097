"""A text that the browser's tab keeps, so that it is still there when the page is loaded again.

It is gone when the tab is closed, and is in no address and on no screen. What comes from there was perhaps
written by somebody else: a caller checks it.
"""

from pathlib import Path

import streamlit as st
from streamlit.components.v2 import component

MOST_CHARACTERS = 200
"""Of a text; what is longer counts as none."""

_keep = component(
    "tab_storage",
    html="<span hidden></span>",
    js=Path(__file__).with_suffix(".js").read_text(encoding="utf-8"),
)


def get_kept(name: str) -> str | None:
    """The text of a name; empty if there is none, and None until the tab has said so."""
    return st.session_state.get(_state_key(name))


def set_kept(name: str, text: str) -> None:
    """Have the tab keep a text, written by `render_tab_storage` of a run that follows; empty is none."""
    st.session_state[_state_key(name)] = text


def render_tab_storage(name: str, tells_empty: bool = True) -> None:
    """What asks the tab and writes to it, which shows nothing; once in a run of the page.

    When the tab answers, the page runs again.

    Args:
        name: of the text.
        tells_empty: whether a tab that keeps no text answers, too.
    """
    key = f"tab_storage.{name}"

    def take() -> None:
        text = st.session_state[key].text
        is_text = isinstance(text, str) and len(text) <= MOST_CHARACTERS
        set_kept(name, text if is_text else "")

    data = {"name": name, "text": get_kept(name), "tellsEmpty": tells_empty}
    _keep(data=data, key=key, on_text_change=take)


def _state_key(name: str) -> str:
    return f"kept.{name}"
