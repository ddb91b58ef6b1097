"""The representation of one image as bars, one for each of its numbers."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import plotly.graph_objects as go

from aavae.figures.theme import add_message, apply_theme, get_colour
from aavae.language import _


class LatentBars(NamedTuple):
    """One model's standardised representation of an image, D numbers.

    Attributes:
        title: what people read; different for each model of a figure.
        method: decides the colour; grey without one.
        values: (D,); D may differ between models.
        before: (D,), the same of the image that was open before; None: there was none.
    """

    title: str
    method: str
    values: np.ndarray
    before: np.ndarray | None = None


def plot_latent_bars(models: Sequence[LatentBars], *, title: str = "", height_each: int = 130) -> go.Figure:
    """One row of bars a model, all on one axis, which is in standard deviations over images.

    Args:
        models: their bars, the image before as a line over them.
        title: of the figure.
        height_each: of a model's row, in pixels.

    Returns:
        A figure with a bar trace a model, and a line trace for each that has an image before.
    """
    figure = go.Figure()
    figure.set_subplots(rows=max(len(models), 1), cols=1, vertical_spacing=0.08)
    hover = _("number {number}: {value}").format(number="%{x}", value="%{y:.2f}")
    for row, model in enumerate(models, start=1):
        dimensions = np.arange(1, len(model.values) + 1)
        figure.add_trace(
            go.Bar(
                x=dimensions,
                y=model.values,
                name=model.title,
                marker={"color": get_colour(model.method), "line": {"width": 0}},
                hovertemplate=f"<b>{model.title}</b><br>{hover}<extra></extra>",
            ),
            row=row,
            col=1,
        )
        if model.before is not None:
            figure.add_trace(
                go.Scatter(
                    x=dimensions,
                    y=model.before,
                    name=_name_before(model),
                    mode="lines",
                    line={"color": "rgba(127, 127, 127, 0.9)", "width": 1.5, "shape": "hvh"},
                    showlegend=False,
                    hoverinfo="skip",
                ),
                row=row,
                col=1,
            )
    apply_theme(figure, title, 80 + height_each * max(len(models), 1))
    # One scale for all: a model whose numbers are small must look so.
    figure.update_yaxes(matches="y")
    figure.update_layout(bargap=0.15)
    if not models:
        add_message(figure, _("No image is open"))
    return figure


def tabulate_latent_bars(models: Sequence[LatentBars]) -> list[dict[str, Any]]:
    """The numbers of `plot_latent_bars` as rows of a table: x counts them, y is in standard deviations."""
    table = []
    for model in models:
        table += [{"series": model.title, "x": x, "y": y} for x, y in enumerate(model.values, start=1)]
        if model.before is not None:
            name = _name_before(model)
            table += [{"series": name, "x": x, "y": y} for x, y in enumerate(model.before, start=1)]
    return table


def _name_before(model: LatentBars) -> str:
    return _("{title}, the image before").format(title=model.title)
