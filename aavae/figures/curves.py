"""A metric of training against the epoch."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

import plotly.graph_objects as go

from aavae.figures.theme import GREY, LINE_WIDTH, add_message, apply_theme, get_class_colour

_MAX_EPOCHS_WITH_MARKERS = 15
_MAX_TICKS = 8
_DASHES = ("solid", "dash", "dot", "dashdot")


def plot_curves(
    histories: Mapping[str, Sequence[Mapping[str, Any]]],
    field: str,
    title: str,
    y_title: str,
    percent: bool = False,
    colours: Mapping[str, str] | None = None,
    height: int = 360,
) -> go.Figure:
    """One line a run; values that are missing, None, NaN or infinite are left out.

    Args:
        histories: run title -> an epoch's metrics a row: "epoch", and `field` itself or inside "parts".
        field: the metric.
        title: of the figure.
        y_title: the metric's name and unit.
        percent: the values are parts in [0, 1]; show them in percent.
        colours: run title -> colour; runs not in it are grey; None: a colour for each run, no method's own.
        height: in pixels.

    Returns:
        A figure with one trace for each run that has a value. Runs of the same colour differ in their dashes.
    """
    figure = go.Figure()
    num_drawn: dict[str, int] = {}
    longest = 0.0
    for index, (run_title, rows) in enumerate(histories.items()):
        colour = get_class_colour(index) if colours is None else colours.get(run_title, GREY)
        points = _get_points(rows, field)
        if not points:
            continue
        longest = max(longest, *(epoch for epoch, _ in points))
        dash = _DASHES[num_drawn.get(colour, 0) % len(_DASHES)]
        num_drawn[colour] = num_drawn.get(colour, 0) + 1
        figure.add_trace(
            go.Scatter(
                x=[epoch for epoch, _ in points],
                y=[100 * value if percent else value for _, value in points],
                name=run_title,
                mode="lines+markers" if len(points) <= _MAX_EPOCHS_WITH_MARKERS else "lines",
                line={"color": colour, "width": LINE_WIDTH, "dash": dash},
                marker={"size": 9},
                hovertemplate="%{y:.1f} %" if percent else "%{y:.4~g}",
            )
        )
    apply_theme(figure, title, height)
    # Whole epochs only: a few epochs would get ticks between them, all with the same rounded label.
    figure.update_xaxes(title_text="epoch", tickformat="d", hoverformat="d", nticks=_MAX_TICKS)
    if longest <= _MAX_TICKS:
        figure.update_xaxes(dtick=1, tick0=0)
    figure.update_yaxes(title_text=y_title, ticksuffix=" %" if percent else "", nticks=6)
    figure.update_layout(
        showlegend=sum(num_drawn.values()) > 1, hovermode="x unified", uirevision=f"{title} {field}"
    )
    if not num_drawn:
        add_message(figure, "No values yet")
    return figure


def _get_points(rows: Sequence[Mapping[str, Any]], field: str) -> list[tuple[int, float]]:
    """Pairs (epoch, value) of the rows that have a finite value."""
    points = []
    for row in rows:
        value = row.get(field)
        if value is None:
            value = (row.get("parts") or {}).get(field)
        if value is not None and math.isfinite(value):
            points.append((row["epoch"], float(value)))
    return points
