"""The way back to the step of the lesson that sent the reader to a page."""

import re

import streamlit as st

from aavae.language import _

LESSON = "lesson"
"""Of the address: the name of the step."""
_NAME = re.compile(r"[a-z]{1,20}")


def render_way_back() -> None:
    """A link to the step, on a page that the lesson linked to."""
    step = st.query_params.get(LESSON)
    if step is not None and _NAME.fullmatch(step):
        st.page_link(
            "pages/lesson.py",
            label=_("**Back to the lesson**"),
            icon=":material/school:",
            query_params={"step": step},
        )
