"""The numbers behind the figures of a diagnostic, as a file."""

from collections.abc import Sequence

import streamlit as st

from aavae.data.image_set import Dataset
from aavae.evaluation.absence import Diagnostic
from aavae.evaluation.diagnostics.rows import diagnose
from aavae.evaluation.subject import Subject
from aavae.language import _
from aavae.spreadsheets import format_csv


def render_download(diagnostic: Diagnostic, subjects: Sequence[Subject], dataset: Dataset) -> None:
    """A button that saves the numbers of all representations, computed when it is pressed."""
    st.download_button(
        _("All numbers, as CSV"),
        lambda: format_csv([row for subject in subjects for row in diagnose(subject, dataset, diagnostic)]),
        file_name=f"{diagnostic}.csv",
        mime="text/csv",
        on_click="ignore",
        icon=":material/download:",
        key=f"download_{diagnostic}",
        help=_("The same as `python -m aavae diagnose ... --only {diagnostic} --json`.").format(
            diagnostic=diagnostic
        ),
    )
