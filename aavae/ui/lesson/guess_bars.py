"""Bars of known numbers, and among them one that the reader drags to a guess."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import streamlit as st

from aavae.errors import UserError
from aavae.language import _
from aavae.teaching.question import NumberQuestion
from aavae.ui.component.own_component import load_component

_show = load_component(__file__)


class Bar(NamedTuple):
    """A bar whose length is known.

    Attributes:
        label: before it.
        value: from the question's lowest to its highest answer.
        colour: "#RRGGBB".
    """

    label: str
    value: float
    colour: str


def render_guess_bars(
    question: NumberQuestion,
    known: Sequence[Bar],
    truth: Bar,
    *,
    guess: int | None,
    is_shown: bool,
    key: str,
    on_guess: Callable[[int], None],
) -> None:
    """Draw the bars, the guess below them, and under it the truth once that is shown.

    Args:
        question: decides how long a bar can be.
        known: from top to bottom.
        truth: what is guessed; its label names the bar of the guess, too.
        guess: the reader's; None: none yet.
        is_shown: whether the truth is there; the guess stays then.
        key: one for each place on the page.
        on_guess: called with what the reader drags the bar to.
    """

    def take() -> None:
        guessed = read_guess(question, st.session_state[key].guessed)
        if guessed is not None:
            on_guess(guessed)

    data = {
        "low": question.low,
        "high": question.high,
        "known": [bar._asdict() for bar in known],
        "truth": truth._asdict() if is_shown else None,
        "guess": guess,
        "label": _("Your guess"),
        "subject": truth.label,
        "invitation": _("Drag the bar, or tap where it should end."),
    }
    _show(data=data, key=key, on_guessed_change=take)


def read_guess(question: NumberQuestion, value: object) -> int | None:
    """A guess from what a browser sent; None for anything that is no answer to the question."""
    try:
        return question.check(value)
    except UserError:
        return None
