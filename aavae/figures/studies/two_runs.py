"""One number of two runs while they learn: of one that went wrong, and of the healthy one beside it."""

import math
from collections.abc import Sequence
from typing import Any, NamedTuple

import plotly.graph_objects as go

from aavae.figures.description import format_number
from aavae.figures.theme import GREY, add_message, apply_theme, get_colour
from aavae.language import _

_FEW = 20
"""Points of a curve, up to which each is marked."""
_WIDTH_OF_FEW, _WIDTH_OF_MANY = 3.5, 2.0
_MOST_RATIO = 20
"""Of the largest to the smallest value, above which the axis is logarithmic."""


_MANY_RATIO = 1_000
"""Of the same, from which only powers of ten are marked."""


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
        x_title: what lies along x; English, marked for translation.
        y_title: what is measured, with its unit; English, marked for translation.
        height: in pixels.

    Returns:
        A figure with two traces, the healthy run's first; with none where both runs have no values.
    """
    figure = go.Figure()
    for curve, colour, is_healthy in ((healthy, GREY, True), (wrong, get_colour(method), False)):
        if len(curve.y):
            figure.add_trace(_make_line(curve, colour, is_healthy))
    apply_theme(figure, height=height)
    is_logarithmic = spans_decades(wrong, healthy)
    figure.update_xaxes(title_text=_(x_title), tickformat=",d", nticks=4)
    if is_logarithmic:
        ticks = _list_ticks([*wrong.y, *healthy.y])
        figure.update_yaxes(
            title_text=_("{title}, logarithmic").format(title=_(y_title)),
            type="log",
            tickvals=ticks,
            ticktext=[format_number(tick) for tick in ticks],
        )
    else:
        figure.update_yaxes(title_text=_(y_title), type="linear", tickformat=",", nticks=7)
    figure.update_layout(showlegend=True, hovermode="x unified")
    if not figure.data:
        add_message(figure, _("No values to compare"))
    return figure


def spans_decades(wrong: RunCurve, healthy: RunCurve) -> bool:
    """Whether the values lie so far apart that a straight axis would hide the small ones."""
    values = [*wrong.y, *healthy.y]
    return bool(values) and min(values) > 0 and max(values) > _MOST_RATIO * min(values)


def _list_ticks(values: Sequence[float]) -> list[float]:
    """Round numbers of a logarithmic axis: Plotly writes those between the powers of ten as one digit."""
    low, high = min(values), max(values)
    digits = (1, 2, 5) if high < _MANY_RATIO * low else (1,)
    powers = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    return [float(f"{digit}e{power}") for power in powers for digit in digits]


def tabulate_two_runs(wrong: RunCurve, healthy: RunCurve, x_title: str, y_title: str) -> list[dict[str, Any]]:
    """The points of `plot_two_runs` as rows of a table, whose columns have English names."""
    return [
        {"series": curve.title, x_title: x, y_title: y}
        for curve in (healthy, wrong)
        for x, y in zip(curve.x, curve.y, strict=True)
    ]


def _make_line(curve: RunCurve, colour: str, is_healthy: bool) -> go.Scatter:
    is_short = len(curve.y) <= _FEW
    return go.Scatter(
        x=list(curve.x),
        y=list(curve.y),
        name=curve.title,
        mode="lines+markers" if is_short else "lines",
        line={
            "color": colour,
            "width": _WIDTH_OF_FEW if is_short else _WIDTH_OF_MANY,
            "dash": "solid" if is_healthy else "dash",
        },
        marker={"size": 8},
        # Above the other one, whose steps may jump so much that they would hide it.
        zorder=int(is_healthy),
    )
