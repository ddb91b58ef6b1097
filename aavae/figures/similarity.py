"""Histograms of how alike pairs of views are."""

import itertools
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import numpy as np
import plotly.graph_objects as go

from aavae.figures.theme import TEXT_SIZE, add_message, apply_theme
from aavae.language import N_, _

SAME_COLOUR = "#0072B2"
"""Pairs of views of one image."""
DIFFERENT_COLOUR = "#E69F00"
"""Pairs of views of different images."""
SAME_CLASS_COLOUR = "#009E73"
"""Pairs of views of different images of one class."""

_COSINE_EDGES = np.linspace(-1, 1, 81)
_HATCHINGS = ("", "/", "x")
"""Of the kinds, from the one on top: told apart without their colours, too."""
_OPACITY = 0.6
_COUNT = N_("count")


class PairGroup(NamedTuple):
    """Pairs of one kind.

    Attributes:
        kind: what the bars are called in `customdata`.
        name: in the legend.
        colour: of the bars.
        values: (N,), the measure of each pair.
    """

    kind: str
    name: str
    colour: str
    values: np.ndarray


def compute_y_max(groups: Iterable[np.ndarray], edges: np.ndarray = _COSINE_EDGES) -> float:
    """A common upper end of the density axis, so that the figures of several models compare.

    Args:
        groups: the values of every histogram that shares the axis, each (N,).
        edges: as in `plot_similarity`.
    """
    peaks = [float(_compute_densities(values, edges).max()) for values in groups if len(values)]
    return 1.1 * max(peaks, default=1.0)


def compute_x_range(groups: Iterable[np.ndarray], edges: np.ndarray) -> tuple[float, float]:
    """The ends of the bins that hold any value, with one empty bin on either side; all of them if none do."""
    counts = sum((_count(values, edges) for values in groups), np.zeros(len(edges) - 1, np.int64))
    used = np.flatnonzero(counts)
    if not len(used):
        return float(edges[0]), float(edges[-1])
    return float(edges[max(used[0] - 1, 0)]), float(edges[min(used[-1] + 2, len(edges) - 1)])


def plot_similarity(
    groups: Sequence[PairGroup],
    *,
    title: str = "",
    edges: np.ndarray = _COSINE_EDGES,
    x_title: str = N_("cosine similarity"),
    x_range: tuple[float, float] | None = None,
    is_logarithm: bool = False,
    statistics: Sequence[str] = (),
    y_max: float | None = None,
    height: int = 380,
) -> go.Figure:
    """Normalised histograms of several kinds of pairs, one over the other.

    Args:
        groups: the kinds, the one that lies on top last; the legend lists them the other way round.
        title: which model and representation.
        edges: (bins + 1,), equally spaced; values beyond the ends count in the outermost bin.
        x_title: what the values are, in English.
        x_range: the part of the axis that is shown; None: all bins.
        is_logarithm: whether a value is the log10 of what the axis names; the ticks then show that.
        statistics: lines written in the figure.
        y_max: upper end of the density axis; None: this figure's own. See `compute_y_max`.
        height: in pixels.

    Returns:
        A figure of one trace of bars for each kind that has pairs: middle of the bin and density, and as
        `customdata` the kind, the number of the bin and the number of its pairs.
    """
    figure = go.Figure()
    for group, hatching in zip(reversed(groups), itertools.cycle(_HATCHINGS), strict=False):
        if len(group.values):
            figure.add_trace(_make_bars(group, edges, hatching))
    # The first of them lies on top.
    figure.data = figure.data[::-1]
    apply_theme(figure, title, height)
    low, high = x_range or (float(edges[0]), float(edges[-1]))
    figure.update_xaxes(title_text=_(x_title), range=[low, high], nticks=6)
    if is_logarithm:
        decades = np.arange(np.ceil(low), np.floor(high) + 1)
        figure.update_xaxes(tickvals=decades, ticktext=[f"10<sup>{power:.0f}</sup>" for power in decades])
    top = compute_y_max([group.values for group in groups], edges) if y_max is None else y_max
    figure.update_yaxes(title_text=_("density"), range=[0, top])
    figure.update_layout(
        barmode="overlay", bargap=0, legend_traceorder="reversed", hovermode="closest", showlegend=True
    )
    if not figure.data:
        add_message(figure, _("No pairs to compare"))
    elif statistics:
        _add_statistics(figure, statistics)
    return figure


def tabulate_similarity(
    groups: Sequence[PairGroup], *, edges: np.ndarray = _COSINE_EDGES, is_logarithm: bool = False
) -> list[dict[str, Any]]:
    """The histograms of `plot_similarity` as rows of a table: one for each bin of each kind, empty or not.

    Args:
        groups: the kinds, in the table the other way round, as in the legend.
        edges: as in `plot_similarity`.
        is_logarithm: whether a value is a log10; the ends of the bins are then those of what it is of.
    """
    ends = (10**edges if is_logarithm else edges).tolist()
    return [
        {"pairs": group.name, "low": low, "high": high, _COUNT: count}
        for group in reversed(groups)
        for low, high, count in zip(ends[:-1], ends[1:], _count(group.values, edges).tolist(), strict=True)
    ]


def _make_bars(group: PairGroup, edges: np.ndarray, hatching: str) -> go.Bar:
    counts = _count(group.values, edges)
    # A bin without pairs has no bar: nothing to hover over, and nothing to press.
    bins = np.flatnonzero(counts)
    middles = (edges[:-1] + edges[1:]) / 2
    pairs = _("{count} pairs").format(count="%{customdata[2]:,}")
    return go.Bar(
        x=middles[bins],
        y=_compute_densities(group.values, edges)[bins],
        width=np.diff(edges)[bins],
        name=group.name,
        customdata=[[group.kind, int(number), int(counts[number])] for number in bins],
        marker={
            "color": group.colour,
            "opacity": _OPACITY,
            "line": {"width": 0},
            "pattern": {"shape": hatching},
        },
        selected={"marker": {"opacity": 1}},
        unselected={"marker": {"opacity": _OPACITY}},
        hovertemplate=f"<b>{group.name}</b><br>{pairs}<extra></extra>",
    )


def _add_statistics(figure: go.Figure, lines: Sequence[str]) -> None:
    figure.add_annotation(
        text="<br>".join(lines),
        x=0.02,
        y=0.98,
        xref="paper",
        yref="paper",
        xanchor="left",
        yanchor="top",
        align="left",
        showarrow=False,
        font={"size": TEXT_SIZE + 2},
    )


def _count(values: np.ndarray, edges: np.ndarray) -> np.ndarray:
    """How many values each bin holds, int64 (bins,)."""
    return np.histogram(np.clip(values, edges[0], edges[-1]), bins=edges)[0]


def _compute_densities(values: np.ndarray, edges: np.ndarray) -> np.ndarray:
    """Densities (bins,) of values, which integrate to 1."""
    return _count(values, edges) / (len(values) * np.diff(edges))
