"""Walls of small images side by side: the tile that one points at stands out in all of them.

Below walls with means it is enlarged; walls without have a chosen tile, and a press chooses another.
"""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np
import streamlit as st

from aavae.data.image_set import to_uint8
from aavae.errors import UserError
from aavae.grids import count_rows, make_sheet
from aavae.language import _
from aavae.ui.component.own_component import load_component
from aavae.ui.figure import clean_view
from aavae.ui.pictures.pictures import encode_png, to_data_uri

_MOST_ACROSS = 4
_show = load_component(__file__)


class PictureWall(NamedTuple):
    """One wall.

    Attributes:
        title: above it.
        note: a sentence below the title.
        images: (N, 3, H, W), uint8, or float in [0, 1]; a wall's image i belongs to the first wall's image i.
        mean: (3, H, W), what is shown as the wall's mean; None: nothing is shown below the wall.
        colour: "#RRGGBB", of the line beside the title.
    """

    title: str
    note: str
    images: np.ndarray
    mean: np.ndarray | None = None
    colour: str | None = None


class PictureWallRow(NamedTuple):
    """Walls side by side; a narrow screen has them one below the other.

    Attributes:
        title: above them; may be empty.
        walls: from left to right.
    """

    title: str
    walls: Sequence[PictureWall]


def render_lens_walls(
    walls: Sequence[PictureWall], original: np.ndarray, tile_name: str, columns: int, key: str
) -> None:
    """Draw walls of equal size, with the tile that one points at enlarged below each.

    Below the first wall are the original, the tile that one points at, and the mean; below each other wall
    the first wall's tile, its own tile of the same number, and the mean.

    Args:
        walls: with means and colours; the first holds what the others were made from.
        original: (3, H, W), what the first wall's tiles were made from.
        tile_name: what a tile of the first wall is called, as in "view {number}"; the first is number 1.
        columns: tiles in a row.
        key: one for each place on the page.

    Raises:
        UserError: walls of different numbers of images.
    """
    data = _make_data([PictureWallRow("", walls)], columns)
    names = [tile_name.format(number=number + 1) for number in range(len(data["places"]))]
    with clean_view.place(key):
        _show(data=data | {"names": names, "gap": "2px", "original": encode_png(original)}, key=key)
    clean_view.render_link(key)


def render_choice_walls(
    rows: Sequence[PictureWallRow],
    tile_name: str,
    *,
    columns: int,
    chosen: int,
    key: str,
    on_pick: Callable[[int], None],
) -> None:
    """Draw walls of equal size, in which the tile of one number is chosen.

    Args:
        rows: from top to bottom; the walls have neither means nor colours.
        tile_name: what a tile is called, as in "sample {number}"; the first is number 0.
        columns: tiles in a row of a wall.
        chosen: the number of the tile that is marked in every wall, from 0.
        key: one for each place on the page.
        on_pick: called with the number of the tile that is pressed.

    Raises:
        UserError: walls of different numbers of images.
    """
    data = _make_data(rows, columns)
    count = len(data["places"])
    # One pixel of the images, in parts of the wall's width.
    gap = 100 / (columns * (rows[0].walls[0].images.shape[-1] + 1) - 1)
    names = [tile_name.format(number=number) for number in range(count)]

    def take() -> None:
        number = read_pick(st.session_state[key].picked, count)
        if number is not None:
            on_pick(number)

    with clean_view.place(key):
        _show(
            data=data | {"names": names, "gap": f"{gap}cqi", "chosen": chosen}, key=key, on_picked_change=take
        )
    clean_view.render_link(key)


def _make_data(rows: Sequence[PictureWallRow], columns: int) -> dict[str, Any]:
    counts = {len(wall.images) for row in rows for wall in row.walls}
    if len(counts) != 1:
        raise UserError(
            _("Walls side by side need as many images each; these have {counts}.").format(
                counts=sorted(counts)
            )
        )
    (count,) = counts
    return {
        "rows": [
            {"title": row.title, "walls": [_describe_wall(wall, row, columns) for wall in row.walls]}
            for row in rows
        ],
        "places": [place_tile(number, count, columns) for number in range(count)],
        "columns": columns,
        "across": choose_across(max(len(row.walls) for row in rows)),
        "original": None,
        "chosen": None,
        "texts": {
            "original_alt": _("The original"),
            "original": _("original"),
            "painted": _("painted from it"),
            "mean": _("mean of all {count}").format(count=count),
        },
    }


def _describe_wall(wall: PictureWall, row: PictureWallRow, columns: int) -> dict[str, str | None]:
    label = ", ".join(filter(None, (row.title, wall.title)))
    return {
        "title": wall.title,
        "note": wall.note,
        "label": label,
        "help": _("{wall}: {count} images. Arrow keys go from one to the next.").format(
            wall=label, count=len(wall.images)
        ),
        "sheet": to_data_uri(make_sheet(to_uint8(wall.images), columns, gap=0)),
        "mean": None if wall.mean is None else encode_png(wall.mean),
        "mean_alt": _("{wall}: the mean").format(wall=wall.title),
        "colour": wall.colour,
    }


def choose_across(count: int) -> int:
    """How many of so many walls are side by side: rows as equal as they can be, of at most four."""
    return count_rows(count, count_rows(count, _MOST_ACROSS))


def place_tile(number: int, count: int, columns: int) -> str:
    """Where CSS finds the tile of a number, of so many in rows of `columns`: a `background-position`."""
    rows = count_rows(count, columns)
    return f"{_part(number % columns, columns)}% {_part(number // columns, rows)}%"


def _part(position: int, length: int) -> str:
    return f"{100 * position / max(length - 1, 1):.4g}"


def read_pick(value: object, count: int) -> int | None:
    """The number that a browser sent, if a wall of so many tiles has it."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < count:
        return None
    return int(value)
