"""A table with names of classes, without Streamlit's own button that saves it."""

from typing import Any

import pandas as pd
import streamlit as st


def render_image_table(table: pd.DataFrame, key: str, **frame: Any) -> Any:
    """Draw a table of images.

    Streamlit would save the names of classes as they are, which came with somebody's images; a spreadsheet
    runs a name that reads like a formula. The page's own button saves the table with `format_csv`.

    Args:
        table: a row an image.
        key: of the table; one for each place on the page.
        **frame: what else `st.dataframe` takes.

    Returns:
        What `st.dataframe` returns.
    """
    # The page's style knows the container's key, and hides the button.
    with st.container(key=f"image_table_{key}"):
        return st.dataframe(table, hide_index=True, key=key, **frame)
