"""A table with names of classes, without Streamlit's own button that saves it."""

from typing import Any

import pandas as pd
import streamlit as st

from aavae.data.pool import NO_LABEL
from aavae.language import N_, _

_TITLES = {
    "id": N_("id"),
    "image": N_("image"),
    "class": N_("class"),
    "from": N_("from"),
    "row": N_("row"),
    "selected": N_("selected"),
}
_WORDS = {"class": (NO_LABEL,), "from": (N_("training"), N_("test"))}
"""What is no class that came with the images."""


def render_image_table(table: pd.DataFrame, key: str, **frame: Any) -> Any:
    """Draw a table of images.

    Streamlit would save the names of classes as they are, which came with somebody's images; a spreadsheet
    runs a name that reads like a formula. The page's own button saves the table with `format_csv`.

    Args:
        table: a row an image; what is ours of its columns and words is shown in the reader's language.
        key: of the table; one for each place on the page.
        **frame: what else `st.dataframe` takes.

    Returns:
        What `st.dataframe` returns.
    """
    titles = {name: _(title) for name, title in _TITLES.items() if name in table}
    shown = table.assign(
        **{
            name: [_(word) if word in words else word for word in table[name]]
            for name, words in _WORDS.items()
            if name in table
        }
    )
    # The page's style knows the container's key, and hides the button.
    with st.container(key=f"image_table_{key}"):
        return st.dataframe(shown, hide_index=True, column_config=titles, key=key, **frame)
