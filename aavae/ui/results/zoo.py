"""The methods side by side: the headline, the table, and which classes are easy for whom."""

from collections.abc import Sequence
from functools import partial

import numpy as np
import streamlit as st

from aavae.analysis.difference import newcombe_interval
from aavae.figures.model_values import ModelValues
from aavae.figures.probes.per_class import plot_per_class, tabulate_per_class
from aavae.language import _
from aavae.studies.table import StudyRow, StudyTable
from aavae.ui.figure.figure import render_figure
from aavae.ui.results.board import render_board
from aavae.ui.studies.rows import describe_budget, name_method


def render_zoo(table: StudyTable) -> None:
    """The headline, the table and the accuracy by class."""
    rows = {row.method: row for row in table.rows}
    sentences = [
        say_difference(rows[first], rows[second])
        for first, second in (("aavae", "vae"), ("simclr", "aavae"), ("dae", "aavae"))
        if first in rows and second in rows
    ]
    if sentences:
        st.info("  \n".join(sentences), icon=":material/lightbulb:")
    st.caption(f":material/timer: {describe_budget(table)}")
    render_board(table.rows)
    _render_classes(table.rows, table.class_names)


def say_difference(first: StudyRow, second: StudyRow) -> str:
    """How far one model is ahead of another by the linear probe on h, and how sure that is."""
    low, high = newcombe_interval(
        first.probe["h"], first.get_interval(), second.probe["h"], second.get_interval()
    )
    difference = 100 * (first.probe["h"] - second.probe["h"])
    names = [f"**{name_method(row.method)}**" for row in (first, second)]
    if low <= 0 <= high:
        return _(
            "{first} and {second} are as good as each other: the difference, {difference:+.1f} points, may "
            "be chance ({low:+.1f} to {high:+.1f})."
        ).format(first=names[0], second=names[1], difference=difference, low=100 * low, high=100 * high)
    if difference < 0:
        names.reverse()
        low, high = -high, -low
    return _(
        "{first} is **{points:.1f} points** ahead of {second} (95 % interval {low:.1f} to {high:.1f})."
    ).format(first=names[0], points=abs(difference), second=names[1], low=100 * low, high=100 * high)


def _render_classes(rows: Sequence[StudyRow], class_names: Sequence[str]) -> None:
    models = [ModelValues(name_method(row.method), row.method, np.array(row.per_class)) for row in rows]
    render_figure(
        plot_per_class(models, class_names, title=_("Which classes are easy"), height=560),
        partial(tabulate_per_class, models, class_names),
        "results_per_class",
        _("Accuracy by class and model"),
        "results-per-class",
    )
    st.caption(
        _(
            "Linear probe on h, by the true class of the test images. The intervals above cover the choice "
            "of the test images, not the seed of the training: each model was trained once."
        )
    )
