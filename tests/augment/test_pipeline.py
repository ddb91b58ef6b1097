import pytest
import torch
from torch import Tensor
from torchvision.transforms import ColorJitter
from torchvision.transforms.v2 import functional

import aavae.augment
from aavae.augment.blur import compute_kernel_size
from aavae.augment.pipeline import (
    Parameters,
    apply_parameters,
    augment,
    draw_parameters,
    identity_parameters,
)
from aavae.config import AugmentConfig
from aavae.errors import UserError

EVERYTHING = AugmentConfig(
    crop_probability=0.8, blur_probability=0.5, grayscale_probability=0.3, jitter_strength=1.0
)
NOTHING = AugmentConfig(
    crop_probability=0, flip_probability=0, jitter_probability=0, grayscale_probability=0, blur_probability=0
)
SIZES = [(32, 32), (48, 64), (37, 53)]


def random_images(n: int, height: int = 32, width: int = 32) -> Tensor:
    return torch.rand(n, 3, height, width, generator=torch.Generator().manual_seed(11))


def draw(n: int, height: int = 32, width: int = 32, config: AugmentConfig = EVERYTHING) -> Parameters:
    return draw_parameters(n, height, width, config, torch.Generator().manual_seed(12))


def rows_of(parameters: Parameters, rows: slice) -> Parameters:
    return Parameters(*(values[rows] for values in parameters))


def apply_torchvision(image: Tensor, row: Parameters) -> Tensor:
    """One image, one row of parameters, by torchvision's functions."""
    height, width = image.shape[1:]
    box = row.crop[0].long().tolist()
    image = functional.resized_crop(image, *box, size=[height, width], antialias=True)
    if row.flip:
        image = functional.horizontal_flip(image)
    adjust = (
        lambda image: functional.adjust_brightness(image, row.brightness.item()),
        lambda image: functional.adjust_contrast(image, row.contrast.item()),
        lambda image: functional.adjust_saturation(image, row.saturation.item()),
        lambda image: functional.adjust_hue(image, row.hue.item()),
    )
    for operation in row.jitter_order[0].tolist():
        image = adjust[operation](image)
    if row.grayscale:
        image = functional.rgb_to_grayscale(image, num_output_channels=3)
    if row.blur_sigma > 0:
        size = compute_kernel_size(height)
        image = functional.gaussian_blur(image, [size, size], [row.blur_sigma.item()] * 2)
    return image


@pytest.mark.parametrize(("height", "width"), SIZES)
def test_the_whole_pipeline_equals_torchvisions_image_by_image(height: int, width: int) -> None:
    images, parameters = random_images(96, height, width), draw(96, height, width)
    ours = apply_parameters(images, parameters)
    for i, image in enumerate(images):
        expected = apply_torchvision(image, rows_of(parameters, slice(i, i + 1)))
        torch.testing.assert_close(ours[i], expected, rtol=0, atol=1e-4)


@pytest.mark.parametrize(("height", "width"), SIZES)
def test_results_are_in_range_and_the_input_is_untouched(height: int, width: int) -> None:
    images = random_images(256, height, width).round()
    before = images.clone()
    ours = augment(images, EVERYTHING, torch.Generator().manual_seed(13))
    assert torch.equal(images, before)
    assert (ours.shape, ours.dtype) == (images.shape, torch.float32)
    assert ours.min() >= 0 and ours.max() <= 1


@pytest.mark.parametrize(("height", "width"), SIZES)
def test_identity_parameters_change_no_bit(height: int, width: int) -> None:
    images = random_images(5, height, width)
    ours = apply_parameters(images, identity_parameters(5, height, width))
    assert torch.equal(ours, images)
    assert ours.data_ptr() != images.data_ptr()


def test_a_configuration_with_every_probability_0_changes_no_bit() -> None:
    images = random_images(64)
    assert torch.equal(augment(images, NOTHING, torch.Generator().manual_seed(1)), images)


def test_a_jitter_of_strength_0_changes_no_bit() -> None:
    images, config = (
        random_images(64),
        NOTHING.model_copy(update={"jitter_probability": 1.0, "jitter_strength": 0.0}),
    )
    assert torch.equal(augment(images, config, torch.Generator().manual_seed(1)), images)


def test_the_same_parameters_and_the_same_seed_replay_to_the_bit() -> None:
    images, parameters = random_images(64), draw(64)
    first = apply_parameters(images, parameters)
    assert torch.equal(first, apply_parameters(images, parameters))
    assert torch.equal(first, augment(images, EVERYTHING, torch.Generator().manual_seed(12)))
    assert not torch.equal(first, augment(images, EVERYTHING, torch.Generator().manual_seed(14)))


def test_each_sample_depends_on_its_own_row_alone() -> None:
    images, parameters = random_images(40), draw(40)
    together = apply_parameters(images, parameters)
    for i in range(40):
        row = slice(i, i + 1)
        alone = apply_parameters(images[row], rows_of(parameters, row))
        torch.testing.assert_close(together[row], alone, rtol=0, atol=1e-5)


def test_samples_of_one_batch_get_different_augmentations() -> None:
    image = random_images(1).expand(64, -1, -1, -1)
    ours = augment(image, AugmentConfig(), torch.Generator().manual_seed(15))
    assert len(ours.flatten(1).unique(dim=0)) == 64


def test_autocast_does_not_lower_the_precision() -> None:
    images, parameters = random_images(32), draw(32)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        ours = apply_parameters(images, parameters)
    assert torch.equal(ours, apply_parameters(images, parameters))


