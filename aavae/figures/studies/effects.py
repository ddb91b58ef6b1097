"""Effects with their intervals, around zero."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import plotly.graph_objects as go

from aavae.figures.theme import GREY, TEXT_SIZE, add_message, apply_theme
from aavae.language import _

_COLOUR = "#3F90DA"
"""Readable on white and on black."""
_ROW_HEIGHT = 46
_SIZE, _SECONDARY_SIZE = 17, 11


class EffectRow(NamedTuple):
    """One effect.

    Attributes:
        title: written to its left.
        value: in percentage points.
        interval: its 95 % interval in points, or None where there is none.
        secondary: drawn smaller.
    """

    title: str
    value: float
    interval: tuple[float, float] | None
    secondary: bool = False


def plot_effects(rows: Sequence[EffectRow], axis_title: str, *, title: str = "") -> go.Figure:
    """A dot for each effect and a whisker for its interval; a line marks no effect.

    Args:
        rows: the first at the top.
        axis_title: what the points are points of.
        title: of the figure.

    Returns:
        A figure with the dots and whiskers as its first trace, in points, and their values as text in its
        second.
    """
    figure = go.Figure()
    ends = [end for row in rows for end in (row.value, *(row.interval or ()))]
    low, high = min([0.0, *ends]), max([0.0, *ends])
    span = max(high - low, 1.0)
    if rows:
        figure.add_trace(_make_dots(rows))
        figure.add_trace(_make_values(rows))
    apply_theme(figure, title, 130 + _ROW_HEIGHT * max(len(rows), 3))
    # Room at both sides for the values.
    figure.update_xaxes(title_text=axis_title, range=[low - 0.25 * span, high + 0.25 * span], nticks=6)
    figure.update_yaxes(
        tickvals=list(range(len(rows))),
        ticktext=[row.title for row in rows],
        range=[len(rows) - 0.5, -0.5],
        showgrid=False,
        ticks="",
    )
    figure.update_layout(showlegend=False)
    if rows:
        figure.add_vline(x=0, line={"color": GREY, "width": 2})
    else:
        add_message(figure, _("No effects to show"))
    return figure


def tabulate_effects(rows: Sequence[EffectRow], axis_title: str) -> list[dict[str, Any]]:
    """The dots of `plot_effects` as rows of a table; without an interval, its ends are the value."""
    table = []
    for row in rows:
        low, high = _get_ends(row)
        table.append(
            {
                axis_title: row.value,
                "name": row.title,
                f"{axis_title}, low": low,
                f"{axis_title}, high": high,
            }
        )
    return table


def _get_ends(row: EffectRow) -> tuple[float, float]:
    return row.interval or (row.value, row.value)


def _make_dots(rows: Sequence[EffectRow]) -> go.Scatter:
    intervals = [_get_ends(row) for row in rows]
    return go.Scatter(
        x=[row.value for row in rows],
        y=list(range(len(rows))),
        mode="markers",
        marker={
            "size": [_SECONDARY_SIZE if row.secondary else _SIZE for row in rows],
            "color": _COLOUR,
        },
        error_x={
            "type": "data",
            "symmetric": False,
            "array": [high - row.value for row, (__, high) in zip(rows, intervals, strict=True)],
            "arrayminus": [row.value - low for row, (low, __) in zip(rows, intervals, strict=True)],
            "color": GREY,
            "thickness": 3,
            "width": 7,
        },
        text=[_describe(row) for row in rows],
        hovertemplate="%{text}<extra></extra>",
    )


def _describe(row: EffectRow) -> str:
    interval = (
        _("one seed: no interval")
        if row.interval is None
        else _("95 % interval {low:+.1f} to {high:+.1f}").format(low=row.interval[0], high=row.interval[1])
    )
    points = _("{value:+.1f} points").format(value=row.value)
    return f"<b>{row.title}</b><br>{points}<br>{interval}"


def _make_values(rows: Sequence[EffectRow]) -> go.Scatter:
    """Each value beyond the end of its whisker that is away from zero."""
    intervals = [_get_ends(row) for row in rows]
    return go.Scatter(
        x=[low if row.value < 0 else high for row, (low, high) in zip(rows, intervals, strict=True)],
        y=list(range(len(rows))),
        mode="text",
        # The spaces keep the text off the whisker's end.
        text=[f"   <b>{row.value:+.1f}</b>   " for row in rows],
        textposition=["middle left" if row.value < 0 else "middle right" for row in rows],
        textfont={"size": TEXT_SIZE + 1},
        cliponaxis=False,
        hoverinfo="skip",
    )
