"""The maps without the component: Plotly's figures, and a table of every image."""

from collections.abc import Sequence
from functools import partial

import numpy as np
import pandas as pd
import streamlit as st

from aavae.data.image_set import Dataset
from aavae.data.pool import get_classes, split_ids
from aavae.evaluation.maps.projection import Projection
from aavae.figures.maps.embedding import MapPoints, plot_embedding, tabulate_embedding
from aavae.formatting import format_count
from aavae.language import _
from aavae.spreadsheets import format_csv
from aavae.ui.figure.figure import render_figure
from aavae.ui.maps.image_table import render_image_table
from aavae.ui.maps.selection import get_selected
from aavae.ui.maps.side_by_side import make_places


def render_figures(
    titles: Sequence[str], projections: Sequence[Projection], dataset: Dataset, ids: np.ndarray
) -> None:
    """One figure a map, coloured by class; the selection stands out."""
    labels, names = get_classes(dataset, ids)
    for side, (place, title, projection) in enumerate(
        zip(make_places(len(titles)), titles, projections, strict=True)
    ):
        with place:
            points = MapPoints(projection.coordinates, labels, names, ids)
            figure = plot_embedding(points, title=title, selected_ids=get_selected())
            rows = partial(tabulate_embedding, points)
            alt = _("{title}: map of {count} images").format(title=title, count=format_count(len(ids)))
            # With Plotly's bar of tools, which a map is moved with.
            render_figure(figure, rows, f"map_figure_{side}", alt, f"map-{side + 1}", config={})


def render_table(
    titles: Sequence[str], projections: Sequence[Projection], dataset: Dataset, ids: np.ndarray
) -> None:
    """A row an image: its class, whether it is selected, and its place on each map."""
    is_training, rows = split_ids(dataset, ids)
    labels, names = get_classes(dataset, ids)
    table = pd.DataFrame(
        {
            "id": ids,
            "from": np.where(is_training, "training", "test"),
            "row": rows,
            "class": np.array(names)[labels],
            "selected": np.isin(ids, get_selected()),
        }
    )
    for title, projection in zip(titles, projections, strict=True):
        table[f"{title}, x"], table[f"{title}, y"] = projection.coordinates.T
    render_image_table(table, "map_all")
    st.download_button(
        _("The table, as CSV"),
        lambda: format_csv(table.to_dict("records")),
        file_name="map.csv",
        mime="text/csv",
        on_click="ignore",
        icon=":material/download:",
        key="map_all_csv",
        help=_("A row for each image: its class, and where it lies on each map."),
    )
