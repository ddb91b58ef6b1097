"""What a class guesses from: a few words, the numbers that are known, and pictures."""

import html
from collections.abc import Sequence

import streamlit as st

from aavae.data.bundled import NAME
from aavae.errors import UserError
from aavae.language import _
from aavae.teaching.question import NumberQuestion
from aavae.ui.component.in_place import render_in_place
from aavae.ui.controls.cache import load_dataset
from aavae.ui.glossary.explain import explain, leave_unexplained
from aavae.ui.lesson.guess_bars import Bar
from aavae.ui.lesson.step import Step
from aavae.ui.lesson.steps import STEPS
from aavae.ui.server import imports

_STEPS = {step.question.name: step for step in STEPS.values()}


def render_clues(question: str, is_projector: bool) -> None:
    """Draw them on a page of the class, which has the class's styles.

    Args:
        question: its name.
        is_projector: whether there is room for pictures; phones are sent to the projector for those.
    """
    step = _STEPS[question]
    # A phone has no glossary beside it.
    st.markdown((explain if is_projector else leave_unexplained)(_(step.clue)))
    if step.render_pictures is not None and not is_projector:
        st.info(_("Look at the projector: the pictures are there."), icon=":material/present_to_all:")
        return
    imports.load("results")
    try:
        known = make_known(step)
        if known:
            render_in_place(known, key="class_known")
        if step.render_pictures is not None:
            step.render_pictures(load_dataset(NAME))
    except UserError:
        # Without the files one can guess all the same; the reveal says what is missing.
        return


def make_known(step: Step) -> str:
    """HTML text: a bar for each number that is known; empty where there is none.

    Args:
        step: whose question it is.
    """
    known = step.list_known()
    if not known or not isinstance(step.question, NumberQuestion):
        return ""
    return f'<div class="class-bars class-known">{_make_rows(known, step.question.high)}</div>'


def _make_rows(known: Sequence[Bar], high: int) -> str:
    return "".join(
        f'<div class="class-row"><span>{html.escape(bar.label)}</span>'
        f'<div><i style="width: {100 * bar.value / high:.1f}%; background: {bar.colour}"></i></div>'
        f"<b>{bar.value:.0f}</b></div>"
        for bar in known
    )
