"""What the walls are told; that they stand out together is tested in a browser."""

from typing import Any

import numpy as np
import pytest

from aavae.data.image_set import to_uint8
from aavae.errors import UserError
from aavae.grids import make_sheet
from aavae.ui.augmentation.tile_walls import TileWall, choose_across, place_tile, render_tile_walls
from aavae.ui.pictures.pictures import encode_png, to_data_uri


def make_wall(title: str, count: int, seed: int = 0) -> TileWall:
    images = np.random.default_rng(seed).random((count, 3, 4, 4), np.float32)
    return TileWall(title, "a note", images, images.mean(0), "#123456")


def test_each_wall_is_one_sheet_and_its_mean(monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[dict[str, Any]] = []
    monkeypatch.setattr("aavae.ui.augmentation.tile_walls._show", lambda **given: shown.append(given))
    walls = [make_wall("views", 6), make_wall("model", 6, seed=1)]
    render_tile_walls(walls, np.zeros((3, 4, 4), np.uint8), "view", 3, "walls")
    data = shown[0]["data"]
    assert [wall["sheet"] for wall in data["walls"]] == [
        to_data_uri(make_sheet(to_uint8(wall.images), 3, gap=0)) for wall in walls
    ]
    assert [wall["mean"] for wall in data["walls"]] == [encode_png(wall.mean) for wall in walls]
    assert (len(data["places"]), data["columns"], data["rows"], data["across"]) == (6, 3, 2, 2)


def test_walls_of_different_numbers_do_not_belong_together() -> None:
    with pytest.raises(UserError, match=r"\[4, 6\]"):
        render_tile_walls([make_wall("a", 6), make_wall("b", 4)], np.zeros((3, 4, 4)), "view", 3, "walls")


def test_rows_of_walls_are_as_equal_as_they_can_be() -> None:
    assert [choose_across(count) for count in range(1, 10)] == [1, 2, 3, 4, 3, 3, 4, 4, 3]


def test_the_page_finds_each_tile() -> None:
    places = [place_tile(number, 6, 3) for number in range(6)]
    assert places == ["0% 0%", "50% 0%", "100% 0%", "0% 100%", "50% 100%", "100% 100%"]
    assert place_tile(0, 1, 1) == "0% 0%"
