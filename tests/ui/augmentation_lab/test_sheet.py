import numpy as np
import pytest

from aavae.errors import UserError
from aavae.ui.augmentation_lab.sheet import make_sheet, place_tile


@pytest.mark.parametrize(("count", "columns"), [(1, 1), (5, 2), (6, 3), (3, 8)])
def test_each_tile_is_its_image(count: int, columns: int) -> None:
    images = np.random.default_rng(0).integers(0, 256, (count, 3, 4, 5), np.uint8)
    sheet = make_sheet(images, columns)
    rows = -(-count // columns)
    assert sheet.shape == (3, 4 * rows, 5 * columns)
    for number in range(rows * columns):
        top, left = 4 * (number // columns), 5 * (number % columns)
        tile = sheet[:, top : top + 4, left : left + 5]
        np.testing.assert_array_equal(tile, images[number] if number < count else np.zeros_like(tile))


def test_floats_become_pixels() -> None:
    images = np.array([0.0, 1.0], np.float32).reshape(2, 1, 1, 1) * np.ones((1, 3, 2, 2), np.float32)
    assert make_sheet(images, 2)[0].tolist() == [[0, 0, 255, 255]] * 2


@pytest.mark.parametrize(("count", "columns"), [(0, 3), (3, 0)])
def test_nothing_makes_no_picture(count: int, columns: int) -> None:
    with pytest.raises(UserError, match="make no picture"):
        make_sheet(np.zeros((count, 3, 2, 2), np.uint8), columns)


def test_the_page_finds_each_tile() -> None:
    places = [place_tile(number, 6, 3) for number in range(6)]
    assert places == ["0% 0%", "50% 0%", "100% 0%", "0% 100%", "50% 100%", "100% 100%"]
    assert place_tile(0, 1, 1) == "0% 0%"
