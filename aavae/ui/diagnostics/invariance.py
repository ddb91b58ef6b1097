"""Which augmentations does a model ignore?"""

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


def render_invariance(subjects: Sequence[Subject], dataset: Dataset) -> None:
    """Invariance to each augmentation alone, and to all of them."""
    load("results")
    from aavae.evaluation.diagnostics.invariance import evaluate_invariance
    from aavae.evaluation.views import AUGMENTATIONS

    representation = choose_representation("h")
    results = evaluate_each(
        "invariance",
        subjects,
        lambda subject: evaluate_invariance(subject, dataset, representation=representation),
        representation,
    )
    models = [
        ModelValues(subject.title, subject.method, invariance.values)
        for subject, invariance in results.items()
    ]
    title = _("Invariance of {representation} to each augmentation").format(representation=representation)
    names, x_title = [_(name) for name in AUGMENTATIONS], N_("invariance")
    figure = plot_dots(models, names, _(x_title), x_range=(0, 1), title=title)
    rows = partial(tabulate_dots, models, names, x_title)
    render_figure(figure, rows, "invariance", _("Invariance by augmentation and model"), "invariance")
    st.caption(
        explain(
            _(
                "1 minus (squared distance between an image and its own [view](term:view)) / (squared "
                "distance between an image and the views of other images): 1, the augmentation changes "
                "nothing; 0, the view might as well be of another image. Each augmentation alone, on every "
                "image. It does not say if ignoring it helps."
            )
        )
    )
