"""Walls of samples, a row for each model; the sample of one number can be chosen in any of them."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
import streamlit as st

from aavae.ui.component.own_component import load_component
from aavae.ui.pictures.picture_sheet import make_sheet
from aavae.ui.pictures.pictures import to_data_uri

_GAP = 1
_show = load_component(__file__)


class SampleWall(NamedTuple):
    """One wall of samples.

    Attributes:
        title: above the wall.
        note: beside the title.
        images: (N, 3, H, W), uint8 or float in [0, 1], row by row.
    """

    title: str
    note: str
    images: np.ndarray


class SampleWallRow(NamedTuple):
    """The walls of one model, side by side."""

    title: str
    walls: Sequence[SampleWall]


def render_sample_walls(
    rows: Sequence[SampleWallRow], columns: int, chosen: int, key: str, on_pick: Callable[[int], None]
) -> None:
    """Draw walls of equally many samples.

    Args:
        rows: one for each model.
        columns: samples in a row of a wall.
        chosen: the number of the sample that is marked in every wall, from 0.
        key: one for each place on the page.
        on_pick: called with the number of the sample that is pressed.
    """
    images = rows[0].walls[0].images
    data = {
        "rows": [
            {
                "title": row.title,
                "walls": [
                    {
                        "title": wall.title,
                        "note": wall.note,
                        "src": to_data_uri(make_sheet(wall.images, columns, _GAP)),
                        "label": f"{row.title}, {wall.title}",
                    }
                    for wall in row.walls
                ],
            }
            for row in rows
        ],
        "columns": columns,
        "count": len(images),
        "gap": 100 * _GAP / (columns * (images.shape[-1] + _GAP) - _GAP),
        "chosen": chosen,
    }

    def take() -> None:
        number = read_pick(st.session_state[key].picked, len(images))
        if number is not None:
            on_pick(number)

    _show(data=data, key=key, on_picked_change=take)


def read_pick(value: object, count: int) -> int | None:
    """The number that a browser sent, if a wall of so many samples has it."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < count:
        return None
    return int(value)
