"""The two answers to a question about what cannot be undone."""

from collections.abc import Callable

import streamlit as st

from aavae.language import _


def render_answers(yes: str, on_yes: Callable[[], None], on_no: Callable[[], None]) -> None:
    """A button that does it, and one that keeps everything.

    Args:
        yes: what is done, as the button says it, in English, such as "Delete".
        on_yes: does it.
        on_no: ends the question.
    """
    with st.container(horizontal=True):
        key = f"{yes.lower()}_it"
        st.button(_(yes), type="primary", icon=":material/delete:", key=key, on_click=on_yes)
        st.button(_("Keep"), key="keep_it", on_click=on_no)
