"""A film strip: the same steps in every row, one below the other, to be scrolled on a narrow screen."""

import html
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import streamlit as st

from aavae.ui.augmentation_lab.sheet import make_sheet, place_tile
from aavae.ui.pictures import encode_png

_STYLE = """<style>
.film-strip {overflow-x: auto; padding-bottom: 0.5rem; scrollbar-width: thin;}
.film-strip-rows {min-width: calc(var(--count) * 58px);}
.film-strip-title {position: sticky; left: 0; display: inline-block; font-weight: 600; line-height: 1.5;}
.film-strip-row {display: grid; gap: 3px; margin-bottom: 0.35rem;
  grid-template-columns: repeat(var(--count), minmax(0, 1fr));}
.film-strip-row > div {aspect-ratio: 1; background-image: var(--sheet); border-radius: 3px;
  background-size: calc(100% * var(--count)) 100%; image-rendering: pixelated;}
.film-strip-row > span {font-size: 0.8rem; text-align: center; font-variant-numeric: tabular-nums;}
</style>"""


class StripRow(NamedTuple):
    """One row.

    Attributes:
        title: above it.
        images: (N, 3, H, W), uint8, or float in [0, 1].
    """

    title: str
    images: np.ndarray


def render_film_strip(rows: Sequence[StripRow], captions: Sequence[str]) -> None:
    """Draw rows of as many images each, and a caption below each column."""
    st.html(make_film_strip(rows, captions))


def make_film_strip(rows: Sequence[StripRow], captions: Sequence[str]) -> str:
    """The HTML text that `render_film_strip` draws."""
    below = "".join(f"<span>{html.escape(caption)}</span>" for caption in captions)
    return (
        f'{_STYLE}<div class="film-strip" tabindex="0" role="group" aria-label="Film strip">'
        f'<div class="film-strip-rows" style="--count: {len(captions)}">'
        f"{''.join(_make_row(row) for row in rows)}"
        f'<div class="film-strip-row">{below}</div></div></div>'
    )


def _make_row(row: StripRow) -> str:
    count, title = len(row.images), html.escape(row.title, quote=True)
    tiles = "".join(
        f'<div style="background-position: {place_tile(number, count, count)}"></div>'
        for number in range(count)
    )
    sheet = encode_png(make_sheet(row.images, count))
    return (
        f'<div class="film-strip-title">{title}</div>'
        f'<div class="film-strip-row" role="img" aria-label="{title}, step by step" '
        f"style=\"--sheet: url('{sheet}')\">{tiles}</div>"
    )
