"""Which layer shows the classes most plainly?"""

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


def render_layers(subjects: Sequence[Subject], dataset: Dataset) -> None:
    """Accuracy of a linear probe of each layer."""
    load("results")
    from aavae.evaluation.probes.layers import evaluate_layers

    results = evaluate_each("layers", subjects, lambda subject: evaluate_layers(subject, dataset))
    curves = [
        AccuracyCurve(
            title=subject.title,
            method=subject.method,
            places=[_name_layer(name) for name in probes.names],
            accuracies=probes.accuracies.tolist(),
            lows=probes.lows.tolist(),
            highs=probes.highs.tolist(),
        )
        for subject, probes in results.items()
    ]
    x_title = N_("layer, from the image to the latents")
    figure = plot_accuracy_curves(
        curves,
        _(x_title),
        names=[_name_layer(name) for name in order_layers([probes.names for probes in results.values()])],
        title=_("Linear probe of each layer"),
        chance=1 / len(dataset.test.class_names),
    )
    rows = partial(tabulate_accuracy_curves, curves, x_title)
    render_figure(figure, rows, "layers", _("Probe accuracy of each layer and model"), "layers")
    st.caption(
        explain(
            _(
                "A [linear classifier](term:linear-probe) on each layer's output: the "
                "[encoder](term:encoder)'s stages, [h](term:h), the hidden layer of the head, [mu](term:mu) "
                "and [z](term:z). Maps are averaged over the image, so it does not show what a layer knows "
                "of where things are, and a layer with few channels looks poor. The band is the 95 % "
                "[interval](term:confidence-interval) over test images."
            )
        )
    )


def _name_layer(name: str) -> str:
    """A layer as people read it; what another software's file calls its layers stays."""
    kind, _space, number = name.partition(" ")
    if kind == "stage" and number.isdecimal():
        return _("stage {number}").format(number=number)
    return {"stem": _("stem"), "head": _("head")}.get(name, name)


def order_layers(paths: Sequence[Sequence[str]]) -> list[str]:
    """The layers of all models, in an order that agrees with each model's own.

    Args:
        paths: the layers of each model in the order in which an image passes them.
    """
    order: list[str] = []
    for path in paths:
        at = 0
        for name in path:
            if name in order:
                at = order.index(name) + 1
            else:
                order.insert(at, name)
                at += 1
    return order
