"""The chosen models that have what a part of a page looks at; a line says why the others do not."""

from collections.abc import Sequence

import streamlit as st

from aavae.config import RepresentationName
from aavae.errors import UserError
from aavae.evaluation.subject import Subject
from aavae.ui.notices.markup import escape


def keep_able(subjects: Sequence[Subject], representation: RepresentationName) -> list[Subject]:
    """The models that have a representation.

    Raises:
        UserError: none has it.
    """
    lacks = {subject: subject.explain_lack(representation) for subject in subjects}
    reasons = [f"{subject.title}: {lack}." for subject, lack in lacks.items() if lack is not None]
    if reasons:
        st.caption(f"Not shown: {escape(' '.join(reasons))}")
    able = [subject for subject, lack in lacks.items() if lack is None]
    if not able:
        raise UserError(f"None of the chosen models has a {representation}: choose h, or another model.")
    return able
