"""Walls of small images side by side: the tile that one points at stands out in all of them, enlarged."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from aavae.data.image_set import to_uint8
from aavae.errors import UserError
from aavae.grids import make_sheet
from aavae.ui.component.own_component import load_component
from aavae.ui.pictures.pictures import encode_png, to_data_uri

_MOST_ACROSS = 4
_show = load_component(__file__)


class TileWall(NamedTuple):
    """One wall.

    Attributes:
        title: above it.
        note: a sentence below the title.
        images: (N, 3, H, W), uint8, or float in [0, 1]; a wall's image i belongs to the first wall's image i.
        mean: (3, H, W), what is shown as the wall's mean.
        colour: "#RRGGBB", of the line beside the title.
    """

    title: str
    note: str
    images: np.ndarray
    mean: np.ndarray
    colour: str


def render_tile_walls(
    walls: Sequence[TileWall], original: np.ndarray, tile_name: str, columns: int, key: str
) -> None:
    """Draw walls of equal size; a narrow screen has them one below the other.

    Below the first wall are the original, the tile that one points at, and the mean; below each other wall
    the first wall's tile, its own tile of the same number, and the mean.

    Args:
        walls: the first holds what the others were made from.
        original: (3, H, W), what the first wall's tiles were made from.
        tile_name: what a tile of the first wall is called, as in "View".
        columns: tiles in a row.
        key: one for each place on the page.

    Raises:
        UserError: walls of different numbers of images.
    """
    counts = {len(wall.images) for wall in walls}
    if len(counts) != 1:
        raise UserError(f"Walls side by side need as many images each; these have {sorted(counts)}.")
    (count,) = counts
    data = {
        "walls": [
            {
                "title": wall.title,
                "note": wall.note,
                "sheet": to_data_uri(make_sheet(to_uint8(wall.images), columns, gap=0)),
                "mean": encode_png(wall.mean),
                "colour": wall.colour,
            }
            for wall in walls
        ],
        "original": encode_png(original),
        "tile_name": tile_name,
        "places": [place_tile(number, count, columns) for number in range(count)],
        "columns": columns,
        "rows": -(-count // columns),
        "across": choose_across(len(walls)),
    }
    _show(data=data, key=key)


def choose_across(count: int) -> int:
    """How many of so many walls are side by side: rows as equal as they can be, of at most four."""
    return -(-count // -(-count // _MOST_ACROSS))


def place_tile(number: int, count: int, columns: int) -> str:
    """Where CSS finds the tile of a number, of so many in rows of `columns`: a `background-position`."""
    rows = -(-count // columns)
    return f"{_part(number % columns, columns)}% {_part(number // columns, rows)}%"


def _part(position: int, length: int) -> str:
    return f"{100 * position / max(length - 1, 1):.4g}"
