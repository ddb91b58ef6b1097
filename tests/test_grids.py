import io

import numpy as np
import pytest
from PIL import Image

from aavae.errors import UserError
from aavae.grids import CLEAR, WHITE, choose_saved_scale, count_rows, lay_out, make_sheet, take_apart


def draw_images(count: int, height: int = 4, width: int = 6) -> np.ndarray:
    return np.random.default_rng(0).integers(0, 256, (count, 3, height, width), dtype=np.uint8)


def read_png(png: bytes) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(png)))


@pytest.mark.parametrize(("gap", "scale"), [(0, 1), (1, 1), (2, 3)])
def test_every_image_lies_at_its_place_without_loss(gap: int, scale: int) -> None:
    images = draw_images(5)
    sheet = read_png(make_sheet(images, 3, gap, scale))
    assert sheet.shape == (scale * (2 * 4 + gap), scale * (3 * 6 + 2 * gap), 4)
    small = sheet[::scale, ::scale]
    np.testing.assert_array_equal(small.repeat(scale, 0).repeat(scale, 1), sheet)
    for index, image in enumerate(images):
        top, left = index // 3 * (4 + gap), index % 3 * (6 + gap)
        np.testing.assert_array_equal(small[top : top + 4, left : left + 6, :3], image.transpose(1, 2, 0))
    assert (small[..., 3] == 255).sum() == 5 * 4 * 6
    assert set(np.unique(small[..., 3])) == {0, 255}


@pytest.mark.parametrize("background", [(0, 0, 0), WHITE, (1, 2, 3), CLEAR, (1, 2, 3, 4)])
def test_where_no_image_is_there_is_the_background(background: tuple[int, ...]) -> None:
    grid = lay_out(draw_images(5), 3, 2, 3, background)
    assert grid.shape == (3 * (2 * 4 + 2), 3 * (3 * 6 + 2 * 2), len(background))
    assert (grid[3 * 4 : 3 * 6] == background).all()
    assert (grid[:, 3 * 6 : 3 * 8] == background).all()
    assert (grid[3 * 6 :, 3 * 16 :] == background).all()
    assert len(background) == 3 or (grid[: 3 * 4, : 3 * 6, 3] == 255).all()


@pytest.mark.parametrize("count", [1, 2, 3, 4, 6, 8])
def test_a_grid_is_taken_apart_into_its_images(count: int) -> None:
    images = draw_images(count)
    found = np.empty_like(images)
    take_apart(lay_out(images, 3), 3, found)
    np.testing.assert_array_equal(found, images)


def test_the_last_row_may_be_shorter() -> None:
    assert [count_rows(count, 3) for count in (1, 3, 4, 6, 7)] == [1, 1, 2, 2, 3]


@pytest.mark.parametrize(("shape", "columns"), [((0, 3, 4, 4), 2), ((3, 4, 4), 2), ((2, 3, 4, 4), 0)])
def test_what_is_no_wall_is_a_sentence(shape: tuple[int, ...], columns: int) -> None:
    with pytest.raises(UserError, match="A sheet needs"):
        make_sheet(np.zeros(shape, np.uint8), columns)


def test_floats_are_no_pixels() -> None:
    with pytest.raises(UserError, match="uint8"):
        lay_out(np.zeros((1, 3, 4, 4), np.float32), 1)


@pytest.mark.parametrize(
    ("size", "scale"), [(4, 4), (28, 4), (32, 4), (48, 2), (64, 2), (96, 1), (128, 1), (512, 1)]
)
def test_small_images_are_saved_enlarged_and_large_ones_as_they_are(size: int, scale: int) -> None:
    assert choose_saved_scale(size) == scale
