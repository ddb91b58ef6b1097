"""Which of the chosen models can paint, and why the others cannot."""

from collections.abc import Sequence

import streamlit as st

from aavae.errors import UserError
from aavae.evaluation.absence import explain_no_decoder
from aavae.evaluation.subject import Subject
from aavae.formatting import format_list
from aavae.language import _, ngettext
from aavae.ui.notices.markup import escape


def require_decoders(subjects: Sequence[Subject]) -> list[Subject]:
    """The models with a decoder.

    Raises:
        UserError: none has one.
    """
    able = [subject for subject in subjects if subject.has_decoder]
    if not able:
        raise UserError(
            _("None of the chosen models has a decoder, so none can paint: choose an autoencoder.")
        )
    return able


def explain_missing(subjects: Sequence[Subject]) -> None:
    """Say which models have no reconstruction, and why."""
    by_reason: dict[str, list[str]] = {}
    for subject in subjects:
        if (reason := explain_no_decoder(subject)) is not None:
            by_reason.setdefault(reason, []).append(subject.now.title)
    for reason, titles in by_reason.items():
        words = ngettext(
            "{names} has no decoder: {reason}.", "{names} have no decoder: {reason}.", len(titles)
        )
        st.info(words.format(names=escape(format_list(titles)), reason=reason), icon=":material/block:")
