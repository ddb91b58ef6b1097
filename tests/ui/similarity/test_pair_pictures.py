import re

import numpy as np

from aavae.ui.pictures.pictures import encode_png
from aavae.ui.similarity.pair_pictures import make_pairs

IMAGES = np.random.default_rng(0).integers(0, 256, (4, 3, 8, 8), np.uint8)


def test_the_two_images_of_a_pair_stand_together() -> None:
    text = make_pairs("Pairs", IMAGES[:2], IMAGES[2:], ["one", "two"])
    figures = re.findall(r"<figure>.*?</figure>", text)
    assert [re.findall(r'src="([^"]*)"', figure) for figure in figures] == [
        [encode_png(IMAGES[0]), encode_png(IMAGES[2])],
        [encode_png(IMAGES[1]), encode_png(IMAGES[3])],
    ]
    assert "one" in figures[0] and "two" in figures[1]


def test_a_hostile_name_becomes_text() -> None:
    text = make_pairs("<script>", IMAGES[:1], IMAGES[1:2], ['"><script>'], "<script>")
    assert "<script>" not in text
