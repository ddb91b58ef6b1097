"""Accuracies of several models, with their intervals."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import plotly.graph_objects as go

from aavae.figures.theme import (
    GREY,
    TEXT_SIZE,
    add_message,
    apply_theme,
    get_colour,
    make_translucent,
    style_chance,
)
from aavae.language import N_, _

_ACCURACY = N_("accuracy (%)")


class AccuracyBar(NamedTuple):
    """One bar.

    Attributes:
        title: written to the left of the bar.
        method: decides its colour.
        accuracy: in [0, 1].
        low: lower end of the 95 % interval, in [0, 1].
        high: upper end of the 95 % interval, in [0, 1].
        muted: drawn faint, for a baseline.
    """

    title: str
    method: str
    accuracy: float
    low: float
    high: float
    muted: bool = False


def plot_accuracy(
    bars: Sequence[AccuracyBar], *, title: str = "", chance: float | None = None, height: int | None = None
) -> go.Figure:
    """Horizontal bars from top to bottom, the accuracy in percent at each one's end.

    Args:
        bars: the first at the top.
        title: of the figure.
        chance: accuracy of guessing, in [0, 1]: a dashed line, if given.
        height: in pixels; None: enough for the bars.

    Returns:
        A figure with the bars as its first trace, in percent, and their values as text in its second.
    """
    figure = go.Figure()
    if bars:
        figure.add_trace(_make_bars(bars))
        figure.add_trace(_make_values(bars))
    apply_theme(figure, title, height or 130 + 46 * max(len(bars), 3))
    largest = max((bar.high for bar in bars), default=1.0)
    # Room at the right for the values.
    figure.update_xaxes(
        title_text=_("accuracy"), ticksuffix=" %", range=[0, 100 * 1.45 * max(largest, 0.05)], nticks=6
    )
    figure.update_yaxes(
        tickvals=list(range(len(bars))),
        ticktext=[bar.title for bar in bars],
        range=[len(bars) - 0.5, -0.5],
        showgrid=False,
        ticks="",
    )
    figure.update_layout(showlegend=False, bargap=0.3)
    if not bars:
        add_message(figure, _("No models to compare"))
    elif chance is not None:
        figure.add_vline(x=100 * chance, annotation_position="top", **style_chance(chance))
    return figure


def tabulate_accuracy(bars: Sequence[AccuracyBar]) -> list[dict[str, Any]]:
    """The bars of `plot_accuracy` as rows of a table, in percent."""
    return [
        {
            _ACCURACY: 100 * bar.accuracy,
            "name": bar.title,
            f"{_ACCURACY}, low": 100 * bar.low,
            f"{_ACCURACY}, high": 100 * bar.high,
        }
        for bar in bars
    ]


def _make_bars(bars: Sequence[AccuracyBar]) -> go.Bar:
    interval = _("95 % interval {low} to {high} %").format(
        low="%{customdata[1]:.1f}", high="%{customdata[2]:.1f}"
    )
    return go.Bar(
        x=[100 * bar.accuracy for bar in bars],
        y=list(range(len(bars))),
        orientation="h",
        marker={
            "color": [make_translucent(get_colour(bar.method), 0.5 if bar.muted else 1) for bar in bars],
            "line": {"width": 0},
        },
        error_x={
            "type": "data",
            "symmetric": False,
            "array": [100 * (bar.high - bar.accuracy) for bar in bars],
            "arrayminus": [100 * (bar.accuracy - bar.low) for bar in bars],
            "color": GREY,
            "thickness": 3,
            "width": 7,
        },
        customdata=[(bar.title, 100 * bar.low, 100 * bar.high) for bar in bars],
        hovertemplate=f"<b>%{{customdata[0]}}</b><br>%{{x:.1f}} %<br>{interval}<extra></extra>",
    )


def _make_values(bars: Sequence[AccuracyBar]) -> go.Scatter:
    return go.Scatter(
        x=[100 * bar.high for bar in bars],
        y=list(range(len(bars))),
        mode="text",
        # The spaces keep the text off the end of the error bar.
        text=[f"  <b>{100 * bar.accuracy:.1f} %</b>" for bar in bars],
        textposition="middle right",
        textfont={"size": TEXT_SIZE + 1},
        cliponaxis=False,
        hoverinfo="skip",
    )
