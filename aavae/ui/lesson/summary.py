"""The end of the lesson: how close the reader was, step by step, and what to look at again."""

import streamlit as st

from aavae.language import _, ngettext
from aavae.teaching.closeness import Closeness, compare
from aavae.teaching.truths import find_truth
from aavae.ui.lesson.ask import describe_comparison
from aavae.ui.lesson.guesses import is_shown, read_guess, start_again
from aavae.ui.lesson.step import Step
from aavae.ui.lesson.steps import STEPS


def _name_closeness(closeness: Closeness) -> str:
    return {
        "exact": _("right"),
        "close": _("close"),
        "near": _("not far"),
        "far": _("a surprise"),
    }[closeness]


def render_summary() -> None:
    """Each guess beside the truth, the steps that are worth another look, and what the lesson said."""
    st.header(_("How close you came"))
    answered = {name: step for name, step in STEPS.items() if read_guess(step.question) is not None}
    shown = {name: step for name, step in answered.items() if is_shown(step.question)}
    if not shown:
        st.info(
            _("You have not guessed anything yet: go back to a step, guess, and see the result."),
            icon=":material/touch_app:",
        )
    for name, step in shown.items():
        _render_line(name, step)
    _render_advice(shown)
    st.markdown(
        _(
            "**What this lesson said.** An autoencoder that only paints again remembers everything and "
            "understands little. A KL term makes it say less, not know more. Make it paint the original from "
            "a distorted view, and it has to find out what belongs to the thing: its features sort pictures "
            "by what they show, far better than a VAE's, nearly as well as SimCLR's, and it still paints."
        )
    )
    st.button(
        _("Start again"),
        icon=":material/restart_alt:",
        key="lesson_again",
        on_click=start_again,
        help=_("Forget all guesses, so that somebody else can take the lesson."),
    )


def _render_line(name: str, step: Step) -> None:
    guess = read_guess(step.question)
    assert guess is not None
    truth = find_truth(step.question.name)
    number = list(STEPS).index(name) + 1
    words = describe_comparison(step.question, guess, truth)
    closeness = _name_closeness(compare(step.question, guess, truth))
    st.markdown(f"{number}. **{_(step.title)}** ({closeness}). {words}")


def _render_advice(shown: dict[str, Step]) -> None:
    surprises = [
        name
        for name, step in shown.items()
        if compare(step.question, read_guess(step.question) or 0, find_truth(step.question.name)) == "far"
    ]
    left = len(STEPS) - len(shown)
    if left:
        st.markdown(ngettext("{left} step is left.", "{left} steps are left.", left).format(left=left))
    if surprises:
        st.markdown(_("Worth another look:"))
        for name in surprises:
            st.page_link(
                "pages/lesson.py",
                label=_(STEPS[name].title),
                icon=":material/replay:",
                query_params={"step": name},
            )
    elif shown and not left:
        st.success(_("You saw all of it coming. On to the labs!"), icon=":material/celebration:")