def test_drawing_leaves_the_global_generator_alone() -> None:
    before = torch.get_rng_state()
    augment(random_images(8), EVERYTHING, torch.Generator().manual_seed(1))
    assert torch.equal(torch.get_rng_state(), before)


@pytest.mark.parametrize(
    "change",
    [
        {"crop_probability": 0.0},
        {"flip_probability": 1.0},
        {"jitter_probability": 0.0},
        {"grayscale_probability": 1.0},
        {"blur_probability": 1.0},
    ],
)
def test_one_setting_leaves_the_other_parameters_as_they_were(change: dict[str, float]) -> None:
    before, after = draw(256), draw(256, config=EVERYTHING.model_copy(update=change))
    changed = {name for name, old in before._asdict().items() if not torch.equal(old, getattr(after, name))}
    allowed = {
        "crop_probability": {"crop"},
        "flip_probability": {"flip"},
        "jitter_probability": {"brightness", "contrast", "saturation", "hue"},
        "grayscale_probability": {"grayscale"},
        "blur_probability": {"blur_sigma"},
    }[next(iter(change))]
    assert changed == allowed


def test_events_happen_with_their_probabilities() -> None:
    config = AugmentConfig(
        crop_probability=0.3,
        flip_probability=0.6,
        jitter_probability=0.8,
        grayscale_probability=0.2,
        blur_probability=0.5,
        crop_scale_max=0.5,
    )
    n = 20_000
    drawn = draw(n, config=config)
    whole = torch.tensor([0.0, 0.0, 32.0, 32.0])
    events = {
        "crop_probability": (drawn.crop != whole).any(1),
        "flip_probability": drawn.flip,
        "jitter_probability": drawn.brightness != 1,
        "grayscale_probability": drawn.grayscale,
        "blur_probability": drawn.blur_sigma > 0,
    }
    for name, event in events.items():
        assert event.float().mean().item() == pytest.approx(getattr(config, name), abs=0.015), name
    together = (drawn.hue != 0) == (drawn.brightness != 1)
    assert together.all()
    assert (drawn.flip & drawn.grayscale).float().mean().item() == pytest.approx(0.12, abs=0.01)


@pytest.mark.parametrize("strength", [0.25, 0.5, 1.0])
def test_jitter_is_distributed_as_torchvisions(strength: float) -> None:
    num, spread, turn = 3000, 0.8 * strength, 0.2 * strength
    ranges = {name: [1 - spread, 1 + spread] for name in ("brightness", "contrast", "saturation")}
    ranges["hue"] = [-turn, turn]
    with torch.random.fork_rng():
        torch.manual_seed(16)
        draws = [ColorJitter.get_params(**ranges) for _ in range(num)]
    config = AugmentConfig(jitter_probability=1.0, jitter_strength=strength)
    ours = draw(num, config=config)
    for index, (name, (low, high)) in enumerate(ranges.items(), start=1):
        got, expected = getattr(ours, name), torch.tensor([row[index] for row in draws])
        error = ((got.var() + expected.var()) / num).sqrt()
        assert (got.mean() - expected.mean()).abs() < 4 * error, name
        torch.testing.assert_close(got.std(), expected.std(), rtol=0.06, atol=0)
        assert got.min() >= low - 1e-6 and got.max() <= high + 1e-6, name


def test_every_order_is_equally_likely() -> None:
    n = 24_000
    orders, counts = draw(n).jitter_order.unique(dim=0, return_counts=True)
    assert len(orders) == 24
    assert (orders.sort(1).values == torch.arange(4)).all()
    assert ((counts - n / 24).abs() < 5 * (n / 24) ** 0.5).all()


def test_blur_is_uniform_from_a_tenth_to_two_pixels() -> None:
    sigma = draw(20_000, config=AugmentConfig(blur_probability=1.0)).blur_sigma
    assert sigma.min() >= 0.1 and sigma.max() <= 2.0
    assert sigma.mean().item() == pytest.approx(1.05, abs=0.02)


@pytest.mark.parametrize("n", [0, 1])
def test_few_images(n: int) -> None:
    images = random_images(n, 48, 64)
    ours = augment(images, EVERYTHING, torch.Generator().manual_seed(1))
    assert (ours.shape, ours.dtype) == (images.shape, torch.float32)


@pytest.mark.parametrize(
    "images",
    [
        torch.zeros(2, 3, 32, 32, dtype=torch.uint8),
        torch.zeros(2, 3, 32, 32, dtype=torch.float64),
        torch.zeros(2, 1, 32, 32),
        torch.zeros(3, 32, 32),
    ],
    ids=["bytes", "float64", "one channel", "one image"],
)
def test_images_of_another_kind_are_refused(images: Tensor) -> None:
    with pytest.raises(UserError, match="float32 of shape"):
        augment(images, AugmentConfig(), torch.Generator())


def test_a_wrong_number_of_rows_is_refused() -> None:
    with pytest.raises(UserError, match="Augmenting 3 images needs 3 rows"):
        apply_parameters(random_images(3), draw(2))


def test_the_package_offers_the_pipeline() -> None:
    assert aavae.augment.augment is augment
    assert set(aavae.augment.__all__) == {
        "Parameters",
        "apply_centre_crop",
        "apply_parameters",
        "augment",
        "draw_parameters",
        "identity_parameters",
    }
