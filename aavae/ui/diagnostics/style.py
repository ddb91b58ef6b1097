"""Can it be read off a representation how a view was made?"""

from collections.abc import Sequence
from functools import partial

import streamlit as st

from aavae.data.image_set import Dataset
from aavae.evaluation.subject import Subject
from aavae.figures.dots import plot_dots, tabulate_dots
from aavae.figures.model_values import ModelValues
from aavae.language import N_, _
from aavae.ui.controls.compare import evaluate_each
from aavae.ui.controls.controls import choose_representation
from aavae.ui.figure.figure import render_figure
from aavae.ui.glossary.explain import explain
from aavae.ui.notices.skeleton import load


def render_style(subjects: Sequence[Subject], dataset: Dataset) -> None:
    """R^2 of each parameter of a view."""
    load("results")
    from aavae.analysis.diagnostics.style import FIELDS
    from aavae.evaluation.diagnostics.style import evaluate_style

    representation = choose_representation("h")
    results = evaluate_each(
        "style",
        subjects,
        lambda subject: evaluate_style(subject, dataset, representation=representation),
        representation,
    )
    models = [ModelValues(subject.title, subject.method, style.r2) for subject, style in results.items()]
    names, x_title = [_(name) for name in FIELDS], N_("R² on held-out views")
    title = _("How a view was made, read off its {representation}").format(representation=representation)
    figure = plot_dots(models, names, _(x_title), x_range=(0, 1), title=title)
    rows = partial(tabulate_dots, models, names, x_title)
    render_figure(figure, rows, "style", _("R² of each parameter of a view and model"), "style")
    st.caption(
        explain(
            _(
                "A linear (ridge) regression guesses [how a view was made](term:style): 1, without error; 0, "
                "no better than the average. Each view has one augmentation only: a crop (the centre and the "
                "area of its box), a change of brightness, or of hue. Nobody sees the original, so even what "
                "keeps everything stays below 1; what only a curve could read does not show."
            )
        )
    )
