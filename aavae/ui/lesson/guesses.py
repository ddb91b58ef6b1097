"""The reader's guesses and what of the results was shown: kept for the visit, and in the page's address."""

from collections.abc import Mapping

import streamlit as st

from aavae.teaching.question import Answer, NumberQuestion, Question
from aavae.teaching.questions import QUESTIONS
from aavae.ui.controls.links import forget_choice, keep_choice, open_choice, open_choices

NO_GUESS = ""
_SHOWN = "revealed"


def open_guesses() -> None:
    """Take over what the address says; called in each run of the lesson, before anything of it is read."""
    for question in QUESTIONS.values():
        key = _get_key(question)
        open_choice(key, _list_answers(question), NO_GUESS)
        keep_choice(key, st.session_state[key], NO_GUESS)
    open_choices(_SHOWN, {name: name for name in QUESTIONS}, [])
    keep_choice(_SHOWN, st.session_state[_SHOWN], [])


def _list_answers(question: Question) -> Mapping[str, str]:
    if isinstance(question, NumberQuestion):
        names = map(str, range(question.low, question.high + 1))
    else:
        names = iter(question.options)
    return {NO_GUESS: NO_GUESS, **{name: name for name in names}}


def _get_key(question: Question) -> str:
    return f"guess_{question.name}"


def read_guess(question: Question) -> Answer | None:
    """The reader's guess; None: none yet."""
    guess = st.session_state.get(_get_key(question), NO_GUESS)
    if guess == NO_GUESS:
        return None
    return int(guess) if isinstance(question, NumberQuestion) else guess


def keep_guess(question: Question, guess: Answer) -> None:
    """Keep a guess, unless the result is on screen already."""
    if not is_shown(question):
        key = _get_key(question)
        st.session_state[key] = str(guess)
        # Here, too: the question is a part of the page that runs alone.
        keep_choice(key, str(guess), NO_GUESS)


def is_shown(question: Question) -> bool:
    """Whether the reader has seen the result."""
    return question.name in st.session_state.get(_SHOWN, [])


def show(question: Question) -> None:
    """Show the result from now on."""
    if not is_shown(question):
        shown = [*st.session_state.get(_SHOWN, []), question.name]
        st.session_state[_SHOWN] = shown
        keep_choice(_SHOWN, shown, [])


def start_again() -> None:
    """Forget all guesses."""
    for key in (_SHOWN, *map(_get_key, QUESTIONS.values())):
        forget_choice(key)
