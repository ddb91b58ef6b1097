"""Points of a run's curves, and the curves as a figure that stands still."""

import math
from collections.abc import Mapping, Sequence
from typing import Any, TypeGuard

import plotly.graph_objects as go

from aavae.figures.live.svg_plot import Line
from aavae.figures.theme import LINE_WIDTH, apply_theme


def get_points(
    rows: Sequence[Mapping[str, Any]], field: str, against: str = "epoch"
) -> list[tuple[float, float]]:
    """Pairs of numbers of the rows that have both, finite.

    Args:
        rows: an epoch's metrics each.
        field: the second number: a key of the rows, or of their "parts".
        against: the first number: a key of the rows.
    """
    points = []
    for row in rows:
        parts = row.get("parts")
        value = row.get(field)
        if value is None and isinstance(parts, Mapping):
            value = parts.get(field)
        place = row.get(against)
        if _is_finite(value) and _is_finite(place):
            points.append((place, float(value)))
    return points


def _is_finite(value: Any) -> TypeGuard[float]:
    return isinstance(value, int | float) and math.isfinite(value)


def plot_curves(lines: Sequence[Line], x_title: str, *, title: str = "", unit: str = "") -> go.Figure:
    """The lines of a live plot as a Plotly figure, to look at closely and to save.

    Args:
        lines: what `make_svg_plot` draws.
        x_title: what lies along x.
        title: of the figure.
        unit: after each value of y.

    Returns:
        A figure with one trace a line.
    """
    figure = go.Figure(
        [
            go.Scatter(
                x=line.x,
                y=line.y,
                name=line.name,
                mode="lines+markers",
                line={"color": line.colour, "width": LINE_WIDTH, "dash": _to_plotly(line.dash)},
                marker={"size": 7},
            )
            for line in lines
        ]
    )
    apply_theme(figure, title, 360)
    figure.update_xaxes(title_text=x_title)
    figure.update_yaxes(ticksuffix=unit)
    figure.update_layout(showlegend=True, hovermode="x unified")
    return figure


def tabulate_curves(lines: Sequence[Line], x_title: str) -> list[dict[str, Any]]:
    """The points of `plot_curves` as rows of a table."""
    return [
        {"series": line.name, x_title: x, "y": y}
        for line in lines
        for x, y in zip(line.x, line.y, strict=True)
    ]


def _to_plotly(dash: str) -> str:
    return ",".join(f"{length}px" for length in dash.split()) or "solid"
