"""One analysis of several models, computed with a bar that says whose turn it is."""

from collections.abc import Callable, Sequence
from typing import TypeVar

import streamlit as st

from aavae.config import RepresentationName
from aavae.evaluation.absence import Diagnostic, explain_absence
from aavae.evaluation.subject import Subject
from aavae.language import _
from aavae.ui.notices.markup import escape
from aavae.ui.notices.next_step import NextStepError
from aavae.ui.notices.skeleton import progress_bar

ResultT = TypeVar("ResultT")


def evaluate_each(
    diagnostic: Diagnostic,
    subjects: Sequence[Subject],
    evaluate: Callable[[Subject], ResultT],
    representation: RepresentationName = "h",
) -> dict[Subject, ResultT]:
    """Evaluate the models that can have a diagnostic; a line names each of the others.

    Args:
        diagnostic: which one.
        subjects: the models that the visitor chose.
        evaluate: computes one model's result, or finds it.
        representation: which one is looked at.

    Raises:
        NextStepError: none of the models can have it.
    """
    able, reasons = [], []
    for subject in subjects:
        reason = explain_absence(subject, diagnostic)
        if reason is None and (lack := subject.explain_lack(representation)) is not None:
            reason = f"{subject.title}: {lack}."
        if reason is None:
            able.append(subject)
        else:
            reasons.append(reason)
    if reasons:
        st.caption(" ".join(map(escape, reasons)))
    if not able:
        raise NextStepError(
            _(
                "None of the chosen models can be asked this: choose another one, or train one on the "
                "Train page."
            ),
            "train",
        )
    results = {}
    with progress_bar() as progress:
        for index, subject in enumerate(able):
            progress.progress(index / len(able), _("Looking at {title} …").format(title=subject.title))
            results[subject] = evaluate(subject)
    return results
