import io

import numpy as np
import pytest
from PIL import Image

from aavae.ui.augmentation.poster import PosterPanel, draw_poster


def read(png: bytes) -> np.ndarray:
    picture = Image.open(io.BytesIO(png))
    assert picture.format == "PNG"
    return np.array(picture)


def test_every_image_is_on_it_enlarged_and_sharp() -> None:
    colours = np.random.default_rng(0).integers(1, 255, (8, 3), np.uint8)
    images = np.broadcast_to(colours[:, :, None, None], (8, 3, 4, 4)).astype(np.uint8)
    poster = read(draw_poster([PosterPanel("a", "", images[:4]), PosterPanel("b", "", images[4:])], 2, 2))
    for colour in colours:
        rows, columns = np.nonzero((poster == colour).all(-1))
        assert len(rows) == 12 * 12
        assert np.ptp(rows) == np.ptp(columns) == 11


def test_the_images_of_a_panel_are_in_rows_on_white() -> None:
    images = np.random.default_rng(0).integers(0, 255, (5, 3, 4, 6), np.uint8)
    poster = read(draw_poster([PosterPanel("", "", images)], 3, 1))
    # Below the margin and the panel's head; each pixel three wide, and six of white between images.
    grid = poster[24 + 84 : -24, 24:-24]
    assert grid.shape == (2 * 12 + 6, 3 * 18 + 2 * 6, 3)
    for index, image in enumerate(images):
        top, left = index // 3 * 18, index % 3 * 24
        tile = np.kron(image.transpose(1, 2, 0), np.ones((3, 3, 1), np.uint8))
        np.testing.assert_array_equal(grid[top : top + 12, left : left + 18], tile)
        grid[top : top + 12, left : left + 18] = 255
    assert (grid == 255).all()


def test_panels_that_are_not_side_by_side_are_below_each_other() -> None:
    panels = [PosterPanel("a", "note", np.zeros((4, 3, 8, 8), np.float32))] * 3
    wide, tall = read(draw_poster(panels, 2, 3)), read(draw_poster(panels, 2, 1))
    assert wide.shape[1] > tall.shape[1]
    assert tall.shape[0] > 2 * wide.shape[0]
    assert (tall[-1] == 255).all() and (tall[:, -1] == 255).all()


def test_the_title_is_written() -> None:
    images = np.full((1, 3, 64, 64), 255, np.uint8)
    blank, titled = (read(draw_poster([PosterPanel(title, "", images)], 1, 1)) for title in ("", "AAVAE"))
    assert (blank == 255).all()
    assert (titled < 128).any()


def test_letters_of_other_languages_are_written() -> None:
    images = np.zeros((1, 3, 64, 64), np.uint8)
    # A font without them has one box for all.
    pictures = {
        draw_poster([PosterPanel(letter, letter, images)], 1, 1) for letter in ("ä", "ö", "ł", "ж", "%")
    }
    assert len(pictures) == 5


@pytest.mark.parametrize(("size", "scale"), [(32, 3), (64, 2), (96, 1), (128, 1)])
def test_larger_images_are_enlarged_less(size: int, scale: int) -> None:
    poster = read(draw_poster([PosterPanel("", "", np.zeros((4, 3, size, size), np.uint8))], 2, 1))
    side = scale * (2 * size + 2)
    assert poster.shape == (2 * 24 + 84 + side, 2 * 24 + side, 3)
