import re

import numpy as np

from aavae.ui.pictures.picture_sheet import make_strips
from aavae.ui.pictures.pictures import PictureRow


def draw_images(count: int, height: int = 4, width: int = 6) -> np.ndarray:
    return np.random.default_rng(0).integers(0, 256, (count, 3, height, width), dtype=np.uint8)


def test_floats_are_clipped_to_the_range_of_pixels() -> None:
    bright, white = np.full((1, 3, 2, 2), 1.5, np.float32), np.full((1, 3, 2, 2), 255, np.uint8)
    assert make_strips([PictureRow("", bright)]) == make_strips([PictureRow("", white)])


def test_a_strip_has_one_picture_a_row_and_a_caption_a_column() -> None:
    rows = [PictureRow("<b>", draw_images(3), note="<i>"), PictureRow("second", draw_images(3))]
    text = make_strips(rows, ["0", "0.5", "<u>"])
    assert len(re.findall("<img", text)) == 2
    assert "--count: 3" in text
    assert not re.search("<[biu]>", text)
