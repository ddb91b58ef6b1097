"""Numbers of several models from the largest to the smallest, such as one for each latent."""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go

from aavae.figures.dashes import choose_dashes
from aavae.figures.model_values import ModelValues
from aavae.figures.theme import GREY, LINE_WIDTH, TEXT_SIZE, add_message, apply_theme, get_colour
from aavae.language import _


def plot_sorted_curves(
    models: Sequence[ModelValues],
    x_title: str,
    y_title: str,
    *,
    title: str = "",
    log_x: bool = False,
    log_y: bool = False,
    threshold: float | None = None,
    threshold_text: str = "",
    height: int = 440,
) -> go.Figure:
    """One falling line a model.

    Args:
        models: their values in any order, how many may differ.
        x_title: what is counted along x, from 1, in English.
        y_title: what the values are, in English.
        title: of the figure.
        log_x: whether x is logarithmic.
        log_y: whether y is logarithmic; values that are not positive are then left out.
        threshold: a dashed line at this value, if given.
        threshold_text: written at that line.
        height: in pixels.

    Returns:
        A figure with one trace a model.
    """
    figure = go.Figure()
    dashes = choose_dashes(len(models))
    for dash, model in zip(dashes, models, strict=True):
        falling = _sort(model.values, log_y)
        figure.add_trace(
            go.Scatter(
                x=np.arange(1, len(falling) + 1),
                y=falling,
                name=model.title,
                mode="lines",
                line={"color": get_colour(model.method), "width": LINE_WIDTH, "dash": dash},
                hovertemplate="%{y:.3g}",
            )
        )
    apply_theme(figure, title, height)
    figure.update_xaxes(title_text=_(x_title))
    figure.update_yaxes(title_text=_(y_title))
    # Powers of ten alone: Plotly's own ticks in between are bare digits.
    if log_x:
        figure.update_xaxes(type="log", dtick=1)
    if log_y:
        figure.update_yaxes(type="log", dtick=1, exponentformat="power")
    else:
        figure.update_yaxes(rangemode="tozero")
    figure.update_layout(showlegend=True, hovermode="x unified")
    if not models:
        add_message(figure, _("No models to compare"))
    elif threshold is not None:
        figure.add_hline(y=threshold, line={"color": GREY, "width": 2, "dash": "dash"})
        figure.add_annotation(
            text=threshold_text,
            font={"size": TEXT_SIZE - 1},
            x=1,
            xref="x domain",
            xanchor="right",
            # On a logarithmic axis, unlike a line, a note is placed by its logarithm.
            y=math.log10(threshold) if log_y else threshold,
            yanchor="bottom",
            showarrow=False,
        )
    return figure


def tabulate_sorted_curves(
    models: Sequence[ModelValues], x_title: str, y_title: str, *, log_y: bool = False
) -> list[dict[str, Any]]:
    """The lines of `plot_sorted_curves` as rows of a table."""
    return [
        {"series": model.title, x_title: place, y_title: value}
        for model in models
        for place, value in enumerate(_sort(model.values, log_y), start=1)
    ]


def _sort(values: np.ndarray, log_y: bool) -> np.ndarray:
    """The values that are drawn, the largest first."""
    return np.sort(values[values > 0] if log_y else values)[::-1]
