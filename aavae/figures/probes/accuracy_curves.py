"""Accuracies of several models along an axis: layers, or numbers of labels."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import plotly.graph_objects as go

from aavae.figures.dashes import choose_dashes
from aavae.figures.theme import (
    LINE_WIDTH,
    add_message,
    apply_theme,
    get_colour,
    make_translucent,
    style_chance,
)
from aavae.formatting import format_count
from aavae.language import N_, _

_ACCURACY = N_("accuracy (%)")


class AccuracyCurve(NamedTuple):
    """One model's line and the band around it.

    Attributes:
        title: the model's name.
        method: decides its colour.
        places: where its points lie: numbers, or some of the figure's names.
        accuracies: in [0, 1], one a place.
        lows: lower edge of the band, in [0, 1].
        highs: upper edge of the band, in [0, 1].
    """

    title: str
    method: str
    places: Sequence[float] | Sequence[str]
    accuracies: Sequence[float]
    lows: Sequence[float]
    highs: Sequence[float]


def plot_accuracy_curves(
    curves: Sequence[AccuracyCurve],
    x_title: str,
    *,
    names: Sequence[str] | None = None,
    title: str = "",
    chance: float | None = None,
    height: int = 460,
) -> go.Figure:
    """One line a model, in percent, with a band from its lows to its highs.

    Args:
        curves: the models.
        x_title: what lies along x, in English.
        names: the places from left to right; None: the places are positive numbers, on a logarithmic axis.
        title: of the figure.
        chance: accuracy of guessing, in [0, 1]: a dashed line, if given.
        height: in pixels.

    Returns:
        A figure with two traces a model: its band, then its line.
    """
    figure = go.Figure()
    dashes = choose_dashes(len(curves))
    for curve, dash in zip(curves, dashes, strict=True):
        figure.add_trace(_make_band(curve))
        figure.add_trace(_make_line(curve, dash))
    apply_theme(figure, title, height)
    figure.update_yaxes(title_text=_("accuracy"), ticksuffix=" %", rangemode="tozero")
    figure.update_xaxes(title_text=_(x_title))
    if names is None:
        ticks = sorted({place for curve in curves for place in curve.places if not isinstance(place, str)})
        figure.update_xaxes(type="log", tickvals=ticks, ticktext=[format_count(tick) for tick in ticks])
    else:
        figure.update_xaxes(type="category", categoryorder="array", categoryarray=list(names))
    figure.update_layout(showlegend=True, hovermode="closest")
    if not curves:
        add_message(figure, _("No models to compare"))
    elif chance is not None:
        figure.add_hline(y=100 * chance, annotation_position="bottom right", **style_chance(chance))
    return figure


def tabulate_accuracy_curves(curves: Sequence[AccuracyCurve], x_title: str) -> list[dict[str, Any]]:
    """The points of `plot_accuracy_curves` as rows of a table, in percent, with the edges of their bands."""
    return [
        {
            "series": curve.title,
            x_title: place,
            _ACCURACY: 100 * accuracy,
            f"{_ACCURACY}, low": 100 * low,
            f"{_ACCURACY}, high": 100 * high,
        }
        for curve in curves
        for place, accuracy, low, high in zip(
            curve.places, curve.accuracies, curve.lows, curve.highs, strict=True
        )
    ]


def _make_band(curve: AccuracyCurve) -> go.Scatter:
    return go.Scatter(
        x=[*curve.places, *reversed(curve.places)],
        y=[100 * value for value in (*curve.highs, *reversed(curve.lows))],
        mode="lines",
        line={"width": 0},
        fill="toself",
        fillcolor=make_translucent(get_colour(curve.method), 0.2),
        legendgroup=curve.title,
        showlegend=False,
        hoverinfo="skip",
    )


def _make_line(curve: AccuracyCurve, dash: str) -> go.Scatter:
    band = _("{low} to {high} %").format(low="%{customdata[0]:.1f}", high="%{customdata[1]:.1f}")
    return go.Scatter(
        x=list(curve.places),
        y=[100 * accuracy for accuracy in curve.accuracies],
        customdata=[(100 * low, 100 * high) for low, high in zip(curve.lows, curve.highs, strict=True)],
        name=curve.title,
        mode="lines+markers",
        line={"color": get_colour(curve.method), "width": LINE_WIDTH, "dash": dash},
        marker={"size": 10},
        legendgroup=curve.title,
        hovertemplate=f"<b>{curve.title}</b><br>%{{x}}: %{{y:.1f}} %<br>{band}<extra></extra>",
    )
