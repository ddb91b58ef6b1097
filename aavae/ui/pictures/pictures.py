"""Rows of small images as one grid of page elements: sharp, captioned, and readable on a phone."""

import base64
import html
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import streamlit as st

from aavae.data.image_set import to_uint8
from aavae.grids import to_png


class PictureRow(NamedTuple):
    """One row of the grid.

    Attributes:
        title: above the row.
        images: (N, 3, H, W), uint8 or float in [0, 1].
        captions: one below each image, or none.
        note: beside the title.
    """

    title: str
    images: np.ndarray
    captions: Sequence[str] = ()
    note: str = ""


def render_rows(
    rows: Sequence[PictureRow], max_width: int = 1100, tile: int = 120, columns: int | None = None
) -> None:
    """Draw rows of images; rows of equal length line up.

    Args:
        rows: from top to bottom; without any nothing is drawn.
        max_width: of a row, in pixels; a narrow screen shrinks the images.
        tile: the largest width of an image, in pixels.
        columns: after so many images, a row goes on below; None: never, but on a narrow screen.
    """
    if rows:
        st.html(make_rows(rows, max_width, tile, columns))


def make_rows(
    rows: Sequence[PictureRow], max_width: int = 1100, tile: int = 120, columns: int | None = None
) -> str:
    """The HTML text that `render_rows` draws."""
    return "".join(_render_row(row, max_width, tile, columns) for row in rows)


def _render_row(row: PictureRow, max_width: int, tile: int, columns: int | None = None) -> str:
    columns = columns or len(row.images)
    tiles = []
    for index, image in enumerate(row.images):
        caption = row.captions[index] if row.captions else ""
        alt = html.escape(f"{row.title}, {caption or index + 1}", quote=True)
        below = f"<figcaption>{html.escape(caption)}</figcaption>" if caption else ""
        tiles.append(f'<figure><img src="{encode_png(image)}" alt="{alt}">{below}</figure>')
    note = f" <span>{html.escape(row.note)}</span>" if row.note else ""
    width = min(max_width, tile * columns)
    return (
        f'<div class="pictures-title">{html.escape(row.title)}{note}</div>'
        f'<div class="pictures" style="--count: {columns}; max-width: {width}px">'
        f"{''.join(tiles)}</div>"
    )


def encode_png(image: np.ndarray) -> str:
    """A (3, H, W) image, uint8 or float in [0, 1], as a data URI."""
    return to_data_uri(to_png(to_uint8(image).transpose(1, 2, 0)))


def to_data_uri(png: bytes) -> str:
    """A PNG as the address of an image."""
    return "data:image/png;base64," + base64.b64encode(png).decode()
