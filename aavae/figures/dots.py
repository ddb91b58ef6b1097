"""A number of several models in each of a few rows, as dots."""

from collections.abc import Mapping, Sequence

import numpy as np
import plotly.graph_objects as go

from aavae.figures.theme import GREY, add_message, apply_theme, get_colour, make_translucent

SYMBOLS = ("circle", "square", "diamond", "triangle-up", "cross", "star")
"""Models are told apart by shape too, not by colour alone."""


def plot_dots(
    values: Mapping[str, np.ndarray],
    rows: Sequence[str],
    methods: Mapping[str, str],
    x_title: str,
    x_range: tuple[float, float] | None = None,
    title: str = "",
    intervals: Mapping[str, tuple[np.ndarray, np.ndarray]] | None = None,
) -> go.Figure:
    """One dot a model in each row; a grey line joins the dots of a row.

    Args:
        values: model title -> (R,), NaN where a model has no value.
        rows: the R names, the first at the top.
        methods: model title -> method, which decides the colour; models not in it are grey.
        x_title: what the values are.
        x_range: ends of the axis, widened where a value lies beyond; None: from 0.
        title: of the figure.
        intervals: model title -> low and high ends (R,), drawn as bars through the dots.

    Returns:
        A figure with one trace a model, and, below two models or more, one of joining lines.
    """
    figure = go.Figure()
    table = np.array([*values.values()], dtype=np.float64).reshape(len(values), len(rows))
    empty = not np.isfinite(table).any()
    if not empty:
        if len(table) > 1:
            figure.add_trace(make_spans(table))
        for index, name in enumerate(values):
            colour, symbol = get_colour(methods.get(name, "")), SYMBOLS[index % len(SYMBOLS)]
            interval = (intervals or {}).get(name)
            figure.add_trace(make_dots(table[index], rows, name, colour, symbol, interval=interval))
    # On a phone the legend takes a line for each model.
    apply_theme(figure, title, 200 + 48 * max(len(rows), 3))
    figure.update_xaxes(title_text=x_title, rangemode="tozero", nticks=6)
    if x_range is not None and not empty:
        drawn = np.concatenate([table, *(intervals or {}).values()])
        low, high = min(x_range[0], np.nanmin(drawn)), max(x_range[1], np.nanmax(drawn))
        # Room for half a dot at either end.
        margin = 0.03 * (high - low)
        figure.update_xaxes(range=[low - margin, high + margin])
    figure.update_yaxes(
        tickvals=list(range(len(rows))), ticktext=list(rows), range=[len(rows) - 0.5, -0.5], ticks=""
    )
    figure.update_layout(showlegend=True, hovermode="closest")
    if empty:
        add_message(figure, "No values to show")
    return figure


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
    values: np.ndarray,
    rows: Sequence[str],
    name: str,
    colour: str,
    symbol: str,
    hover: str = "%{x:.3g}",
    interval: tuple[np.ndarray, np.ndarray] | None = None,
) -> go.Scatter:
    """One model's dots, where it has values.

    Args:
        values: (R,), NaN where there is none.
        rows: the R names.
        name: of the model.
        colour: of the dots.
        symbol: of the dots, in Plotly's words.
        hover: how the value reads under the cursor, in Plotly's words.
        interval: low and high ends (R,), a bar through each dot.
    """
    known = np.flatnonzero(np.isfinite(values))
    trace = go.Scatter(
        x=values[known],
        y=known,
        customdata=np.array(rows, dtype=object)[known],
        name=name,
        mode="markers",
        marker={"color": colour, "symbol": symbol, "size": 14},
        hovertemplate=f"<b>{name}</b><br>%{{customdata}}: {hover}<extra></extra>",
    )
    if interval is not None:
        low, high = interval
        ends = [f"{hover}, {a:.3g} to {b:.3g}" for a, b in zip(low[known], high[known], strict=True)]
        trace.update(
            error_x={
                "type": "data",
                "array": (high - values)[known],
                "arrayminus": (values - low)[known],
                "color": colour,
                "thickness": 2.5,
                "width": 7,
            },
            hovertemplate=[f"<b>{name}</b><br>%{{customdata}}: {end}<extra></extra>" for end in ends],
        )
    return trace
