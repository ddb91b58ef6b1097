"""One measure against beta, the weight of the KL term, for several methods."""

import math
from collections.abc import Mapping, Sequence
from statistics import fmean
from typing import Any, NamedTuple

import plotly.graph_objects as go

from aavae.figures.dashes import choose_dashes
from aavae.figures.studies.points import DOT_SIZE, Point, keep_look
from aavae.figures.theme import (
    GREY,
    LINE_WIDTH,
    add_message,
    apply_theme,
    get_colour,
    make_translucent,
)
from aavae.language import _


class BetaCurve(NamedTuple):
    """One method's models.

    Attributes:
        title: what people call the method.
        method: decides its colour.
        points: beta -> one point for each seed, in the panel's unit.
    """

    title: str
    method: str
    points: Mapping[float, Sequence[Point]]


def plot_beta_study(
    curves: Sequence[BetaCurve], title: str, *, unit: str = "", is_log: bool = False, height: int = 330
) -> go.Figure:
    """Seeds as dots, their mean as a line, beta on a logarithmic axis that has 0 at its left.

    Args:
        curves: the methods.
        title: the measure, which is the panel's title.
        unit: of the measure, written after the ticks; empty for none.
        is_log: whether the measure needs a logarithmic axis; then values of 0 or less are left out.
        height: in pixels.

    Returns:
        A figure with two traces for each method: the means' line, then the dots.
    """
    curves = [_keep_drawable(curve, is_log) for curve in curves]
    betas = sorted({beta for curve in curves for beta in curve.points})
    places = _place(betas)
    figure = go.Figure()
    for curve, dash in zip(curves, choose_dashes(len(curves)), strict=True):
        if curve.points:
            figure.add_trace(_make_line(curve, places, dash))
            figure.add_trace(_make_dots(curve, places, unit))
    apply_theme(figure, title, height)
    figure.update_xaxes(
        title_text="beta",
        tickvals=[places[beta] for beta in betas],
        ticktext=[f"{beta:g}" for beta in betas],
        tickangle=0,
        range=[-0.4, max(places.values(), default=1.0) + 0.4],
    )
    figure.update_yaxes(ticksuffix=unit, nticks=6, type="log" if is_log else "linear")
    if is_log and _spans_decades(curves):
        # Powers of ten alone: Plotly would otherwise write a 2 and a 5 between them.
        figure.update_yaxes(dtick=1)
    figure.update_layout(showlegend=True, hovermode="closest")
    if not figure.data:
        add_message(figure, _("No models to compare"))
    elif len(betas) > 1 and betas[0] == 0:
        figure.add_vline(x=places[betas[1]] / 2, line={"color": GREY, "width": 1.5, "dash": "dot"})
    return figure


def tabulate_beta_study(
    curves: Sequence[BetaCurve], title: str, *, is_log: bool = False
) -> list[dict[str, Any]]:
    """The means of `plot_beta_study` as rows of a table, and after those of each method, its models."""
    table = []
    for curve in (_keep_drawable(curve, is_log) for curve in curves):
        table += [
            {"series": curve.title, "beta": beta, title: mean} for beta, mean in _compute_means(curve).items()
        ]
        table += [
            {"beta": beta, title: point.value, "label": point.label, "run": point.run}
            for beta, group in curve.points.items()
            for point in group
        ]
    return table


def _keep_drawable(curve: BetaCurve, is_log: bool) -> BetaCurve:
    points = {
        beta: [point for point in group if point.value > 0 or not is_log]
        for beta, group in sorted(curve.points.items())
    }
    return curve._replace(points={beta: group for beta, group in points.items() if group})


def _compute_means(curve: BetaCurve) -> dict[float, float]:
    """Over the seeds, by beta."""
    return {beta: fmean(point.value for point in group) for beta, group in curve.points.items()}


def _spans_decades(curves: Sequence[BetaCurve]) -> bool:
    values = [point.value for curve in curves for group in curve.points.values() for point in group]
    return bool(values) and max(values) >= 100 * min(values)


def _place(betas: Sequence[float]) -> dict[float, float]:
    """Places on the axis, a decade one apart; 0 is one and a half left of the smallest other value."""
    positive = [beta for beta in betas if beta > 0]
    smallest = math.log10(positive[0]) if positive else 0.0
    first = 1.5 if len(positive) < len(betas) else 0.0
    return {beta: first + math.log10(beta) - smallest if beta > 0 else 0.0 for beta in betas}


def _make_line(curve: BetaCurve, places: Mapping[float, float], dash: str) -> go.Scatter:
    return go.Scatter(
        x=[places[beta] for beta in curve.points],
        y=list(_compute_means(curve).values()),
        name=curve.title,
        mode="lines",
        line={"color": get_colour(curve.method), "width": LINE_WIDTH, "dash": dash},
        hoverinfo="skip",
    )


def _make_dots(curve: BetaCurve, places: Mapping[float, float], unit: str) -> go.Scatter:
    points = [(places[beta], point) for beta, group in curve.points.items() for point in group]
    return go.Scatter(
        x=[place for place, __ in points],
        y=[point.value for __, point in points],
        mode="markers",
        marker={"color": make_translucent(get_colour(curve.method), 0.75), "size": DOT_SIZE},
        customdata=[point.run for __, point in points],
        hovertext=[point.label for __, point in points],
        hovertemplate=f"<b>%{{hovertext}}</b><br>%{{y:.4g}}{unit}<extra></extra>",
        showlegend=False,
        **keep_look(),
    )
