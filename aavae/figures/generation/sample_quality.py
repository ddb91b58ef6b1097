"""How good samples are: a number of each model for each way of drawing them, with its interval."""

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from aavae.figures.dots import SYMBOLS, make_dots
from aavae.figures.model_values import ModelValues
from aavae.figures.theme import GREY, TEXT_SIZE, add_message, apply_theme, get_colour
from aavae.language import _

_SPREAD = 0.5
"""Part of a row's height over which its models are spread, so that no interval hides another."""


def plot_sample_quality(
    models: Sequence[ModelValues],
    names: Sequence[str],
    x_title: str,
    *,
    floor: float | None = None,
    title: str = "",
) -> go.Figure:
    """One dot with its interval for each model in each row.

    Args:
        models: each with R values and their 95 % intervals.
        names: of the R rows, the first at the top.
        x_title: what the values are, in English.
        floor: what real images reach, a dashed line; None: no line.
        title: of the figure.

    Returns:
        A figure with one trace a model; the error bars are the intervals.
    """
    figure = go.Figure()
    empty = not any(np.isfinite(model.values).any() for model in models)
    if not empty:
        for index, (model, place) in enumerate(zip(models, _spread(len(models)), strict=True)):
            figure.add_trace(_make_trace(model, names, SYMBOLS[index % len(SYMBOLS)], place))
    apply_theme(figure, title, 200 + 64 * max(len(names), 3))
    figure.update_xaxes(title_text=_(x_title), rangemode="tozero", nticks=6)
    figure.update_yaxes(
        tickvals=list(range(len(names))),
        ticktext=list(names),
        range=[len(names) - 0.5, -0.5],
        ticks="",
        showgrid=False,
    )
    figure.update_layout(showlegend=True, hovermode="closest")
    if empty:
        add_message(figure, _("No values to show"))
    elif floor is not None:
        note = {"text": _("real images {value:.3g}").format(value=floor), "font": {"size": TEXT_SIZE - 1}}
        figure.add_vline(x=floor, line={"color": GREY, "width": 2, "dash": "dash"}, annotation=note)
    return figure


def _spread(count: int) -> np.ndarray:
    """Where in a row each of some models lies, around 0."""
    return (np.arange(count) - (count - 1) / 2) * (_SPREAD / max(count - 1, 1))


def _make_trace(model: ModelValues, names: Sequence[str], symbol: str, place: float) -> go.Scatter:
    known = np.isfinite(model.values)
    # Its interval is to be seen, not to be read under the cursor.
    trace = make_dots(model._replace(intervals=None), names, symbol)
    trace.update(y=np.flatnonzero(known) + place)
    if model.intervals:
        low, high = model.intervals
        trace.update(
            error_x={
                "type": "data",
                "symmetric": False,
                "array": (high - model.values)[known],
                "arrayminus": (model.values - low)[known],
                "color": get_colour(model.method),
                "thickness": 2.5,
                "width": 6,
            }
        )
    return trace
