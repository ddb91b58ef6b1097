"""The lesson's page: where the reader is, the loss beside the step, and the way on."""

from functools import partial

import streamlit as st

from aavae.data.bundled import NAME
from aavae.data.image_set import Dataset
from aavae.language import _
from aavae.ui.classroom.panel import render_class_panel
from aavae.ui.controls.cache import load_dataset
from aavae.ui.controls.controls import choose_one
from aavae.ui.frame import guard
from aavae.ui.glossary.explain import explain
from aavae.ui.lesson.ask import render_comparison, render_reveal
from aavae.ui.lesson.guesses import is_shown, open_guesses, show
from aavae.ui.lesson.loss import render_loss, tells_accuracy
from aavae.ui.lesson.step import Step
from aavae.ui.lesson.steps import STEPS
from aavae.ui.lesson.summary import render_summary
from aavae.ui.presenting.presenting import render_switch
from aavae.ui.presenting.way_back import LESSON

STEP = "step"
"""Key of the step that is open, and of its part of the address."""
END = "end"
_NAMES = (*STEPS, END)


def render_lesson() -> None:
    """The step that is open, or the end."""
    open_guesses()
    titles = {name: str(number) for number, name in enumerate(STEPS, 1)} | {END: _("End")}
    with st.container(horizontal=True, vertical_alignment="center"):
        name = choose_one(
            _("Step"), titles, STEP, help=_("Seven steps, about two minutes each."), show_label=False
        )
        render_switch()
    dataset = load_dataset(NAME)
    if name == END:
        render_summary()
        _render_ways(name)
        return
    step = STEPS[name]
    # On a phone the first column is above the second: the loss is on screen all the time.
    left, right = st.columns([4, 7], gap="large")
    with left, st.container(key="lesson_loss"):
        render_loss(name, step.switches, dataset)
    with right:
        number = list(STEPS).index(step.name) + 1
        st.header(f"{number} · {_(step.title)}")
        step.render_story(dataset)
        _render_question(step, dataset)


@st.fragment
def _render_question(step: Step, dataset: Dataset) -> None:
    """What a guess changes, and what the result does: the rest of the page need not run again for it."""
    with guard("The lesson's question"):
        st.markdown(f"### :material/help: {explain(_(step.question.prompt))}")
        step.render_question(dataset)
        has_class = render_class_panel(step.question.name, is_shown(step.question))
        if is_shown(step.question):
            render_comparison(step.question)
            step.render_result(dataset)
            _render_labs(step)
        else:
            render_reveal(step.question, partial(_show, step), waits=not has_class)
        _render_ways(step.name)


def _show(step: Step) -> None:
    told = tells_accuracy()
    show(step.question)
    if tells_accuracy() != told:
        # The model beside the step says its accuracy from now on.
        st.rerun()


def _render_labs(step: Step) -> None:
    st.markdown(_("**See for yourself**, and come back to this step:"))
    with st.container(key="lesson_labs", gap=None):
        for lab in step.labs:
            st.page_link(
                lab.path,
                label=_(lab.label),
                icon=":material/science:",
                query_params={**lab.query, LESSON: step.name},
            )


def _render_ways(name: str) -> None:
    position = _NAMES.index(name)
    with st.container(horizontal=True, key="lesson_ways"):
        st.button(
            _("Back"),
            icon=":material/arrow_back:",
            key="lesson_back",
            disabled=position == 0,
            on_click=partial(_go, position - 1),
        )
        if name != END:
            st.button(
                _("Next step") if position + 1 < len(STEPS) else _("To the end"),
                icon=":material/arrow_forward:",
                key="lesson_next",
                type="primary" if is_shown(STEPS[name].question) else "secondary",
                on_click=partial(_go, position + 1),
            )


def _go(position: int) -> None:
    st.session_state[STEP] = _NAMES[position]
    # The whole page: the buttons are a part that runs alone.
    st.rerun()
