"""Which augmentations does a model ignore?"""

from collections.abc import Sequence

import streamlit as st

from aavae.data.image_set import Dataset
from aavae.evaluation.subject import Subject
from aavae.figures.dots import plot_dots
from aavae.ui.controls.compare import evaluate_each, get_methods
from aavae.ui.controls.controls import choose_representation
from aavae.ui.figure.figure import render_figure
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
        lambda subject: evaluate_invariance(subject, dataset, representation),
        representation,
    )
    figure = plot_dots(
        {subject.title: invariance.values for subject, invariance in results.items()},
        list(AUGMENTATIONS),
        get_methods(list(results)),
        "invariance",
        (0, 1),
        f"Invariance of {representation} to each augmentation",
    )
    render_figure(figure, "invariance", "Invariance by augmentation and model", "invariance")
    st.caption(
        "1 minus (squared distance between an image and its own view) / (squared distance between an image "
        "and the views of other images): 1, the augmentation changes nothing; 0, the view might as well be "
        "of another image. Each augmentation alone, on every image. It does not say if ignoring it helps."
    )
