"""Panels of small images as one picture to keep: with their titles, sharp, and on white."""

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import numpy as np
import streamlit as st
from PIL import Image, ImageDraw, ImageFont

from aavae.data.image_set import to_uint8
from aavae.grids import WHITE, count_rows, lay_out, to_png

_LARGEST_SCALE, _SIDE = 3, 96
"""Pixels of the picture for one of an image at most, and about as many for a whole one, if it has fewer."""
_GAP = 2
"""Between images, in their pixels."""
_MARGIN = 24
_TITLE, _NOTE = 30, 21
"""Sizes of the text, in pixels."""
_HEAD = 84
_TEXT_COLOUR, _NOTE_COLOUR = "#16202c", "#4a5768"
_FONTS = Path(st.__file__).with_name("static") / "static/media"
"""Where Streamlit has the font of its pages."""


class PosterPanel(NamedTuple):
    """A part of the picture.

    Attributes:
        title: above it.
        note: below the title, one line; cut off where it is wider than the panel.
        images: (N, 3, H, W), uint8, or float in [0, 1].
    """

    title: str
    note: str
    images: np.ndarray


def draw_poster(panels: Sequence[PosterPanel], columns: int, across: int) -> bytes:
    """A PNG of panels, each a grid of its images.

    Args:
        panels: one or more, of as many images each.
        columns: images in a row of a panel.
        across: panels in a row of the picture.
    """
    count, _, height, width = panels[0].images.shape
    scale = _choose_scale(height)
    rows, across = count_rows(count, columns), min(across, len(panels))
    panel_width = scale * (columns * (width + _GAP) - _GAP)
    panel_height = _HEAD + scale * (rows * (height + _GAP) - _GAP)
    down = count_rows(len(panels), across)
    size = (
        across * (panel_width + _MARGIN) + _MARGIN,
        down * (panel_height + _MARGIN) + _MARGIN,
    )
    poster = Image.new("RGB", size, "white")
    for number, panel in enumerate(panels):
        left = _MARGIN + number % across * (panel_width + _MARGIN)
        top = _MARGIN + number // across * (panel_height + _MARGIN)
        poster.paste(_draw_panel(panel, columns, (panel_width, panel_height), scale), (left, top))
    return to_png(np.asarray(poster))


def _draw_panel(panel: PosterPanel, columns: int, size: tuple[int, int], scale: int) -> Image.Image:
    drawn = Image.new("RGB", size, "white")
    draw = ImageDraw.Draw(drawn)
    draw.text((0, 0), panel.title, _TEXT_COLOUR, _load_font(_TITLE, "Semibold"))
    draw.text((0, _TITLE + 12), panel.note, _NOTE_COLOUR, _load_font(_NOTE, "Regular"))
    grid = lay_out(to_uint8(panel.images), columns, _GAP, scale, WHITE)
    drawn.paste(Image.fromarray(grid), (0, _HEAD))
    return drawn


def _load_font(size: int, weight: str) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    """The font of the page, with the letters of many languages; Pillow's own has those of English alone."""
    for path in sorted(_FONTS.glob("SourceSansVF-Upright*")):
        # A Pillow that was built without the compression of web fonts, or without fonts that vary.
        with suppress(OSError, NotImplementedError):
            font = ImageFont.truetype(path, size)
            font.set_variation_by_name(weight)
            return font
    return ImageFont.load_default(size)


def _choose_scale(size: int) -> int:
    return max(1, min(_LARGEST_SCALE, round(_SIDE / size)))
