"""The representation of one image as bars, one for each of its numbers."""

from collections.abc import Mapping

import numpy as np
import plotly.graph_objects as go

from aavae.figures.theme import add_message, apply_theme, get_colour


def plot_latent_bars(
    values: Mapping[str, np.ndarray],
    methods: Mapping[str, str],
    title: str = "",
    other: Mapping[str, np.ndarray] | None = None,
    height_each: int = 130,
) -> go.Figure:
    """One row of bars a model, all on one axis, which is in standard deviations over images.

    Args:
        values: model title -> (D,), the image's standardised representation; D may differ between models.
        methods: model title -> method, which decides the colour; models not in it are grey.
        title: of the figure.
        other: the same of another image, drawn as a line over the bars, or none.
        height_each: of a model's row, in pixels.

    Returns:
        A figure with a bar trace a model, and a line trace for each that has another image.
    """
    figure = go.Figure()
    figure.set_subplots(rows=max(len(values), 1), cols=1, vertical_spacing=0.08)
    for row, (name, numbers) in enumerate(values.items(), start=1):
        dimensions = np.arange(1, len(numbers) + 1)
        colour = get_colour(methods.get(name, ""))
        figure.add_trace(
            go.Bar(
                x=dimensions,
                y=numbers,
                name=name,
                marker={"color": colour, "line": {"width": 0}},
                hovertemplate=f"<b>{name}</b><br>number %{{x}}: %{{y:.2f}}<extra></extra>",
            ),
            row=row,
            col=1,
        )
        if other is not None and name in other:
            figure.add_trace(
                go.Scatter(
                    x=dimensions,
                    y=other[name],
                    name=f"{name}, the image before",
                    mode="lines",
                    line={"color": "rgba(127, 127, 127, 0.9)", "width": 1.5, "shape": "hvh"},
                    showlegend=False,
                    hoverinfo="skip",
                ),
                row=row,
                col=1,
            )
    apply_theme(figure, title, 80 + height_each * max(len(values), 1))
    # One scale for all: a model whose numbers are small must look so.
    figure.update_yaxes(matches="y")
    figure.update_layout(bargap=0.15)
    if not values:
        add_message(figure, "No image is open")
    return figure
