"""The images of the selection, with the counts of their classes."""

from collections import Counter
from collections.abc import Mapping

import numpy as np
import pandas as pd
import streamlit as st

from aavae.data.image_set import Dataset
from aavae.data.pool import describe, get_classes, name_images
from aavae.formatting import format_count
from aavae.language import _, ngettext
from aavae.spreadsheets import format_csv
from aavae.ui.maps.class_names import show_class_names
from aavae.ui.maps.image_table import render_image_table
from aavae.ui.maps.picture_buttons import render_picture_buttons
from aavae.ui.maps.selection import fits_link, get_selected, open_image, select

_MAX_SHOWN = 60
_COLUMNS = 12


def render_gallery(dataset: Dataset, columns: Mapping[str, np.ndarray], ids: np.ndarray) -> None:
    """The selected images: counts, pictures, and a table that can be saved.

    Args:
        dataset: whose images they are.
        columns: more to say of each image of the map in the table, by title.
        ids: of the images of the map.
    """
    selected = get_selected()
    if not len(selected):
        st.info(
            _(
                "Nothing is selected. Draw a lasso or a box around some points, or click one; shift adds to "
                "the selection, Escape clears it. All other points turn grey, on every map."
            ),
            icon=":material/gesture_select:",
        )
        return
    labels, names = get_classes(dataset, selected)
    names = show_class_names(names)
    counts = Counter(names[label] for label in labels)
    classes = " · ".join(f"**{format_count(count)}** {name}" for name, count in counts.most_common())
    st.markdown(
        ngettext(
            "**{count} selected image:** {classes}", "**{count} selected images:** {classes}", len(selected)
        ).format(count=format_count(len(selected)), classes=classes)
    )
    with st.container(horizontal=True):
        st.button(
            _("Clear the selection"),
            icon=":material/close:",
            on_click=select,
            args=(selected[:0],),
            help=_("All points get their colours back."),
        )
        table = _make_table(dataset, selected, columns, ids)
        st.download_button(
            _("The selection, as CSV"),
            lambda: format_csv(table.to_dict("records")),
            file_name="selection.csv",
            mime="text/csv",
            on_click="ignore",
            icon=":material/download:",
            help=_("A row for each selected image: its class, and where it lies on each map."),
        )
    if not fits_link():
        st.caption(_("The address holds no selection as large as this one: save it as CSV to keep it."))
    _render_pictures(dataset, selected)
    with st.expander(_("As a table"), icon=":material/table:"):
        st.caption(_("Choose a row to open its image."))
        chosen = render_image_table(table, "map_table", on_select="rerun", selection_mode="single-row")
        rows = chosen["selection"]["rows"]
        if rows and st.button(
            _("Open this image"),
            icon=":material/open_in_full:",
            help=_("Its views, reconstructions and neighbours, under Open image."),
        ):
            open_image(int(table["id"].iloc[rows[0]]))
            st.rerun(scope="fragment")


def _render_pictures(dataset: Dataset, selected: np.ndarray) -> None:
    shown = selected[:_MAX_SHOWN]
    captions = name_images(dataset, shown)
    render_picture_buttons(dataset, shown, captions, "map_gallery", _COLUMNS)
    if len(selected) > _MAX_SHOWN:
        st.caption(
            _("The first {max_shown} of {count} are shown; the table has all of them.").format(
                max_shown=_MAX_SHOWN, count=format_count(len(selected))
            )
        )
    st.caption(_("Press a picture to open it."))


def _make_table(
    dataset: Dataset, selected: np.ndarray, columns: Mapping[str, np.ndarray], ids: np.ndarray
) -> pd.DataFrame:
    """One row a selected image; a column is empty for an image that is not on the map."""
    order = np.argsort(ids)
    places = np.searchsorted(ids[order], selected).clip(max=len(ids) - 1)
    places = order[places]
    on_map = ids[places] == selected
    labels, names = get_classes(dataset, selected)
    return pd.DataFrame(
        {
            "id": selected,
            "image": [describe(dataset, int(number)) for number in selected],
            "class": [names[label] for label in labels],
            **{title: np.where(on_map, values[places], np.nan) for title, values in columns.items()},
        }
    )
