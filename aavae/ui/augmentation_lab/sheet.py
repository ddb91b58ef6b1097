"""Many small images as one picture: one file instead of many, whose tiles the page shows."""

import numpy as np

from aavae.data.image_set import to_uint8
from aavae.errors import UserError


def make_sheet(images: np.ndarray, columns: int) -> np.ndarray:
    """Images as the tiles of one picture, along the rows; what is left of the last row is black.

    Args:
        images: (N, 3, H, W), uint8, or float in [0, 1].
        columns: tiles in a row, at least 1.

    Returns:
        uint8 (3, rows * H, columns * W).

    Raises:
        UserError: there is no image, or no column.
    """
    if columns < 1 or not len(images):
        raise UserError(
            f"{len(images)} images in {columns} columns make no picture: give at least one of both."
        )
    pixels = images if images.dtype == np.uint8 else to_uint8(images)
    count, _, height, width = pixels.shape
    rows = -(-count // columns)
    tiles = np.zeros((rows * columns, 3, height, width), np.uint8)
    tiles[:count] = pixels
    sheet = tiles.reshape(rows, columns, 3, height, width).transpose(2, 0, 3, 1, 4)
    return sheet.reshape(3, rows * height, columns * width)


def place_tile(number: int, count: int, columns: int) -> str:
    """Where CSS finds a tile on a sheet of `make_sheet`, as `background-position`."""
    rows = -(-count // columns)
    return f"{_part(number % columns, columns)}% {_part(number // columns, rows)}%"


def _part(position: int, length: int) -> str:
    return f"{100 * position / max(length - 1, 1):.4g}"
