"""Panels of small images as one picture to keep: with their titles, sharp, and on white."""

import io
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from aavae.data.image_set import to_uint8

_SCALE = 3
"""Pixels of the picture for one of an image."""
_GAP = 6
_MARGIN = 24
_TITLE, _NOTE = 30, 21
"""Sizes of the text, in pixels."""
_HEAD = 84
_TEXT_COLOUR, _NOTE_COLOUR = "#16202c", "#4a5768"


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
    rows, across = -(-count // columns), min(across, len(panels))
    panel_width = columns * (width * _SCALE + _GAP) - _GAP
    panel_height = _HEAD + rows * (height * _SCALE + _GAP) - _GAP
    down = -(-len(panels) // across)
    size = (
        across * (panel_width + _MARGIN) + _MARGIN,
        down * (panel_height + _MARGIN) + _MARGIN,
    )
    poster = Image.new("RGB", size, "white")
    for number, panel in enumerate(panels):
        left = _MARGIN + number % across * (panel_width + _MARGIN)
        top = _MARGIN + number // across * (panel_height + _MARGIN)
        poster.paste(_draw_panel(panel, columns, (panel_width, panel_height)), (left, top))
    buffer = io.BytesIO()
    poster.save(buffer, format="PNG")
    return buffer.getvalue()


def _draw_panel(panel: PosterPanel, columns: int, size: tuple[int, int]) -> Image.Image:
    drawn = Image.new("RGB", size, "white")
    draw = ImageDraw.Draw(drawn)
    draw.text((0, 0), panel.title, _TEXT_COLOUR, ImageFont.load_default(_TITLE))
    draw.text((0, _TITLE + 12), panel.note, _NOTE_COLOUR, ImageFont.load_default(_NOTE))
    pixels = panel.images if panel.images.dtype == np.uint8 else to_uint8(panel.images)
    for number, image in enumerate(pixels):
        tile = Image.fromarray(image.transpose(1, 2, 0))
        tile = tile.resize((tile.width * _SCALE, tile.height * _SCALE), Image.Resampling.NEAREST)
        place = (
            number % columns * (tile.width + _GAP),
            _HEAD + number // columns * (tile.height + _GAP),
        )
        drawn.paste(tile, place)
    return drawn
