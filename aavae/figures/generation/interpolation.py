"""How far each step of a path moves, for several models."""

from collections.abc import Mapping

import numpy as np
import plotly.graph_objects as go

from aavae.figures.dashes import choose_dashes
from aavae.figures.theme import LINE_WIDTH, add_message, apply_theme, get_colour


def plot_steps(
    distances: Mapping[str, np.ndarray],
    methods: Mapping[str, str],
    x_title: str,
    y_title: str,
    title: str = "",
    height: int = 360,
) -> go.Figure:
    """One line a model: the length of each step, above the middle of the step.

    Args:
        distances: model title -> (S,), the lengths of its steps of equal parts of the path, in order.
        methods: model title -> method, which decides the colour; models not in it are grey.
        x_title: what goes from 0 to 1 along the path.
        y_title: what the lengths are.
        title: of the figure.
        height: in pixels.

    Returns:
        A figure with one trace a model.
    """
    figure = go.Figure()
    dashes = choose_dashes([methods.get(name, "") for name in distances])
    for dash, (name, lengths) in zip(dashes, distances.items(), strict=True):
        figure.add_trace(
            go.Scatter(
                x=(np.arange(len(lengths)) + 0.5) / max(len(lengths), 1),
                y=lengths,
                name=name,
                mode="lines+markers",
                line={"color": get_colour(methods.get(name, "")), "width": LINE_WIDTH, "dash": dash},
                marker={"size": 9},
                hovertemplate="%{y:.3g}",
            )
        )
    apply_theme(figure, title, height)
    figure.update_xaxes(title_text=x_title, range=[0, 1])
    figure.update_yaxes(title_text=y_title, rangemode="tozero")
    figure.update_layout(showlegend=True, hovermode="x unified")
    if not distances:
        add_message(figure, "No models to compare")
    return figure
