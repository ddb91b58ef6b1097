"""Accuracies of several models, with their intervals."""

from collections.abc import Sequence
from typing import NamedTuple

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
    rows: Sequence[AccuracyBar], title: str = "", chance: float | None = None, height: int | None = None
) -> go.Figure:
    """Horizontal bars from top to bottom, the accuracy in percent at each one's end.

    Args:
        rows: the bars, the first at the top.
        title: of the figure.
        chance: accuracy of guessing, in [0, 1]: a dashed line, if given.
        height: in pixels; None: enough for the bars.

    Returns:
        A figure with the bars as its first trace, in percent, and their values as text in its second.
    """
    figure = go.Figure()
    if rows:
        figure.add_trace(_make_bars(rows))
        figure.add_trace(_make_values(rows))
    apply_theme(figure, title, height or 130 + 46 * max(len(rows), 3))
    largest = max((row.high for row in rows), default=1.0)
    # Room at the right for the values.
    figure.update_xaxes(
        title_text="accuracy", ticksuffix=" %", range=[0, 100 * 1.45 * max(largest, 0.05)], nticks=6
    )
    figure.update_yaxes(
        tickvals=list(range(len(rows))),
        ticktext=[row.title for row in rows],
        range=[len(rows) - 0.5, -0.5],
        showgrid=False,
        ticks="",
    )
    figure.update_layout(showlegend=False, bargap=0.3)
    if not rows:
        add_message(figure, "No models to compare")
    elif chance is not None:
        figure.add_vline(x=100 * chance, annotation_position="top", **style_chance(chance))
    return figure


def _make_bars(rows: Sequence[AccuracyBar]) -> go.Bar:
    return go.Bar(
        x=[100 * row.accuracy for row in rows],
        y=list(range(len(rows))),
        orientation="h",
        marker={
            "color": [make_translucent(get_colour(row.method), 0.5 if row.muted else 1) for row in rows],
            "line": {"width": 0},
        },
        error_x={
            "type": "data",
            "symmetric": False,
            "array": [100 * (row.high - row.accuracy) for row in rows],
            "arrayminus": [100 * (row.accuracy - row.low) for row in rows],
            "color": GREY,
            "thickness": 3,
            "width": 7,
        },
        customdata=[(row.title, 100 * row.low, 100 * row.high) for row in rows],
        hovertemplate=(
            "<b>%{customdata[0]}</b><br>%{x:.1f} %"
            "<br>95 % interval %{customdata[1]:.1f} to %{customdata[2]:.1f} %<extra></extra>"
        ),
    )


def _make_values(rows: Sequence[AccuracyBar]) -> go.Scatter:
    return go.Scatter(
        x=[100 * row.high for row in rows],
        y=list(range(len(rows))),
        mode="text",
        # The spaces keep the text off the end of the error bar.
        text=[f"  <b>{100 * row.accuracy:.1f} %</b>" for row in rows],
        textposition="middle right",
        textfont={"size": TEXT_SIZE + 1},
        cliponaxis=False,
        hoverinfo="skip",
    )
