import base64
import io

import numpy as np
from PIL import Image
from streamlit.testing.v1 import AppTest

from aavae.ui.pictures.pictures import PictureRow, _render_row, encode_png
from tests.patience import PATIENCE


def test_a_picture_is_encoded_without_loss() -> None:
    image = np.random.default_rng(0).integers(0, 256, (3, 5, 7), dtype=np.uint8)
    decoded = Image.open(io.BytesIO(base64.b64decode(encode_png(image).split(",")[1])))
    np.testing.assert_array_equal(np.asarray(decoded).transpose(2, 0, 1), image)


def test_floats_are_clipped_to_the_range_of_pixels() -> None:
    image = np.full((3, 2, 2), 1.5, np.float32)
    assert encode_png(image) == encode_png(np.full((3, 2, 2), 255, np.uint8))


def test_hostile_names_become_text() -> None:
    row = PictureRow("<script>", np.zeros((1, 3, 2, 2), np.uint8), ['"><img onerror=x>'], "<b>")
    html = _render_row(row, 100, 120)
    assert "<script>" not in html
    assert "<img onerror" not in html
    assert "<b>" not in html


def test_no_row_at_all_draws_nothing() -> None:
    def page() -> None:
        from aavae.ui.pictures.pictures import render_rows

        render_rows([])

    app = AppTest.from_function(page, default_timeout=PATIENCE).run()
    assert not app.exception
    assert not app.get("html")
