"""A class's guesses beside a step of the lesson, on the page of the class's host."""

import streamlit as st

from aavae.language import _
from aavae.ui.classroom.guesses import render_guesses
from aavae.ui.classroom.host import find_host, render_class_style, render_host_storage, reveal_answer


def render_class_panel(question: str, is_revealed: bool) -> bool:
    """Show what the class guesses, while this tab has one open; for all other readers nothing is drawn.

    The class goes along: its phones show this question, and its answer once that is revealed. Draw it once in
    each run of the page.

    Args:
        question: name of the one that the reader sees.
        is_revealed: whether the reader sees its answer.

    Returns:
        Whether there is such a class.

    Raises:
        UserError: the true answer is not here.
    """
    host = find_host()
    render_host_storage()
    if host is None:
        return False
    render_class_style()
    host.classroom.show(host.key, question)
    if is_revealed:
        reveal_answer(host, question)
    with st.container(border=True):
        st.markdown(_("**Your class {code}**").format(code=host.classroom.code))
        render_guesses(host.classroom.code, host.classroom.stage)
    return True
