"""How far each step of a path moves, for several models."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go

from aavae.figures.dashes import choose_dashes
from aavae.figures.model_values import ModelValues
from aavae.figures.theme import LINE_WIDTH, add_message, apply_theme, get_colour
from aavae.language import _


def plot_steps(
    models: Sequence[ModelValues],
    x_title: str,
    y_title: str,
    *,
    title: str = "",
    height: int = 360,
) -> go.Figure:
    """One line a model: the length of each step, above the middle of the step.

    Args:
        models: with the lengths of their steps of equal parts of the path, in order.
        x_title: what goes from 0 to 1 along the path, in English.
        y_title: what the lengths are, in English.
        title: of the figure.
        height: in pixels.

    Returns:
        A figure with one trace a model.
    """
    figure = go.Figure()
    dashes = choose_dashes(len(models))
    for dash, model in zip(dashes, models, strict=True):
        figure.add_trace(
            go.Scatter(
                x=_find_middles(model),
                y=model.values,
                name=model.title,
                mode="lines+markers",
                line={"color": get_colour(model.method), "width": LINE_WIDTH, "dash": dash},
                marker={"size": 9},
                hovertemplate="%{y:.3g}",
            )
        )
    apply_theme(figure, title, height)
    figure.update_xaxes(title_text=_(x_title), range=[0, 1])
    figure.update_yaxes(title_text=_(y_title), rangemode="tozero")
    figure.update_layout(showlegend=True, hovermode="x unified")
    if not models:
        add_message(figure, _("No models to compare"))
    return figure


def tabulate_steps(models: Sequence[ModelValues], x_title: str, y_title: str) -> list[dict[str, Any]]:
    """The steps of `plot_steps` as rows of a table, at their middles."""
    return [
        {"series": model.title, x_title: middle, y_title: length}
        for model in models
        for middle, length in zip(_find_middles(model), model.values, strict=True)
    ]


def _find_middles(model: ModelValues) -> np.ndarray:
    """Of each step, as a part of the path."""
    count = len(model.values)
    return (np.arange(count) + 0.5) / max(count, 1)
