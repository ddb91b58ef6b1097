"""Accuracy on each class, for several models."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go

from aavae.figures.dots import SYMBOLS, make_dots, make_spans, tabulate_dots
from aavae.figures.model_values import ModelValues
from aavae.figures.theme import add_message, apply_theme, to_label
from aavae.language import N_, _


def plot_per_class(
    models: Sequence[ModelValues],
    class_names: Sequence[str],
    *,
    title: str = "",
    height: int | None = None,
) -> go.Figure:
    """One row a class, one dot a model; a grey line joins the dots of a class.

    Args:
        models: with their C accuracies, in [0, 1], NaN for a class without images.
        class_names: the C names, the first at the top.
        title: of the figure.
        height: in pixels; None: enough for the classes.

    Returns:
        A figure with one trace a model, in percent, and, below two models or more, one of joining lines.
    """
    num_classes, labels = len(class_names), [to_label(name) for name in class_names]
    figure = go.Figure()
    models = _to_percent(models)
    table = np.array([model.values for model in models]).reshape(len(models), num_classes)
    empty = not np.isfinite(table).any()
    if not empty:
        if len(models) > 1:
            figure.add_trace(make_spans(table))
        for index, model in enumerate(models):
            symbol = SYMBOLS[index % len(SYMBOLS)]
            figure.add_trace(make_dots(model, labels, symbol, hover="%{x:.1f} %"))
    apply_theme(figure, title, height or 130 + 34 * max(num_classes, 4))
    figure.update_xaxes(title_text=_("accuracy"), ticksuffix=" %", range=[0, 102], nticks=6)
    figure.update_yaxes(
        tickvals=list(range(num_classes)),
        ticktext=labels,
        range=[num_classes - 0.5, -0.5],
        ticks="",
    )
    figure.update_layout(showlegend=True, hovermode="closest")
    if empty:
        add_message(figure, _("No accuracies to show"))
    return figure


def tabulate_per_class(models: Sequence[ModelValues], class_names: Sequence[str]) -> list[dict[str, Any]]:
    """The accuracies of `plot_per_class` as rows of a table, in percent."""
    return tabulate_dots(_to_percent(models), class_names, N_("accuracy (%)"))


def _to_percent(models: Sequence[ModelValues]) -> list[ModelValues]:
    return [model._replace(values=100 * np.asarray(model.values, np.float64)) for model in models]
