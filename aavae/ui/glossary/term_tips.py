"""The sentence of a term beside it: when it is pointed at, reached by keyboard, or tapped once."""

from pathlib import Path

import streamlit as st
from streamlit.components.v2 import component

from aavae.language import _
from aavae.teaching.glossary import GLOSSARY

TERM = "term"
"""The key of the glossary's open term, and its part of the address."""
_KEY = "term_tips"
_HERE = Path(__file__)
_show = component(
    _KEY,
    css=_HERE.with_suffix(".css").read_text(encoding="utf-8"),
    js=_HERE.with_suffix(".js").read_text(encoding="utf-8"),
    # The sentence lies beside its term, anywhere on the page.
    isolate_styles=False,
)


def render_term_tips() -> None:
    """Watch the page for links that `explain` made; on the glossary itself they open their term in place."""
    with st.container(key=f"{_KEY}_place"):
        _show(data={"label": _("More in the glossary")}, key=_KEY, on_term_change=_open)


def _open() -> None:
    name = st.session_state[_KEY].term
    # What a browser sends may be anything.
    if isinstance(name, str) and name in GLOSSARY:
        st.session_state[TERM] = name
