"""The pictures that the lesson's models look at: one of each class of the test images that ship."""

import numpy as np
import streamlit as st

from aavae.data.image_set import Dataset
from aavae.evaluation.augmentation.gallery import choose_examples
from aavae.language import _

_KEY = "lesson_picture"
_FIRST = 7
"""A horse: it has a shape and a colour."""


def get_picture(dataset: Dataset) -> np.ndarray:
    """The picture that the reader looks at, uint8 (3, H, W)."""
    rows = choose_examples(dataset.test)
    number = st.session_state.get(_KEY, _FIRST) % len(rows)
    return dataset.test.take(rows[number : number + 1])[0]


def render_next_picture() -> None:
    """The button that goes on to the next picture."""
    st.button(
        _("Next picture"),
        icon=":material/skip_next:",
        key="lesson_next_picture",
        on_click=_go_on,
        help=_("Show the models another of ten pictures, one of each class."),
    )


def _go_on() -> None:
    st.session_state[_KEY] = st.session_state.get(_KEY, _FIRST) + 1
