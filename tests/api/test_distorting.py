import numpy as np
import pytest
from PIL import Image

from aavae.api.distorting import distort
from aavae.augment.distortion import distort as distort_rows
from aavae.augment.distortion import draw_distortion
from aavae.config import AugmentConfig
from aavae.data.image_set import to_uint8
from aavae.distortion import Distortion
from aavae.errors import UserError

IMAGES = np.random.default_rng(0).integers(0, 256, (4, 3, 32, 32), dtype=np.uint8)


def test_a_text_distorts_every_image_as_it_says() -> None:
    assert (distort(IMAGES, "flip") == IMAGES[..., ::-1]).all()
    assert (distort(IMAGES, "") == IMAGES).all()
    text = "crop=0.1,0.2,0.5,0.5;hue=0.1"
    assert (distort(IMAGES, text) == to_uint8(distort_rows(IMAGES, [Distortion.from_text(text)] * 4))).all()


def test_a_draw_is_that_of_a_training_and_follows_its_seed() -> None:
    first, again, other = (distort(IMAGES, draw=seed) for seed in (3, 3, 4))
    assert (first == again).all()
    assert (first != other).any()
    alone = distort(IMAGES[:1], draw=3)
    expected = to_uint8(distort_rows(IMAGES[:1], [draw_distortion(3, AugmentConfig(), 32, 32)]))
    assert np.abs(alone.astype(int) - expected).max() <= 1


def test_pictures_and_no_images_are_images_too() -> None:
    picture = Image.fromarray(IMAGES[0].transpose(1, 2, 0))
    assert (distort([picture], "flip") == IMAGES[:1, ..., ::-1]).all()
    for none in (distort(IMAGES[:0], "flip"), distort(IMAGES[:0], draw=0)):
        assert none.shape == (0, 3, 32, 32)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({}, "Give either a distortion"),
        ({"distortion": "flip", "draw": 1}, "Give either a distortion"),
        ({"distortion": 5}, "A distortion is a text such as 'hue=0.1', not 5"),
        ({"distortion": "spin"}, "'spin' is no part of a distortion"),
        ({"distortion": "hue=3"}, "Distortion: hue"),
        ({"draw": -1}, "seed: give a whole number"),
        ({"draw": 1.5}, "seed: give a whole number"),
    ],
)
def test_wrong_arguments_are_sentences(arguments: dict, message: str) -> None:
    with pytest.raises(UserError, match=message):
        distort(IMAGES, **arguments)
