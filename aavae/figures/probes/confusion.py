"""Which classes are taken for which."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import plotly.graph_objects as go

from aavae.figures.theme import (
    METHOD_COLOURS,
    TEXT_SIZE,
    add_message,
    apply_theme,
    make_translucent,
    to_label,
)
from aavae.language import N_, _

_PREDICTED, _TRUE, _SHARE = N_("predicted class"), N_("true class"), N_("of the true class (%)")

_MAX_NUMBERED_CLASSES = 12
_MAX_NAMED_CLASSES = 30
_COLOUR = METHOD_COLOURS["vae"]
_WHITE_TEXT_FROM = 75


class Confusion(NamedTuple):
    """How often images of each of C classes were taken for each of them.

    Attributes:
        counts: int (C, C); rows are true classes, columns predicted ones.
        class_names: the C names.
    """

    counts: np.ndarray
    class_names: Sequence[str]


def plot_confusion(confusion: Confusion, *, title: str = "", height: int | None = None) -> go.Figure:
    """A heat map of the percentage of each true class (row) that got each predicted class (column).

    Args:
        confusion: of one model.
        title: which model.
        height: in pixels; None: enough for the classes.

    Returns:
        A figure whose first trace holds the percentages; a class without images is an empty (NaN) row. Up
        to 12 classes, further traces write the numbers into the cells.
    """
    class_names = [to_label(name) for name in confusion.class_names]
    num_classes = len(class_names)
    numbered = num_classes <= _MAX_NUMBERED_CLASSES
    percent = _compute_percent(confusion.counts)
    figure = go.Figure()
    if confusion.counts.sum():
        figure.add_trace(_make_heatmap(percent, class_names, show_scale=not numbered))
        if numbered:
            strong = percent >= _WHITE_TEXT_FROM
            figure.add_trace(_make_numbers(percent, ~strong & np.isfinite(percent)))
            figure.add_trace(_make_numbers(percent, strong).update(textfont={"color": "white"}))
    apply_theme(figure, title, height or min(170 + 40 * num_classes, 760))
    step = -(-num_classes // _MAX_NAMED_CLASSES) or 1
    ticks = {
        "tickvals": list(range(0, num_classes, step)),
        "ticktext": class_names[::step],
        "showgrid": False,
        "ticks": "",
    }
    figure.update_xaxes(ticks, title_text=_(_PREDICTED), range=[-0.5, num_classes - 0.5])
    figure.update_yaxes(ticks, title_text=_(_TRUE), range=[num_classes - 0.5, -0.5])
    figure.update_layout(showlegend=False)
    if not figure.data:
        add_message(figure, _("No predictions to show"))
    return figure


def tabulate_confusion(confusion: Confusion) -> list[dict[str, Any]]:
    """The cells of `plot_confusion` as rows of a table, in percent of the true class; none without counts."""
    if not confusion.counts.sum():
        return []
    percent = _compute_percent(confusion.counts).tolist()
    return [
        {_PREDICTED: predicted, _TRUE: true, _SHARE: share}
        for true, shares in zip(confusion.class_names, percent, strict=True)
        for predicted, share in zip(confusion.class_names, shares, strict=True)
    ]


def _compute_percent(counts: np.ndarray) -> np.ndarray:
    """Percentages (C, C) that sum to 100 in each row; NaN where a row has no counts."""
    totals = counts.sum(1, keepdims=True)
    empty = np.full(counts.shape, np.nan)
    return np.divide(100.0 * counts, totals, out=empty, where=totals > 0)


def _make_heatmap(percent: np.ndarray, class_names: Sequence[str], show_scale: bool) -> go.Heatmap:
    num_classes = len(class_names)
    names = np.array(class_names, dtype=object)
    pairs = np.stack(np.broadcast_arrays(names[:, None], names[None, :]), axis=-1)
    hover = _("{percent} % of <b>{true}</b><br>predicted as <b>{predicted}</b>").format(
        percent="%{z:.1f}", true="%{customdata[0]}", predicted="%{customdata[1]}"
    )
    return go.Heatmap(
        x=list(range(num_classes)),
        y=list(range(num_classes)),
        z=percent,
        zmin=0,
        zmax=100,
        colorscale=[(0, make_translucent(_COLOUR, 0)), (1, make_translucent(_COLOUR, 1))],
        showscale=show_scale,
        colorbar={"ticksuffix": " %", "tickfont": {"size": TEXT_SIZE}},
        xgap=2,
        ygap=2,
        hoverongaps=False,
        customdata=pairs,
        hovertemplate=f"{hover}<extra></extra>",
    )


def _make_numbers(percent: np.ndarray, cells: np.ndarray) -> go.Scatter:
    """Numbers in the given cells; text, not the heat map's own, because that assumes a white page."""
    rows, columns = np.nonzero(cells)
    return go.Scatter(
        x=columns,
        y=rows,
        mode="text",
        text=[f"{value:.0f}" for value in percent[cells]],
        textfont={"size": TEXT_SIZE},
        hoverinfo="skip",
    )
