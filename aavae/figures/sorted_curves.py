"""Numbers of several models from the largest to the smallest, such as one for each latent."""

import math
from collections.abc import Mapping

import numpy as np
import plotly.graph_objects as go

from aavae.figures.dashes import choose_dashes
from aavae.figures.theme import GREY, LINE_WIDTH, TEXT_SIZE, add_message, apply_theme, get_colour


def plot_sorted_curves(
    values: Mapping[str, np.ndarray],
    methods: Mapping[str, str],
    x_title: str,
    y_title: str,
    title: str = "",
    log_x: bool = False,
    log_y: bool = False,
    threshold: float | None = None,
    threshold_text: str = "",
    height: int = 440,
) -> go.Figure:
    """One falling line a model.

    Args:
        values: model title -> (D,), in any order; D may differ between models.
        methods: model title -> method, which decides the colour; models not in it are grey.
        x_title: what is counted along x, from 1.
        y_title: what the values are.
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
    dashes = choose_dashes([methods.get(name, "") for name in values])
    for dash, (name, unsorted) in zip(dashes, values.items(), strict=True):
        falling = np.sort(unsorted[unsorted > 0] if log_y else unsorted)[::-1]
        figure.add_trace(
            go.Scatter(
                x=np.arange(1, len(falling) + 1),
                y=falling,
                name=name,
                mode="lines",
                line={"color": get_colour(methods.get(name, "")), "width": LINE_WIDTH, "dash": dash},
                hovertemplate="%{y:.3g}",
            )
        )
    apply_theme(figure, title, height)
    figure.update_xaxes(title_text=x_title)
    figure.update_yaxes(title_text=y_title)
    # Powers of ten alone: Plotly's own ticks in between are bare digits.
    if log_x:
        figure.update_xaxes(type="log", dtick=1)
    if log_y:
        figure.update_yaxes(type="log", dtick=1, exponentformat="power")
    else:
        figure.update_yaxes(rangemode="tozero")
    figure.update_layout(showlegend=True, hovermode="x unified")
    if not values:
        add_message(figure, "No models to compare")
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
