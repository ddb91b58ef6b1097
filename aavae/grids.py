"""Images of one size as one picture, row by row: walls, film strips, and sheets on disk."""

import io
from collections.abc import Sequence

import numpy as np
from PIL import Image

from aavae.errors import UserError
from aavae.language import _

_SAVED_SCALE, _SAVED_SIDE = 4, 128
"""Pixels of a saved picture for each pixel of its images, and for a whole image, at most."""

BLACK = (0, 0, 0)
WHITE = (255, 255, 255)
CLEAR = (0, 0, 0, 0)


def count_rows(count: int, columns: int) -> int:
    """Rows that so many images need; the last may be shorter."""
    return -(-count // columns)


def choose_saved_scale(size: int) -> int:
    """Pixels of a saved picture for each pixel of its images: small ones then stay sharp in a viewer.

    Args:
        size: height and width of the images, in pixels.
    """
    return max(1, min(_SAVED_SCALE, _SAVED_SIDE // size))


def lay_out(
    images: np.ndarray,
    columns: int,
    gap: int = 0,
    scale: int = 1,
    background: Sequence[int] = BLACK,
) -> np.ndarray:
    """Lay images out row by row.

    Args:
        images: uint8 (N, 3, H, W).
        columns: images in a row, at least 1; the last row may be shorter.
        gap: between neighbours, in pixels of the images.
        scale: of the picture: each pixel becomes a square of so many.
        background: the colour between images and after the last, from 0 to 255; with a fourth value, the
            picture has transparency, and that value is the background's: 0 is clear.

    Returns:
        uint8 (scale * (R * (H + gap) - gap), scale * (columns * (W + gap) - gap), 3 or 4), of R rows.

    Raises:
        UserError: no images, or no column.
    """
    if (
        images.dtype != np.uint8
        or images.ndim != 4
        or images.shape[1] != 3
        or images.size == 0
        or columns < 1
    ):
        raise UserError(
            _(
                "A sheet needs uint8 (N, 3, H, W) images and at least 1 column, got {dtype} {shape} and "
                "{columns}."
            ).format(dtype=images.dtype, shape=images.shape, columns=columns)
        )
    count, __, height, width = images.shape
    rows, down, across = count_rows(count, columns), height + gap, width + gap
    cells = np.empty((rows * columns, len(background), down, across), np.uint8)
    cells[:] = np.reshape(background, (-1, 1, 1))
    cells[:count, :3, :height, :width] = images
    cells[:count, 3:, :height, :width] = 255
    grid = cells.reshape(rows, columns, -1, down, across).transpose(0, 3, 1, 4, 2)
    grid = grid.reshape(rows * down, columns * across, -1)[: rows * down - gap, : columns * across - gap]
    return grid.repeat(scale, 0).repeat(scale, 1) if scale > 1 else grid


def take_apart(grid: np.ndarray, columns: int, out: np.ndarray) -> None:
    """The images that `lay_out` laid out with nothing between them, copied once.

    Args:
        grid: uint8 (R * H, columns * W, 3), of R rows.
        columns: images in a row.
        out: uint8 (N, 3, H, W), where they go.
    """
    count, __, height, width = out.shape
    cells = grid.reshape(-1, height, columns, width, 3).transpose(0, 2, 4, 1, 3)
    full_rows = count // columns
    split = full_rows * columns
    out[:split].reshape(full_rows, columns, 3, height, width)[:] = cells[:full_rows]
    if split < count:
        out[split:] = cells[full_rows, : count - split]


def to_png(pixels: np.ndarray) -> bytes:
    """A picture, uint8 (H, W, 3 or 4), as a PNG."""
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, format="PNG")
    return buffer.getvalue()


def make_sheet(images: np.ndarray, columns: int, gap: int = 1, scale: int = 1) -> bytes:
    """Images row by row as a PNG, with nothing (transparent) between them; see `lay_out`."""
    return to_png(lay_out(images, columns, gap, scale, CLEAR))
