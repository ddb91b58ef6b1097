"""All combinations of some switches, with what each reaches."""

from collections.abc import Mapping, Sequence
from statistics import fmean
from typing import Any, NamedTuple

import plotly.graph_objects as go

from aavae.figures.studies.points import DOT_SIZE, Point, keep_look
from aavae.figures.theme import (
    GREY,
    TEXT_SIZE,
    add_message,
    apply_theme,
    get_colour,
    make_translucent,
)
from aavae.language import N_, _

_ROW_HEIGHT = 46
_SWITCHES_WIDTH = 0.32
_GAP = 0.06
_COLUMN = N_("linear-probe accuracy (%)")


class AblationCell(NamedTuple):
    """One combination of the switches.

    Attributes:
        title: what people call it.
        method: decides its colour.
        switches: name -> whether it is on; the same names in the same order in every cell.
        points: one for each seed, accuracies in [0, 1].
    """

    title: str
    method: str
    switches: Mapping[str, bool]
    points: Sequence[Point]


def plot_ablation(cells: Sequence[AblationCell]) -> go.Figure:
    """A row for each combination, the best at the top: its switches, then its accuracies.

    A switch that does the work shows as a column whose filled circles are all at one end. There is no title:
    the names of the switches need its place.

    Args:
        cells: in any order; those without a point are left out.

    Returns:
        A figure whose first trace holds the switches; then follow the seeds' dots and the mean of each cell,
        in percent.
    """
    rows = _order(cells)
    figure = go.Figure()
    names = list(rows[0].switches) if rows else []
    if rows:
        figure.add_trace(_make_switches(rows))
    for index, cell in enumerate(rows):
        figure.add_trace(_make_dots(cell, index))
        figure.add_trace(_make_mean(cell, index))
    # Before the theme, which dresses the axes that are there.
    figure.update_layout(
        showlegend=False,
        hovermode="closest",
        xaxis={
            "domain": [0, _SWITCHES_WIDTH],
            "side": "top",
            "tickvals": list(range(len(names))),
            "ticktext": names,
            "range": [-0.6, len(names) - 0.4],
            "showgrid": False,
        },
        xaxis2={
            "domain": [_SWITCHES_WIDTH + _GAP, 1],
            "anchor": "y",
            "title": {"text": _("linear-probe accuracy")},
            "ticksuffix": " %",
            "nticks": 4,
            "range": _compute_range(rows),
        },
    )
    apply_theme(figure, height=150 + _ROW_HEIGHT * max(len(rows), 3))
    figure.update_yaxes(
        tickvals=list(range(len(rows))),
        ticktext=[cell.title for cell in rows],
        range=[len(rows) - 0.5, -0.5],
        ticks="",
    )
    if not rows:
        add_message(figure, _("No models to compare"))
    return figure


def tabulate_ablation(cells: Sequence[AblationCell]) -> list[dict[str, Any]]:
    """The switches and the seeds' dots of `plot_ablation` as rows of a table, in percent."""
    rows = _order(cells)
    switches = [
        {"linear-probe accuracy": switch, "name": cell.title} for cell in rows for switch in cell.switches
    ]
    return switches + [
        {
            "name": cell.title,
            _COLUMN: 100 * point.value,
            "label": point.label,
            "run": point.run,
        }
        for cell in rows
        for point in cell.points
    ]


def _order(cells: Sequence[AblationCell]) -> list[AblationCell]:
    """The cells that have a point, the best first."""
    return sorted((cell for cell in cells if cell.points), key=_compute_mean, reverse=True)


def _compute_mean(cell: AblationCell) -> float:
    return fmean(point.value for point in cell.points)


def _compute_range(rows: Sequence[AblationCell]) -> tuple[float, float]:
    """In percent, with room at the right for the means' numbers."""
    values = [100 * point.value for cell in rows for point in cell.points]
    low, high = min(values, default=0.0), max(values, default=100.0)
    span = max(high - low, 1.0)
    return low - 0.08 * span, high + 0.45 * span


def _make_switches(rows: Sequence[AblationCell]) -> go.Scatter:
    faint = make_translucent(GREY, 0.5)
    states = [
        (column, index, name, on)
        for index, cell in enumerate(rows)
        for column, (name, on) in enumerate(cell.switches.items())
    ]
    return go.Scatter(
        x=[column for column, __, __, __ in states],
        y=[index for __, index, __, __ in states],
        mode="markers",
        marker={
            "symbol": ["circle" if on else "circle-open" for __, __, __, on in states],
            "color": [GREY if on else faint for __, __, __, on in states],
            "size": 16,
            "line": {"width": 2, "color": GREY},
        },
        text=[(_("{name}: on") if on else _("{name}: off")).format(name=name) for __, __, name, on in states],
        hovertemplate="%{text}<extra></extra>",
    )


def _make_dots(cell: AblationCell, index: int) -> go.Scatter:
    return go.Scatter(
        x=[100 * point.value for point in cell.points],
        y=[index] * len(cell.points),
        xaxis="x2",
        mode="markers",
        marker={"color": make_translucent(get_colour(cell.method), 0.75), "size": DOT_SIZE},
        customdata=[point.run for point in cell.points],
        hovertext=[point.label for point in cell.points],
        hovertemplate="<b>%{hovertext}</b><br>%{x:.1f} %<extra></extra>",
        **keep_look(),
    )


def _make_mean(cell: AblationCell, index: int) -> go.Scatter:
    """A bar at the mean, its number beyond the last dot."""
    mean = 100 * _compute_mean(cell)
    highest = 100 * max(point.value for point in cell.points)
    return go.Scatter(
        x=[mean, highest],
        y=[index, index],
        xaxis="x2",
        mode="markers+text",
        marker={
            "symbol": "line-ns",
            "size": [28, 0],
            "line": {"width": [4, 0], "color": get_colour(cell.method)},
        },
        # The spaces keep the number off the dot.
        text=["", f"   <b>{mean:.1f}</b>"],
        textposition="middle right",
        textfont={"size": TEXT_SIZE + 1},
        cliponaxis=False,
        hoverinfo="skip",
    )
