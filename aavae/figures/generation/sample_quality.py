"""How good samples are: a number of each model for each way of drawing them, with its interval."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import plotly.graph_objects as go

from aavae.figures.dots import SYMBOLS, make_dots
from aavae.figures.theme import GREY, TEXT_SIZE, add_message, apply_theme, get_colour

_SPREAD = 0.5
"""Part of a row's height over which its models are spread, so that no interval hides another."""


class Measured(NamedTuple):
    """A model's numbers in R rows, NaN where it has none.

    Attributes:
        values: (R,).
        lows: (R,), lower ends of their 95 % intervals.
        highs: (R,), upper ends.
    """

    values: np.ndarray
    lows: np.ndarray
    highs: np.ndarray


def plot_sample_quality(
    measured: Mapping[str, Measured],
    rows: Sequence[str],
    methods: Mapping[str, str],
    x_title: str,
    floor: float | None = None,
    title: str = "",
) -> go.Figure:
    """One dot with its interval for each model in each row.

    Args:
        measured: model title -> its numbers.
        rows: the R names, the first at the top.
        methods: model title -> method, which decides the colour; models not in it are grey.
        x_title: what the values are.
        floor: what real images reach, a dashed line; None: no line.
        title: of the figure.

    Returns:
        A figure with one trace a model; the error bars are the intervals.
    """
    figure = go.Figure()
    empty = not any(np.isfinite(numbers.values).any() for numbers in measured.values())
    if not empty:
        places = _spread(len(measured))
        for index, (name, numbers) in enumerate(measured.items()):
            colour, symbol = get_colour(methods.get(name, "")), SYMBOLS[index % len(SYMBOLS)]
            figure.add_trace(_make_trace(numbers, rows, name, colour, symbol, places[index]))
    apply_theme(figure, title, 200 + 64 * max(len(rows), 3))
    figure.update_xaxes(title_text=x_title, rangemode="tozero", nticks=6)
    figure.update_yaxes(
        tickvals=list(range(len(rows))),
        ticktext=list(rows),
        range=[len(rows) - 0.5, -0.5],
        ticks="",
        showgrid=False,
    )
    figure.update_layout(showlegend=True, hovermode="closest")
    if empty:
        add_message(figure, "No values to show")
    elif floor is not None:
        note = {"text": f"real images {floor:.3g}", "font": {"size": TEXT_SIZE - 1}}
        figure.add_vline(x=floor, line={"color": GREY, "width": 2, "dash": "dash"}, annotation=note)
    return figure


def _spread(count: int) -> np.ndarray:
    """Where in a row each of some models lies, around 0."""
    return (np.arange(count) - (count - 1) / 2) * (_SPREAD / max(count - 1, 1))


def _make_trace(
    numbers: Measured, rows: Sequence[str], name: str, colour: str, symbol: str, place: float
) -> go.Scatter:
    known = np.isfinite(numbers.values)
    trace = make_dots(numbers.values, rows, name, colour, symbol)
    trace.update(
        y=np.flatnonzero(known) + place,
        error_x={
            "type": "data",
            "symmetric": False,
            "array": (numbers.highs - numbers.values)[known],
            "arrayminus": (numbers.values - numbers.lows)[known],
            "color": colour,
            "thickness": 2.5,
            "width": 6,
        },
    )
    return trace
