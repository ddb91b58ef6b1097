"""Accuracy on each class, for several models."""

from collections.abc import Mapping, Sequence

import numpy as np
import plotly.graph_objects as go

from aavae.figures.theme import GREY, add_message, apply_theme, get_colour, make_translucent

_SYMBOLS = ("circle", "square", "diamond", "triangle-up", "cross", "star")


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
            figure.add_trace(_make_spans(100 * values))
        for index, model_title in enumerate(accuracies):
            figure.add_trace(
                _make_dots(
                    100 * values[index],
                    class_names,
                    model_title,
                    get_colour(methods.get(model_title, "")),
                    _SYMBOLS[index % len(_SYMBOLS)],
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


def _make_spans(percent: np.ndarray) -> go.Scatter:
    """For each class with a value, a line from the lowest model's accuracy to the highest one's."""
    x: list[float | None] = []
    y: list[int | None] = []
    for label, column in enumerate(percent.T):
        finite = column[np.isfinite(column)]
        if len(finite):
            x += [float(finite.min()), float(finite.max()), None]
            y += [label, label, None]
    return go.Scatter(
        x=x,
        y=y,
        mode="lines",
        line={"color": make_translucent(GREY, 0.5), "width": 4},
        showlegend=False,
        hoverinfo="skip",
    )


def _make_dots(
    percent: np.ndarray, class_names: Sequence[str], name: str, colour: str, symbol: str
) -> go.Scatter:
    labels = np.flatnonzero(np.isfinite(percent))
    return go.Scatter(
        x=percent[labels],
        y=labels,
        customdata=np.array(class_names, dtype=object)[labels],
        name=name,
        mode="markers",
        marker={"color": colour, "symbol": symbol, "size": 14},
        hovertemplate=f"<b>{name}</b><br>%{{customdata}}: %{{x:.1f}} %<extra></extra>",
    )
