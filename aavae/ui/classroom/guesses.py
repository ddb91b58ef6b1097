"""What the projector shows of a class's answers; it follows them."""

import html

import streamlit as st

from aavae.errors import UserError
from aavae.language import _, ngettext
from aavae.teaching.classroom import Standing
from aavae.teaching.distribution import describe_closeness
from aavae.teaching.questions import QUESTIONS
from aavae.ui.classroom.chart import make_chart
from aavae.ui.classroom.host import CLASSES
from aavae.ui.component.in_place import render_in_place
from aavae.ui.frame import guard

_POLL_SECONDS = 0.5
"""How late an answer shows: there is one projector, and a look takes some milliseconds."""


def render_guesses(code: str, stage: int) -> None:
    """Show the guesses of a class, and follow them; when the class is elsewhere or ends, the page runs once.

    Args:
        code: of the class.
        stage: of the class when the page was drawn.
    """
    st.fragment(_follow, run_every=_POLL_SECONDS)(code, stage)


def _follow(code: str, stage: int) -> None:
    with guard("The class's guesses"):
        try:
            standing = CLASSES.find(code).look()
        except UserError:
            st.rerun()
        if standing.stage != stage:
            st.rerun()
        render_in_place(make_guesses(standing), key="class_guesses")


def make_guesses(standing: Standing) -> str:
    """HTML text: how many are here and have answered, their guesses, and the truth once it is revealed."""
    question = QUESTIONS[standing.question]
    students = ngettext("{count} student here", "{count} students here", standing.num_students)
    answers = ngettext("{count} answer", "{count} answers", standing.num_answers)
    here = [students.format(count=standing.num_students), answers.format(count=standing.num_answers)]
    lines = [
        f"<p>{html.escape(' · '.join(here))}</p>",
        make_chart(question, standing.counts, standing.truth),
    ]
    if standing.truth is not None:
        truth = _("The answer: {answer}").format(answer=question.describe(standing.truth))
        lines.insert(1, f'<p class="class-answer">{html.escape(truth)}</p>')
        lines.append(f"<p>{html.escape(describe_closeness(question, standing.counts, standing.truth))}</p>")
    return f'<div class="class-projector">{"".join(lines)}</div>'
