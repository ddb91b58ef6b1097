"""Accuracy against the images that a training saw, for several methods, beside a published figure."""

import math
from collections.abc import Mapping, Sequence
from statistics import fmean
from typing import Any, NamedTuple

import plotly.graph_objects as go

from aavae.figures.dashes import choose_dashes
from aavae.figures.studies.points import DOT_SIZE, Point, keep_look
from aavae.figures.theme import (
    LINE_WIDTH,
    TEXT_SIZE,
    add_message,
    apply_theme,
    get_colour,
    make_translucent,
)
from aavae.language import N_, _

_X_TITLE = N_("training images seen")
_Y_TITLE = N_("linear probe on h, %")
_TICKS = {1e6: N_("1 M"), 1e7: N_("10 M"), 1e8: N_("100 M")}
_MARGIN = 1.6
"""Factor by which the axis goes on beyond the first and the last point."""


class LengthCurve(NamedTuple):
    """One method's models.

    Attributes:
        title: what people call the method.
        method: decides its colour.
        points: training images seen -> one point for each seed, in percent.
    """

    title: str
    method: str
    points: Mapping[int, Sequence[Point]]


class PublishedPoint(NamedTuple):
    """What somebody else reached.

    Attributes:
        title: what people read beside it.
        method: decides its colour.
        images_seen: in its training.
        accuracy: in percent.
    """

    title: str
    method: str
    images_seen: int
    accuracy: float


def plot_lengths(
    curves: Sequence[LengthCurve],
    published: PublishedPoint | None = None,
    *,
    title: str = "",
    height: int = 420,
) -> go.Figure:
    """Seeds as dots, their mean as a line, images seen on a logarithmic axis.

    Args:
        curves: the methods.
        published: a star of its own, which no line leads to: it is of another encoder.
        title: of the figure.
        height: in pixels.

    Returns:
        A figure with two traces for each method, the means' line, then the dots; then the star.
    """
    curves = [curve for curve in curves if curve.points]
    figure = go.Figure()
    for curve, dash in zip(curves, choose_dashes(len(curves)), strict=True):
        figure.add_trace(_make_line(curve, dash))
        figure.add_trace(_make_dots(curve))
    if curves and published is not None:
        figure.add_trace(_make_star(published))
    apply_theme(figure, title, height)
    figure.update_xaxes(
        title_text=_(_X_TITLE),
        type="log",
        tickvals=list(_TICKS),
        ticktext=[_(text) for text in _TICKS.values()],
    )
    figure.update_yaxes(title_text=_(_Y_TITLE), nticks=7)
    figure.update_layout(showlegend=True, hovermode="closest")
    if curves:
        _set_range(figure, curves, published)
    else:
        add_message(figure, _("No models to compare"))
    return figure


def tabulate_lengths(
    curves: Sequence[LengthCurve], published: PublishedPoint | None = None
) -> list[dict[str, Any]]:
    """The means of `plot_lengths` as rows of a table, each method's models after them; then the star."""
    table = []
    for curve in curves:
        table += [
            {"series": curve.title, _X_TITLE: seen, _Y_TITLE: mean}
            for seen, mean in _compute_means(curve).items()
        ]
        table += [
            {_X_TITLE: seen, _Y_TITLE: point.value, "label": point.label, "run": point.run}
            for seen, group in sorted(curve.points.items())
            for point in group
        ]
    if table and published is not None:
        table.append(
            {"series": published.title, _X_TITLE: published.images_seen, _Y_TITLE: published.accuracy}
        )
    return table


def _compute_means(curve: LengthCurve) -> dict[int, float]:
    """Over the seeds, by images seen."""
    return {seen: fmean(point.value for point in group) for seen, group in sorted(curve.points.items())}


def _make_line(curve: LengthCurve, dash: str) -> go.Scatter:
    means = _compute_means(curve)
    return go.Scatter(
        x=list(means),
        y=list(means.values()),
        name=curve.title,
        mode="lines",
        line={"color": get_colour(curve.method), "width": LINE_WIDTH, "dash": dash},
        hoverinfo="skip",
    )


def _make_dots(curve: LengthCurve) -> go.Scatter:
    points = [(seen, point) for seen, group in sorted(curve.points.items()) for point in group]
    return go.Scatter(
        x=[seen for seen, __ in points],
        y=[point.value for __, point in points],
        mode="markers",
        marker={"color": make_translucent(get_colour(curve.method), 0.75), "size": DOT_SIZE},
        customdata=[point.run for __, point in points],
        hovertext=[point.label for __, point in points],
        hovertemplate=_write_hover(),
        showlegend=False,
        **keep_look(),
    )


def _make_star(published: PublishedPoint) -> go.Scatter:
    return go.Scatter(
        x=[published.images_seen],
        y=[published.accuracy],
        mode="markers+text",
        marker={"symbol": "star", "color": get_colour(published.method), "size": DOT_SIZE + 5},
        text=[f"{published.title}  "],
        # To the left: the star stands at the right end of the axis, on a phone too.
        textposition="middle left",
        textfont={"size": TEXT_SIZE - 1},
        hovertext=[published.title],
        hovertemplate=_write_hover(),
        showlegend=False,
        cliponaxis=False,
    )


def _write_hover() -> str:
    text = _("{accuracy} %, {count} images seen").format(accuracy="%{y:.1f}", count="%{x:,}")
    return f"<b>%{{hovertext}}</b><br>{text}<extra></extra>"


def _set_range(figure: go.Figure, curves: Sequence[LengthCurve], published: PublishedPoint | None) -> None:
    """Room beyond the first and the last point; Plotly's own range of a log axis leaves out the text."""
    seen = [number for curve in curves for number in curve.points]
    ends = [*seen, *([published.images_seen] if published is not None else [])]
    figure.update_xaxes(range=[math.log10(min(ends) / _MARGIN), math.log10(max(ends) * _MARGIN)])
