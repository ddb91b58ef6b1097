import numpy as np
import pytest
import torch

from aavae.augment.distortion import distort, draw_distortion, to_parameters
from aavae.augment.pipeline import apply_parameters, draw_parameters, identity_parameters
from aavae.config import AugmentConfig
from aavae.distortion import Distortion
from aavae.errors import UserError

EVERYTHING = AugmentConfig(
    jitter_probability=0.7, jitter_strength=1.0, blur_probability=0.5, grayscale_probability=0.3
)
NOTHING = AugmentConfig(crop_probability=0, flip_probability=0, jitter_probability=0, grayscale_probability=0)


def random_images(num: int, height: int = 32, width: int = 32) -> np.ndarray:
    return np.random.default_rng(0).integers(0, 256, (num, 3, height, width), np.uint8)


@pytest.mark.parametrize(("height", "width"), [(32, 32), (37, 53)])
def test_a_draw_does_what_the_training_draws(height: int, width: int) -> None:
    image = random_images(1, height, width)
    unit = torch.from_numpy(image.astype(np.float32) / 255)
    for seed in range(60):
        drawn = draw_parameters(1, height, width, EVERYTHING, torch.Generator().manual_seed(seed))
        distortion = draw_distortion(seed, EVERYTHING, height, width)
        ours = distort(image, [distortion])
        np.testing.assert_allclose(ours, apply_parameters(unit, drawn).numpy(), atol=1e-6)
        np.testing.assert_array_equal(distort(image, [Distortion.from_text(distortion.to_text())]), ours)


def test_a_draw_that_does_nothing_is_the_identity() -> None:
    assert draw_distortion(3, NOTHING, 32, 32) == Distortion()


def test_draws_differ_and_replay() -> None:
    draws = [draw_distortion(seed, AugmentConfig(), 32, 32) for seed in range(20)]
    assert len({draw.to_text() for draw in draws}) == 20
    assert draws == [draw_distortion(seed, AugmentConfig(), 32, 32) for seed in range(20)]


def test_a_crop_too_small_to_show_is_refused() -> None:
    config = AugmentConfig(crop_scale_min=0.001, crop_scale_max=0.001)
    with pytest.raises(UserError, match="raise crop_scale_min"):
        draw_distortion(0, config, 64, 64)


def test_the_identity_changes_no_bit() -> None:
    images = random_images(4, 37, 53)
    parameters = to_parameters([Distortion()] * 4, 37, 53)
    expected = identity_parameters(4, 37, 53)
    assert all(torch.equal(ours, theirs) for ours, theirs in zip(parameters, expected, strict=True))
    ours = distort(images, [Distortion()] * 4)
    assert ours.dtype == np.float32
    np.testing.assert_array_equal(ours, images.astype(np.float32) / 255)


def test_one_image_meets_many_distortions_and_many_images_their_own() -> None:
    images, distortions = random_images(3), [Distortion(flip=True), Distortion(), Distortion(blur=1)]
    together = distort(images, distortions)
    many = distort(images[:1], distortions)
    np.testing.assert_array_equal(together[0], many[0])
    np.testing.assert_allclose(many[0], many[1][..., ::-1], atol=1e-5)
    np.testing.assert_allclose(distort(images[2:], distortions[2:])[0], together[2], atol=1e-6)
    floats = images.astype(np.float32) / 255
    np.testing.assert_array_equal(distort(floats, distortions), together)


def test_a_crop_is_the_box_of_whole_pixels() -> None:
    image = random_images(1)
    ours = distort(image, [Distortion(top=0.25, left=0.5, height=0.5, width=0.5)])[0]
    box = torch.from_numpy(image[:, :, 8:24, 16:32].astype(np.float32) / 255)
    expected = torch.nn.functional.interpolate(box, size=32, mode="bilinear", align_corners=False)[0]
    np.testing.assert_allclose(ours, expected.numpy(), atol=1e-5)


def test_wrong_images_are_refused() -> None:
    for images, message in (
        (random_images(1)[0], "must be"),
        (random_images(2)[:, :1], "must be"),
        (random_images(2), "2 images and 3 distortions"),
    ):
        with pytest.raises(UserError, match=message):
            distort(images, [Distortion()] * 3)
