"""A number of several models in each of a few rows, as dots."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go

from aavae.figures.model_values import ModelValues
from aavae.figures.theme import GREY, add_message, apply_theme, get_colour, make_translucent
from aavae.language import _

SYMBOLS = ("circle", "square", "diamond", "triangle-up", "cross", "star")
"""Models are told apart by shape too, not by colour alone."""


def plot_dots(
    models: Sequence[ModelValues],
    names: Sequence[str],
    x_title: str,
    *,
    x_range: tuple[float, float] | None = None,
    title: str = "",
) -> go.Figure:
    """One dot a model in each row, a bar through it where it has an interval; a grey line joins the dots.

    Args:
        models: each with R values.
        names: of the R rows, the first at the top.
        x_title: what the values are, in English.
        x_range: ends of the axis, widened where a value lies beyond; None: from 0.
        title: of the figure.

    Returns:
        A figure with one trace a model, and, below two models or more, one of joining lines.
    """
    figure = go.Figure()
    table = np.array([model.values for model in models], dtype=np.float64).reshape(len(models), len(names))
    empty = not np.isfinite(table).any()
    if not empty:
        if len(table) > 1:
            figure.add_trace(make_spans(table))
        for index, model in enumerate(models):
            figure.add_trace(make_dots(model, names, SYMBOLS[index % len(SYMBOLS)]))
    # On a phone the legend takes a line for each model.
    apply_theme(figure, title, 200 + 48 * max(len(names), 3))
    figure.update_xaxes(title_text=_(x_title), rangemode="tozero", nticks=6)
    if x_range is not None and not empty:
        drawn = np.concatenate([table, *(model.intervals for model in models if model.intervals)])
        low, high = min(x_range[0], np.nanmin(drawn)), max(x_range[1], np.nanmax(drawn))
        # Room for half a dot at either end.
        margin = 0.03 * (high - low)
        figure.update_xaxes(range=[low - margin, high + margin])
    figure.update_yaxes(
        tickvals=list(range(len(names))), ticktext=list(names), range=[len(names) - 0.5, -0.5], ticks=""
    )
    figure.update_layout(showlegend=True, hovermode="closest")
    if empty:
        add_message(figure, _("No values to show"))
    return figure


def tabulate_dots(models: Sequence[ModelValues], names: Sequence[str], x_title: str) -> list[dict[str, Any]]:
    """The dots of `plot_dots` as rows of a table, with the ends of the intervals where there are any."""
    table = []
    for model in models:
        for place in np.flatnonzero(np.isfinite(model.values)).tolist():
            row = {"series": model.title, x_title: model.values[place], "name": names[place]}
            if model.intervals:
                low, high = model.intervals
                row |= {f"{x_title}, low": low[place], f"{x_title}, high": high[place]}
            table.append(row)
    return table


def make_spans(table: np.ndarray) -> go.Scatter:
    """For each row with a value, a line from the smallest to the largest."""
    x: list[float | None] = []
    y: list[int | None] = []
    for row, column in enumerate(table.T):
        finite = column[np.isfinite(column)]
        if len(finite):
            x += [float(finite.min()), float(finite.max()), None]
            y += [row, row, None]
    line = {"color": make_translucent(GREY, 0.5), "width": 4}
    return go.Scatter(x=x, y=y, mode="lines", line=line, showlegend=False, hoverinfo="skip")


def make_dots(
    model: ModelValues, names: Sequence[str], symbol: str, *, hover: str = "%{x:.3g}"
) -> go.Scatter:
    """One model's dots, where it has values.

    Args:
        model: with R values; of its intervals, each is a bar through its dot.
        names: of the R rows.
        symbol: of the dots, in Plotly's words.
        hover: how the value reads under the cursor, in Plotly's words.
    """
    values, colour = np.asarray(model.values, np.float64), get_colour(model.method)
    known = np.flatnonzero(np.isfinite(values))
    trace = go.Scatter(
        x=values[known],
        y=known,
        customdata=np.array(names, dtype=object)[known],
        name=model.title,
        mode="markers",
        marker={"color": colour, "symbol": symbol, "size": 14},
        hovertemplate=f"<b>{model.title}</b><br>%{{customdata}}: {hover}<extra></extra>",
    )
    if model.intervals:
        low, high = model.intervals
        ends = [
            _("{value}, {low} to {high}").format(value=hover, low=f"{a:.3g}", high=f"{b:.3g}")
            for a, b in zip(low[known], high[known], strict=True)
        ]
        trace.update(
            error_x={
                "type": "data",
                "array": (high - values)[known],
                "arrayminus": (values - low)[known],
                "color": colour,
                "thickness": 2.5,
                "width": 7,
            },
            hovertemplate=[f"<b>{model.title}</b><br>%{{customdata}}: {end}<extra></extra>" for end in ends],
        )
    return trace
