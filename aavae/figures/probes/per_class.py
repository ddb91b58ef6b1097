"""Accuracy on each class, for several models."""

from collections.abc import Mapping, Sequence

import numpy as np
import plotly.graph_objects as go

from aavae.figures.dots import SYMBOLS, make_dots, make_spans
from aavae.figures.theme import add_message, apply_theme, get_colour


def plot_per_class(
    accuracies: Mapping[str, np.ndarray],
    class_names: Sequence[str],
    methods: Mapping[str, str],
    title: str = "",
    height: int | None = None,
) -> go.Figure:
    """One row a class, one dot a model; a grey line joins the dots of a class.

    Args:
        accuracies: model title -> (C,), accuracy in [0, 1] on each class, NaN for a class without images.
        class_names: the C names, the first at the top.
        methods: model title -> method, which decides the colour; models not in it are grey.
        title: of the figure.
        height: in pixels; None: enough for the classes.

    Returns:
        A figure with one trace a model, in percent, and, below two models or more, one of joining lines.
    """
    num_classes = len(class_names)
    figure = go.Figure()
    values = np.array([*accuracies.values()], dtype=np.float64).reshape(len(accuracies), num_classes)
    empty = not np.isfinite(values).any()
    if not empty:
        if len(values) > 1:
            figure.add_trace(make_spans(100 * values))
        for index, model_title in enumerate(accuracies):
            figure.add_trace(
                make_dots(
                    100 * values[index],
                    class_names,
                    model_title,
                    get_colour(methods.get(model_title, "")),
                    SYMBOLS[index % len(SYMBOLS)],
                    "%{x:.1f} %",
                )
            )
    apply_theme(figure, title, height or 130 + 34 * max(num_classes, 4))
    figure.update_xaxes(title_text="accuracy", ticksuffix=" %", range=[0, 102], nticks=6)
    figure.update_yaxes(
        tickvals=list(range(num_classes)),
        ticktext=list(class_names),
        range=[num_classes - 0.5, -0.5],
        ticks="",
    )
    figure.update_layout(showlegend=True, hovermode="closest")
    if empty:
        add_message(figure, "No accuracies to show")
    return figure
