"""What a student's phone shows: the present question alone, then the truth beside the student's answer.

The page draws something only when the class goes on. In between each phone asks whether it has, which takes
some milliseconds of the server, so that sixty can ask.
"""

import html
import secrets
from collections.abc import Callable
from functools import partial

import streamlit as st

from aavae.errors import UserError
from aavae.language import _
from aavae.teaching.classroom import Classroom, Standing
from aavae.teaching.distribution import describe_closeness
from aavae.teaching.question import Answer, NumberQuestion, Question
from aavae.teaching.questions import QUESTIONS
from aavae.ui.classroom.chart import make_chart
from aavae.ui.classroom.host import CLASSES, NOTICES, RenderClues, render_class_style, steer
from aavae.ui.classroom.page import render_join
from aavae.ui.component.in_place import render_in_place
from aavae.ui.component.tab_storage import get_kept, render_tab_storage, set_kept
from aavae.ui.frame import guard
from aavae.ui.glossary.explain import leave_unexplained
from aavae.ui.notices.markup import escape
from aavae.ui.notices.notices import render_notice

_STORE = "class.student"
_POLL_SECONDS = 2.0


def render_student(code: str, render_clues: RenderClues) -> None:
    """The student's side of the class of a code; without one, a sentence and the field for another code.

    Args:
        code: of the class, as it was typed.
        render_clues: draws what a question is guessed from.
    """
    render_class_style()
    with st.container(key="class_student"):
        try:
            classroom = CLASSES.find(code)
            standing = classroom.look()
        except UserError as error:
            st.title(_("Class"), anchor=False)
            st.info(str(error), icon=":material/info:")
            render_join()
            return
        token = _find_token()
        question = QUESTIONS[standing.question]
        prompt = escape(leave_unexplained(_(question.prompt)))
        st.title(prompt, anchor=False)
        if token is not None:
            with guard("A student's question"):
                classroom.note(token)
                if standing.truth is None:
                    render_clues(standing.question, False)
                    _render_controls(classroom, token, standing.question)
                else:
                    _render_truth(standing, classroom.get_answer(token))
                st.fragment(_follow, run_every=_POLL_SECONDS)(code, token, standing.stage)
    render_tab_storage(_STORE)


def _find_token() -> str | None:
    """What tells this student from others, also in a page loaded again; None until the tab has answered."""
    token = get_kept(_STORE)
    if token == "":
        token = secrets.token_hex(16)
        set_kept(_STORE, token)
    return token


def _follow(code: str, token: str, stage: int) -> None:
    with guard("A student's page"):
        try:
            classroom = CLASSES.find(code)
            classroom.note(token)
        except UserError:
            # Only a run of the whole page can say so, and ends this asking.
            st.rerun()
        if classroom.stage != stage:
            st.rerun()


def _render_controls(classroom: Classroom, token: str, name: str) -> None:
    question = QUESTIONS[name]
    given = classroom.get_answer(token)

    def give(answer: Answer) -> None:
        steer(lambda: classroom.answer(token, name, answer))

    if isinstance(question, NumberQuestion):
        _render_number(question, given, give)
    else:
        for option, text in question.options.items():
            st.button(
                escape(_(text)),
                type="primary" if option == given else "secondary",
                icon=":material/check:" if option == given else None,
                width="stretch",
                key=f"class_{name}_{option}",
                on_click=partial(give, option),
            )
    render_notice(NOTICES)
    if given is not None:
        st.success(
            _("Your answer is in: {answer}. You may change it until the reveal.").format(
                answer=escape(question.describe(given))
            ),
            icon=":material/check:",
        )


def _render_number(question: NumberQuestion, given: Answer | None, give: Callable[[Answer], None]) -> None:
    """A slider for the thumb, two buttons for the last steps, and one that gives the answer."""
    key = f"class_{question.name}_number"
    if key not in st.session_state:
        st.session_state[key] = (question.low + question.high) // 2 if given is None else given

    def step(by: int) -> None:
        st.session_state[key] = min(max(st.session_state[key] + by, question.low), question.high)

    value: int = st.session_state[key]
    render_in_place(
        f'<div class="class-value">{html.escape(question.describe(value))}</div>', key="class_value"
    )
    label = escape(leave_unexplained(_(question.prompt)))
    st.slider(label, question.low, question.high, key=key, label_visibility="collapsed")
    with st.container(horizontal=True):
        st.button(
            _("1 less"),
            icon=":material/remove:",
            width="stretch",
            key="class_less",
            on_click=step,
            args=(-1,),
        )
        st.button(
            _("1 more"), icon=":material/add:", width="stretch", key="class_more", on_click=step, args=(1,)
        )
    st.button(
        _("Give this answer") if given is None else _("Change my answer to this"),
        type="primary",
        width="stretch",
        disabled=value == given,
        key="class_give",
        on_click=lambda: give(st.session_state[key]),
    )


def _render_truth(standing: Standing, own: Answer | None) -> None:
    assert standing.truth is not None
    question = QUESTIONS[standing.question]
    truth = _("The answer: {answer}").format(answer=question.describe(standing.truth))
    lines = [
        f'<p class="class-answer">{html.escape(truth)}</p>',
        _describe_own(question, own),
    ]
    lines.append(make_chart(question, standing.counts, standing.truth, own))
    lines.append(f"<p>{html.escape(describe_closeness(question, standing.counts, standing.truth))}</p>")
    render_in_place(f'<div class="class-phone">{"".join(lines)}</div>', key="class_truth")
    st.caption(_("This page goes on by itself when the class does."))


def _describe_own(question: Question, own: Answer | None) -> str:
    """HTML text: what the student answered."""
    if own is None:
        text = _("You gave no answer.")
        return f"<p>{html.escape(text)}</p>"
    text = _("Your answer: {answer}").format(answer=question.describe(own))
    return f'<p class="class-yours">{html.escape(text)}</p>'
