import io
import re

import numpy as np
import pytest
from PIL import Image

from aavae.errors import UserError
from aavae.ui.pictures.picture_sheet import make_sheet, make_strips
from aavae.ui.pictures.pictures import PictureRow


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


def test_floats_are_clipped_to_the_range_of_pixels() -> None:
    assert make_sheet(np.full((1, 3, 2, 2), 1.5, np.float32), 1) == make_sheet(
        np.full((1, 3, 2, 2), 255, np.uint8), 1
    )


@pytest.mark.parametrize(("shape", "columns"), [((0, 3, 4, 4), 2), ((3, 4, 4), 2), ((2, 3, 4, 4), 0)])
def test_what_is_no_wall_is_a_sentence(shape: tuple[int, ...], columns: int) -> None:
    with pytest.raises(UserError, match="A sheet needs"):
        make_sheet(np.zeros(shape, np.uint8), columns)


def test_a_strip_has_one_picture_a_row_and_a_caption_a_column() -> None:
    rows = [PictureRow("<b>", draw_images(3), note="<i>"), PictureRow("second", draw_images(3))]
    text = make_strips(rows, ["0", "0.5", "<u>"])
    assert len(re.findall("<img", text)) == 2
    assert "--count: 3" in text
    assert not re.search("<[biu]>", text)
