"""The chosen models that have what a part of a page looks at; a line says why the others do not."""

from collections.abc import Sequence
from typing import Literal

import streamlit as st

from aavae.config import RepresentationName
from aavae.errors import UserError
from aavae.evaluation.absence import explain_no_images
from aavae.evaluation.subject import Subject
from aavae.language import _
from aavae.ui.notices.markup import escape


def keep_able(
    subjects: Sequence[Subject],
    representation: RepresentationName,
    splits: Sequence[Literal["train", "test"]] = (),
) -> list[Subject]:
    """The models that have a representation, and that of all images of some splits.

    Raises:
        UserError: none has it.
    """
    reasons = {subject: _explain(subject, representation, splits) for subject in subjects}
    missing = [reason for reason in reasons.values() if reason is not None]
    if missing:
        st.caption(_("Not shown: {reasons}").format(reasons=escape(" ".join(missing))))
    able = [subject for subject, reason in reasons.items() if reason is None]
    if not able:
        if any(subject.explain_lack(representation) is None for subject in subjects):
            raise UserError(_("None of the chosen models has what this needs: choose another model."))
        raise UserError(
            _("None of the chosen models has a {representation}: choose h, or another model.").format(
                representation=representation
            )
        )
    return able


def _explain(
    subject: Subject, representation: RepresentationName, splits: Sequence[Literal["train", "test"]]
) -> str | None:
    if (lack := subject.explain_lack(representation)) is not None:
        return f"{subject.title}: {lack}."
    return explain_no_images(subject, splits)
