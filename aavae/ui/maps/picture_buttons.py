"""Pictures that open in the inspector when they are pressed, and so show where they lie on the maps."""

from collections.abc import Callable, Sequence

import numpy as np
import streamlit as st

from aavae.data.image_set import Dataset
from aavae.data.pool import describe, get_images
from aavae.ui.component.own_component import load_component
from aavae.ui.maps.selection import open_image
from aavae.ui.pictures.pictures import encode_png

_show = load_component(__file__)


def render_picture_buttons(
    dataset: Dataset,
    ids: np.ndarray,
    captions: Sequence[str],
    key: str,
    columns: int,
    on_open: Callable[[int], None] = open_image,
) -> None:
    """Draw images of a data set as buttons.

    Args:
        dataset: whose images they are.
        ids: integers (N,), see `aavae.data.pool`.
        captions: one below each image.
        key: one for each place on the page.
        columns: images in a row; a narrow screen has at most five.
        on_open: called with the id of the image that is pressed.
    """
    pictures = [
        {
            "id": int(number),
            "src": encode_png(image),
            "caption": caption,
            "label": describe(dataset, int(number)),
        }
        for number, image, caption in zip(ids, get_images(dataset, ids), captions, strict=True)
    ]

    def take() -> None:
        opened = st.session_state[key].opened
        if opened is not None:
            on_open(int(opened))

    _show(data={"pictures": pictures, "columns": columns}, key=key, on_opened_change=take)
