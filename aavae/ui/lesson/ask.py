"""A question of the lesson on the page: what one guesses with, and the guess beside the truth in words."""

from collections.abc import Callable, Sequence
from functools import partial

import streamlit as st

from aavae.language import _
from aavae.teaching.closeness import Closeness, compare
from aavae.teaching.question import Answer, ChoiceQuestion, NumberQuestion, Question
from aavae.teaching.truths import find_truth
from aavae.ui.lesson.guess_bars import Bar, render_guess_bars
from aavae.ui.lesson.guesses import is_shown, keep_guess, read_guess

_ICONS: dict[Closeness, str] = {
    "exact": ":material/check_circle:",
    "close": ":material/check_circle:",
    "near": ":material/adjust:",
    "far": ":material/explore:",
}


def ask_number(question: NumberQuestion, known: Sequence[Bar], label: str, colour: str) -> None:
    """Bars, one of which is dragged to a guess.

    Args:
        question: what is asked.
        known: bars to guess by.
        label: of the bar that is guessed.
        colour: "#RRGGBB", of the truth.
    """
    render_guess_bars(
        question,
        known,
        Bar(label, float(find_truth(question.name)), colour),
        guess=_read_number(question),
        is_shown=is_shown(question),
        key=f"bars_{question.name}",
        on_guess=partial(keep_guess, question),
    )


def _read_number(question: NumberQuestion) -> int | None:
    guess = read_guess(question)
    return None if guess is None else int(guess)


def ask_choice(question: ChoiceQuestion) -> None:
    """A few options, all of them in sight."""
    key = f"choice_{question.name}"
    guess = read_guess(question)
    if st.session_state.get(key) != guess:
        st.session_state[key] = guess

    def take() -> None:
        chosen = st.session_state[key]
        if chosen is not None:
            keep_guess(question, chosen)

    st.pills(
        _("Your guess"),
        list(question.options),
        format_func=lambda option: _(question.options[option]),
        key=key,
        on_change=take,
        disabled=is_shown(question),
        wrap=True,
        help=_("Choose one; you may change it until the result is shown."),
    )


def render_reveal(question: Question, on_show: Callable[[], None], waits: bool = True) -> None:
    """The button that shows the result.

    Args:
        question: whose.
        on_show: called when it is pressed.
        waits: for a guess; a class's host guesses with the class.
    """
    waits = waits and read_guess(question) is None
    st.button(
        _("Show the result"),
        type="primary",
        icon=":material/visibility:",
        disabled=waits,
        help=_("Guess first: what one has guessed, one remembers.") if waits else None,
        on_click=on_show,
        key="lesson_reveal",
    )


def render_comparison(question: Question) -> None:
    """The guess beside the truth, in words."""
    guess, truth = read_guess(question), find_truth(question.name)
    if guess is None:
        st.info(_("It is **{truth}**.").format(truth=question.describe(truth)), icon=":material/visibility:")
        return
    closeness = compare(question, guess, truth)
    words = describe_comparison(question, guess, truth)
    (st.success if closeness in ("exact", "close") else st.info)(words, icon=_ICONS[closeness])


def describe_comparison(question: Question, guess: Answer, truth: Answer) -> str:
    """A guess and the truth as a sentence or two, in Markdown.

    Args:
        question: that was answered.
        guess: the reader's answer.
        truth: the true one.
    """
    closeness = compare(question, guess, truth)
    values = {"guess": question.describe(guess), "truth": question.describe(truth)}
    if isinstance(question, ChoiceQuestion):
        if closeness == "exact":
            return _("You said **{guess}**. That is right.").format(**values)
        return _("You said **{guess}**, it is **{truth}**.").format(**values)
    off = abs(int(guess) - int(truth))
    if closeness == "exact":
        return _("You said **{guess}**: spot on.").format(**values)
    if closeness == "close":
        return _("You said **{guess}**, it is **{truth}**: close, {off} away.").format(**values, off=off)
    if int(guess) > int(truth):
        return _("You said **{guess}**, it is **{truth}**: {off} fewer than you thought.").format(
            **values, off=off
        )
    return _("You said **{guess}**, it is **{truth}**: {off} more than you thought.").format(
        **values, off=off
    )
