"""Histograms of the cosine similarity of pairs of views."""

from collections.abc import Iterable

import numpy as np
import plotly.graph_objects as go

from aavae.figures.theme import LINE_WIDTH, TEXT_SIZE, add_message, apply_theme, make_translucent

_DEFAULT_EDGES = np.linspace(-1, 1, 81)
SAME_COLOUR = "#0072B2"
"""Pairs of views of one image."""
DIFFERENT_COLOUR = "#E69F00"
"""Pairs of views of different images."""


def compute_y_max(groups: Iterable[np.ndarray], edges: np.ndarray | None = None) -> float:
    """A common upper end of the density axis, so that the figures of several models compare.

    Args:
        groups: the similarities of every histogram that shares the axis, each (N,).
        edges: as in `plot_similarity`.
    """
    edges = _DEFAULT_EDGES if edges is None else edges
    peaks = [float(_compute_densities(values, edges).max()) for values in groups if len(values)]
    return 1.1 * max(peaks, default=1.0)


def plot_similarity(
    same: np.ndarray,
    different: np.ndarray,
    title: str,
    edges: np.ndarray | None = None,
    auc: float | None = None,
    overlap: float | None = None,
    y_max: float | None = None,
    height: int = 380,
) -> go.Figure:
    """Two normalised histograms: pairs of views of the same image, and of different images.

    Args:
        same: (N,), similarities in [-1, 1] of two views of the same image.
        different: (M,), similarities of views of different images.
        title: which model and representation.
        edges: (bins + 1,), increasing; None: 80 equal bins over [-1, 1].
        auc: written in the figure, if given.
        overlap: area shared by the histograms, in [0, 1]; written in the figure, if given.
        y_max: upper end of the density axis; None: this figure's own. See `compute_y_max`.
        height: in pixels.

    Returns:
        A figure whose traces hold the edges as x, and as y the densities with the last one repeated.
    """
    edges = _DEFAULT_EDGES if edges is None else edges
    figure = go.Figure()
    for values, name, colour in (
        (different, "different images", DIFFERENT_COLOUR),
        (same, "same image", SAME_COLOUR),
    ):
        if len(values):
            densities = _compute_densities(values, edges)
            figure.add_trace(_make_steps(edges, densities, name, colour))
    apply_theme(figure, title, height)
    figure.update_xaxes(title_text="cosine similarity", range=[-1, 1], tickvals=[-1, -0.5, 0, 0.5, 1])
    figure.update_yaxes(
        title_text="density", range=[0, compute_y_max((same, different), edges) if y_max is None else y_max]
    )
    figure.update_layout(legend_traceorder="reversed", hovermode="x unified", showlegend=True)
    if not figure.data:
        add_message(figure, "No pairs to compare")
    elif statistics := _format_statistics(auc, overlap):
        figure.add_annotation(
            text=statistics,
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
    return figure


def _compute_densities(values: np.ndarray, edges: np.ndarray) -> np.ndarray:
    """Densities (bins,) of values, rounding beyond the ends counted in the outermost bin."""
    return np.histogram(np.clip(values, edges[0], edges[-1]), bins=edges, density=True)[0]


def _make_steps(edges: np.ndarray, densities: np.ndarray, name: str, colour: str) -> go.Scatter:
    return go.Scatter(
        x=edges,
        y=np.append(densities, densities[-1]),
        name=name,
        mode="lines",
        line={"shape": "hv", "color": colour, "width": LINE_WIDTH - 1},
        fill="tozeroy",
        fillcolor=make_translucent(colour, 0.4),
        hovertemplate="%{y:.2f}",
    )


def _format_statistics(auc: float | None, overlap: float | None) -> str:
    lines = []
    if auc is not None:
        lines.append(f"<b>AUC {auc:.2f}</b>")
    if overlap is not None:
        lines.append(f"overlap {100 * overlap:.0f} %")
    return "<br>".join(lines)
