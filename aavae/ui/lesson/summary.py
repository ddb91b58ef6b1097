"""The end of the lesson: how close the reader was, step by step, and what to look at again."""

from collections.abc import Mapping

import streamlit as st

from aavae.language import _, ngettext
from aavae.teaching.closeness import Closeness, compare
from aavae.teaching.question import Answer
from aavae.teaching.truths import find_truth
from aavae.ui.lesson.ask import describe_comparison
from aavae.ui.lesson.guesses import is_shown, read_guess, start_again
from aavae.ui.lesson.steps import STEPS


def render_summary() -> None:
    """Each guess beside the truth, the steps that are worth another look, and what the lesson said."""
    st.header(_("How close you came"))
    shown = {
        name: guess
        for name, step in STEPS.items()
        if (guess := read_guess(step.question)) is not None and is_shown(step.question)
    }
    if not shown:
        st.info(
            _("You have not guessed anything yet: go back to a step, guess, and see the result."),
            icon=":material/touch_app:",
        )
    closeness: dict[str, Closeness] = {name: _render_line(name, guess) for name, guess in shown.items()}
    _render_advice(closeness)
    left = sum(not is_shown(step.question) for step in STEPS.values())
    if left:
        st.markdown(
            ngettext(
                "{left} step is left; then what the lesson said is summed up here.",
                "{left} steps are left; then what the lesson said is summed up here.",
                left,
            ).format(left=left)
        )
    else:
        st.markdown(
            _(
                "**What this lesson said.** An autoencoder that only paints again remembers everything and "
                "understands little. A KL term makes it keep less of the picture, not know more. Make it "
                "paint the original from a distorted view, and it has to find out what belongs to the thing: "
                "its features sort pictures by what they show, far better than a VAE's, nearly as well as "
                "SimCLR's, and it still paints."
            )
        )
    st.button(
        _("Start again"),
        icon=":material/restart_alt:",
        key="lesson_again",
        on_click=start_again,
        help=_("Forget all guesses, so that somebody else can take the lesson."),
    )


def _render_line(name: str, guess: Answer) -> Closeness:
    """A step's guess beside the truth; returns how close it came."""
    step = STEPS[name]
    truth = find_truth(step.question.name)
    closeness = compare(step.question, guess, truth)
    words = describe_comparison(step.question, guess, truth)
    number = list(STEPS).index(name) + 1
    st.markdown(f"{number}. **{_(step.title)}.** {words}")
    return closeness


def _render_advice(closeness: Mapping[str, Closeness]) -> None:
    surprises = [name for name, close in closeness.items() if close == "far"]
    if surprises:
        st.markdown(_("Worth another look:"))
        for name in surprises:
            st.page_link(
                "pages/lesson.py",
                label=_(STEPS[name].title),
                icon=":material/replay:",
                query_params={"step": name},
            )
    elif len(closeness) == len(STEPS):
        st.success(_("You saw all of it coming. Now try the other pages."), icon=":material/celebration:")
