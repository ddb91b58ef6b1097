"""The numbers behind the figures of a diagnostic, as a file."""

import csv
import io
from collections.abc import Sequence

import streamlit as st

from aavae.data.image_set import Dataset
from aavae.evaluation.diagnostics import Diagnostic, diagnose
from aavae.evaluation.results import Row
from aavae.evaluation.subject import Subject


def format_csv(rows: Sequence[Row]) -> str:
    """Rows of the same keys as CSV, with a header."""
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def render_download(diagnostic: Diagnostic, subjects: Sequence[Subject], dataset: Dataset) -> None:
    """A button that saves the numbers of all representations, computed when it is pressed."""
    st.download_button(
        "All numbers, as CSV",
        lambda: format_csv([row for subject in subjects for row in diagnose(subject, dataset, diagnostic)]),
        file_name=f"{diagnostic}.csv",
        mime="text/csv",
        on_click="ignore",
        icon=":material/download:",
        key=f"download_{diagnostic}",
        help=f"The same as `python -m aavae diagnose ... --only {diagnostic} --json`.",
    )
