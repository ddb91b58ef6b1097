"""Pairs of views as pictures: two images close together, and a line below them."""

import html
from collections.abc import Sequence

import numpy as np
import streamlit as st

from aavae.language import _
from aavae.ui.pictures.pictures import encode_png


def render_pairs(
    title: str, first: np.ndarray, second: np.ndarray, captions: Sequence[str], note: str = ""
) -> None:
    """Draw pairs as a grid, as many beside each other as the screen has room for.

    Args:
        title: above the grid.
        first: (N, 3, H, W), uint8 or float in [0, 1].
        second: the other image of each pair.
        captions: one below each pair.
        note: beside the title.
    """
    st.html(make_pairs(title, first, second, captions, note))


def make_pairs(
    title: str, first: np.ndarray, second: np.ndarray, captions: Sequence[str], note: str = ""
) -> str:
    """The HTML text that `render_pairs` draws."""
    one_view, other_view = _("{caption}, one view"), _("the other view")
    figures = "".join(
        f'<figure><div><img src="{encode_png(one)}" alt="{_escape(one_view.format(caption=caption))}">'
        f'<img src="{encode_png(other)}" alt="{_escape(other_view)}"></div>'
        f"<figcaption>{_escape(caption)}</figcaption></figure>"
        for one, other, caption in zip(first, second, captions, strict=True)
    )
    beside = f" <span>{_escape(note)}</span>" if note else ""
    return f'<div class="pairs-title">{_escape(title)}{beside}</div><div class="pairs">{figures}</div>'


def _escape(text: str) -> str:
    return html.escape(text, quote=True)
