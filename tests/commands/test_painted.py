from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from aavae.commands.painted import save_painted


def test_images_are_laid_out_row_by_row_with_nothing_between_them(tmp_path: Path) -> None:
    images = np.stack([np.full((3, 2, 2), value, np.float32) for value in (0, 0.5, 1)])
    save_painted(tmp_path / "painted.png", {}, images, 2)
    pixels = np.asarray(Image.open(tmp_path / "painted.png"))
    # Two rows and two columns of two pixels and a gap of one, each pixel four wide.
    assert pixels.shape == (20, 20, 4)
    assert pixels[0, 0].tolist() == [0, 0, 0, 255]
    assert pixels[0, 19].tolist() == [128, 128, 128, 255]
    assert pixels[19, 0].tolist() == [255, 255, 255, 255]
    assert pixels[9, 9, 3] == pixels[19, 19, 3] == 0


@pytest.mark.parametrize(("count", "columns"), [(1, 1), (5, 3), (6, 3), (2, 4)])
def test_each_pixel_of_the_picture_is_as_it_was_painted(count: int, columns: int, tmp_path: Path) -> None:
    images = np.random.default_rng(count).random((count, 3, 4, 6), np.float32)
    save_painted(tmp_path / "painted.png", {}, images, columns)
    picture = Image.open(tmp_path / "painted.png")
    assert (picture.format, picture.mode) == ("PNG", "RGBA")
    wanted = np.zeros((-(-count // columns) * 5 - 1, columns * 7 - 1, 4), np.uint8)
    for index, image in enumerate(images):
        top, left = index // columns * 5, index % columns * 7
        wanted[top : top + 4, left : left + 6, :3] = np.rint(image * 255).transpose(1, 2, 0)
        wanted[top : top + 4, left : left + 6, 3] = 255
    np.testing.assert_array_equal(np.asarray(picture), np.kron(wanted, np.ones((4, 4, 1), np.uint8)))
