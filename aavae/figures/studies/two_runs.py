"""One number of two runs while they learn: of one that went wrong, and of the healthy one beside it."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import plotly.graph_objects as go

from aavae.figures.theme import GREY, add_message, apply_theme, get_colour

_FEW = 20
"""Points of a curve, up to which each is marked."""
_WIDTH_OF_FEW, _WIDTH_OF_MANY = 3.5, 2.0
_MOST_RATIO = 20
"""Of the largest to the smallest value, above which the axis is logarithmic."""


class RunCurve(NamedTuple):
    """The values of a run.

    Attributes:
        title: what people call the run.
        x: increasing.
        y: as many, finite.
    """

    title: str
    x: Sequence[float]
    y: Sequence[float]


def plot_two_runs(
    wrong: RunCurve, healthy: RunCurve, method: str, x_title: str, y_title: str, *, height: int = 380
) -> go.Figure:
    """The healthy run as a grey line, the other one dashed and in its method's colour.

    The axis of the values is logarithmic where they lie far apart, and its title says so.

    Args:
        wrong: the run that went wrong.
        healthy: the one beside it.
        method: of both; decides the colour.
        x_title: what lies along x.
        y_title: what is measured, with its unit.
        height: in pixels.

    Returns:
        A figure with two traces, the healthy run's first; with none where both runs have no values.
    """
    figure = go.Figure()
    for curve, colour, dash in ((healthy, GREY, "solid"), (wrong, get_colour(method), "dash")):
        if len(curve.y):
            figure.add_trace(_make_line(curve, colour, dash))
    apply_theme(figure, height=height)
    is_logarithmic = spans_decades(wrong, healthy)
    figure.update_xaxes(title_text=x_title)
    figure.update_yaxes(
        title_text=f"{y_title}, logarithmic" if is_logarithmic else y_title,
        type="log" if is_logarithmic else "linear",
        nticks=7,
    )
    figure.update_layout(showlegend=True, hovermode="x unified")
    if not figure.data:
        add_message(figure, "No values to compare")
    return figure


def spans_decades(wrong: RunCurve, healthy: RunCurve) -> bool:
    """Whether the values lie so far apart that a straight axis would hide the small ones."""
    values = [*wrong.y, *healthy.y]
    return bool(values) and min(values) > 0 and max(values) > _MOST_RATIO * min(values)


def tabulate_two_runs(wrong: RunCurve, healthy: RunCurve, x_title: str, y_title: str) -> list[dict[str, Any]]:
    """The points of `plot_two_runs` as rows of a table."""
    return [
        {"series": curve.title, x_title: x, y_title: y}
        for curve in (healthy, wrong)
        for x, y in zip(curve.x, curve.y, strict=True)
    ]


def _make_line(curve: RunCurve, colour: str, dash: str) -> go.Scatter:
    is_short = len(curve.y) <= _FEW
    return go.Scatter(
        x=list(curve.x),
        y=list(curve.y),
        name=curve.title,
        mode="lines+markers" if is_short else "lines",
        line={"color": colour, "width": _WIDTH_OF_FEW if is_short else _WIDTH_OF_MANY, "dash": dash},
        marker={"size": 8},
    )
