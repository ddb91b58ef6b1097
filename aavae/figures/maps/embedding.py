"""A map of images in two dimensions, coloured by class."""

import zlib
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import plotly.graph_objects as go

from aavae.data.pool import NO_LABEL
from aavae.figures.theme import (
    CLASS_COLOURS,
    GREY,
    TEXT_SIZE,
    add_message,
    apply_theme,
    get_class_colour,
    to_label,
)
from aavae.language import _

_SYMBOLS = ("circle", "diamond", "square", "triangle-up", "cross")
_MAP_BUTTONS_REMOVED = ("zoomIn", "zoomOut", "autoScale", "toImage")


class MapPoints(NamedTuple):
    """N images on a map.

    Attributes:
        coordinates: float (N, 2).
        labels: int (N,), the class of each image, an index into `class_names`.
        class_names: names of all classes.
        ids: int (N,), what identifies each image to the caller.
    """

    coordinates: np.ndarray
    labels: np.ndarray
    class_names: Sequence[str]
    ids: np.ndarray


def plot_embedding(
    points: MapPoints,
    *,
    title: str = "",
    selected_ids: Sequence[int] | np.ndarray | None = None,
    height: int = 620,
) -> go.Figure:
    """One point an image; a lasso selects points, whose ids are in the selection's `customdata`.

    Args:
        points: of the map.
        title: which model the map is of; zoom and lasso survive while it stays the same.
        selected_ids: images to stand out, the others turn grey; None or empty: all keep their colours.
        height: in pixels.

    Returns:
        A figure with one trace for each class that has points, in the order of the classes.
    """
    selection = np.asarray([] if selected_ids is None else selected_ids, dtype=np.int64)
    coordinates, labels, class_names, ids = points
    figure = go.Figure()
    image = _("image {number}").format(number="%{customdata}")
    for label, members in _group(labels):
        name = to_label(class_names[label])
        figure.add_trace(
            go.Scattergl(
                x=coordinates[members, 0],
                y=coordinates[members, 1],
                customdata=ids[members],
                name=name,
                mode="markers",
                marker={
                    "color": GREY if class_names[label] == NO_LABEL else get_class_colour(label),
                    "symbol": _SYMBOLS[label // len(CLASS_COLOURS) % len(_SYMBOLS)],
                    "size": _compute_marker_size(len(labels)),
                    "opacity": 0.85,
                },
                selectedpoints=np.flatnonzero(np.isin(ids[members], selection)) if selection.size else None,
                selected={"marker": {"opacity": 1}},
                unselected={"marker": {"color": GREY, "opacity": 0.18}},
                hovertemplate=f"<b>{name}</b><br>{image}<extra></extra>",
            )
        )
    apply_theme(figure, title, height)
    figure.update_layout(
        dragmode="lasso",
        uirevision=title,
        # A selection made elsewhere must win over the one that the browser remembers of this map.
        selectionrevision=zlib.crc32(np.sort(selection).tobytes()),
        modebar={"remove": list(_MAP_BUTTONS_REMOVED)},
        legend={
            "x": 0.5,
            "xanchor": "center",
            "y": -0.01,
            "yref": "paper",
            "yanchor": "top",
            "itemsizing": "constant",
            "font": {"size": TEXT_SIZE},
        },
        hovermode="closest",
        showlegend=True,
    )
    figure.update_xaxes(visible=False)
    figure.update_yaxes(visible=False, scaleanchor="x", scaleratio=1)
    if not len(labels):
        add_message(figure, _("No images to show"))
    return figure


def tabulate_embedding(points: MapPoints) -> list[dict[str, Any]]:
    """The images of `plot_embedding` as rows of a table, class by class."""
    return [
        {"class": points.class_names[label], "x": x, "y": y, "image": number}
        for label, members in _group(points.labels)
        for (x, y), number in zip(
            points.coordinates[members].tolist(), points.ids[members].tolist(), strict=True
        )
    ]


def _group(labels: np.ndarray) -> list[tuple[int, np.ndarray]]:
    """Each class that has points, and which they are."""
    return [(label, np.flatnonzero(labels == label)) for label in np.unique(labels).tolist()]


def _compute_marker_size(num_points: int) -> int:
    """Diameter of a point, in pixels: smaller where there are many."""
    if num_points <= 1000:
        return 9
    return 6 if num_points <= 5000 else 4
