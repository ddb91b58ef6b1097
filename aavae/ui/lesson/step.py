"""What a step of the lesson is made of."""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import streamlit as st

from aavae.data.image_set import Dataset
from aavae.teaching.question import Question
from aavae.ui.glossary.explain import explain
from aavae.ui.lesson.guess_bars import Bar


class LabLink(NamedTuple):
    """A page of the app with its state set.

    Attributes:
        path: of the page.
        label: the page's name, and what one sees there; English, marked for translation, as all texts of a
            step.
        query: parts of its address.
    """

    path: str
    label: str
    query: Mapping[str, str | list[str]]


class Step(NamedTuple):
    """One step.

    Attributes:
        name: in the address.
        title: above it.
        question: what the reader guesses before the result is shown.
        switches: which of "augment", "sample" and "kl" the step is about, and begins with.
        render_story: draws what is told before the question.
        render_question: draws what is guessed from; the guess and the truth are in sight afterwards.
        render_result: draws what the result means.
        labs: where to look further.
        clue: what one has to know to guess, for a class, which has not read the story.
        list_known: numbers to guess by; of other questions none.
        render_pictures: draws pictures to guess by, if there are any.
    """

    name: str
    title: str
    question: Question
    switches: Sequence[str]
    render_story: Callable[[Dataset], None]
    render_question: Callable[[Dataset], None]
    render_result: Callable[[Dataset], None]
    labs: Sequence[LabLink]
    clue: str
    list_known: Callable[[], Sequence[Bar]] = list
    render_pictures: Callable[[Dataset], None] | None = None


def tell(text: str) -> None:
    """Draw a text of a step.

    Args:
        text: Markdown; terms that another step told are marked as `explain` has them.
    """
    st.markdown(explain(text))


def note(text: str) -> None:
    """Draw what belongs to a figure, in small letters.

    Args:
        text: as in `tell`.
    """
    st.caption(explain(text))
