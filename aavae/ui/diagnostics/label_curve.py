"""How many labels does it take?"""

from collections.abc import Sequence
from functools import partial

import streamlit as st

from aavae.data.image_set import Dataset
from aavae.evaluation.subject import Subject
from aavae.figures.probes.accuracy_curves import AccuracyCurve, plot_accuracy_curves, tabulate_accuracy_curves
from aavae.language import N_, _
from aavae.ui.controls.compare import evaluate_each
from aavae.ui.figure.figure import render_figure
from aavae.ui.glossary.explain import explain
from aavae.ui.notices.skeleton import load


def render_labels(subjects: Sequence[Subject], dataset: Dataset) -> None:
    """Accuracy of the linear probe on h against the number of labels."""
    load("results")
    from aavae.evaluation.probes.label_curve import NUM_DRAWS, evaluate_label_curve

    results = evaluate_each("labels", subjects, lambda subject: evaluate_label_curve(subject, dataset))
    curves = [
        AccuracyCurve(
            title=subject.title,
            method=subject.method,
            places=curve.counts.tolist(),
            accuracies=curve.accuracies.tolist(),
            lows=curve.lows.tolist(),
            highs=curve.highs.tolist(),
        )
        for subject, curve in results.items()
    ]
    x_title = N_("labelled training images")
    figure = plot_accuracy_curves(
        curves,
        _(x_title),
        title=_("Linear probe on h, by labels"),
        chance=1 / len(dataset.test.class_names),
    )
    rows = partial(tabulate_accuracy_curves, curves, x_title)
    render_figure(figure, rows, "label_curve", _("Probe accuracy by number of labels"), "label-curve")
    st.caption(
        explain(
            _(
                "The same number of images of each class are labelled. Up to 1,000 labels the line is "
                "the mean of {num_draws} draws of the labelled images and the band goes from the worst "
                "to the best of them; beyond, there is one draw. It does not show how a line of the "
                "[linear probe](term:linear-probe) would shift if the model were trained again."
            ).format(num_draws=NUM_DRAWS)
        )
    )
