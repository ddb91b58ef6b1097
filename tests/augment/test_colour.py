from collections.abc import Callable
from itertools import permutations

import pytest
import torch
from torch import Tensor
from torchvision.transforms.v2 import functional

from aavae.augment.colour import (
    BRIGHTNESS,
    CONTRAST,
    HUE,
    SATURATION,
    apply_grayscale,
    apply_hue,
    apply_jitter,
    compute_luma,
)
from aavae.errors import UserError

ADJUST: dict[int, Callable[[Tensor, float], Tensor]] = {
    BRIGHTNESS: functional.adjust_brightness,
    CONTRAST: functional.adjust_contrast,
    SATURATION: functional.adjust_saturation,
    HUE: functional.adjust_hue,
}
NONE = {BRIGHTNESS: 1.0, CONTRAST: 1.0, SATURATION: 1.0, HUE: 0.0}


def make_images(kind: str, n: int) -> Tensor:
    generator = torch.Generator().manual_seed(5)
    noise = torch.rand(n, 3, 24, 40, generator=generator)
    return {
        "noise": noise,
        # Bytes as the data sets hold them: pixels with two or three equal channels abound.
        "bytes": (noise * 255).round() / 255,
        "few levels": (noise * 3).round() / 3,
        "gray": noise[:, :1].expand(-1, 3, -1, -1).clone(),
        "black": torch.zeros_like(noise),
        "white": torch.ones_like(noise),
    }[kind]


KINDS = ["noise", "bytes", "few levels", "gray", "black", "white"]


def jitter(images: Tensor, order: Tensor, factors: Tensor) -> Tensor:
    """Columns of `factors`: brightness, contrast, saturation, hue."""
    return apply_jitter(images.clone(), order, *factors.unbind(1))


def neutral_factors(n: int) -> Tensor:
    return torch.tensor([NONE[operation] for operation in range(4)]).repeat(n, 1)


def random_factors(n: int) -> Tensor:
    uniforms = torch.rand(n, 4, generator=torch.Generator().manual_seed(6))
    return torch.cat((2 * uniforms[:, :3], uniforms[:, 3:] - 0.5), dim=1)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("operation", [BRIGHTNESS, CONTRAST, SATURATION])
def test_each_blend_equals_torchvisions(operation: int, kind: str) -> None:
    values = torch.tensor([0.0, 0.2, 0.6, 0.99, 1.0, 1.4, 1.8, 3.0])
    images, factors = make_images(kind, len(values)), neutral_factors(len(values))
    factors[:, operation] = values
    ours = jitter(images, torch.arange(4).repeat(len(values), 1), factors)
    theirs = torch.stack([ADJUST[operation](i, f) for i, f in zip(images, values.tolist(), strict=True)])
    torch.testing.assert_close(ours, theirs, rtol=0, atol=2e-6)


@pytest.mark.parametrize("kind", KINDS)
def test_hue_equals_torchvisions(kind: str) -> None:
    values = torch.tensor([-0.5, -0.35, -0.2, -0.1, -1 / 6, 1e-3, 0.1, 1 / 3, 0.42, 0.5])
    images = make_images(kind, len(values))
    ours = apply_hue(images.clone(), values)
    theirs = torch.stack([functional.adjust_hue(i, h) for i, h in zip(images, values.tolist(), strict=True)])
    torch.testing.assert_close(ours, theirs, rtol=0, atol=5e-6)


@pytest.mark.parametrize("spread", [0.0, 1e-38, 1e-7, 1e-4])
def test_hue_keeps_nearly_gray_pixels_between_their_smallest_and_largest_channel(spread: float) -> None:
    images = make_images("gray", 2) + spread * make_images("noise", 2)
    ours = apply_hue(images.clone(), torch.tensor([0.3, -0.3]))
    assert (ours >= images.amin(1, keepdim=True) - 1e-6).all()
    assert (ours <= images.amax(1, keepdim=True) + 1e-6).all()


def test_all_orders_equal_torchvisions_with_each_images_own_factors() -> None:
    order = torch.tensor(list(permutations(range(4))) * 2)
    images, factors = make_images("noise", len(order)), random_factors(len(order))
    ours = jitter(images, order, factors)
    for image, steps, values, got in zip(images, order.tolist(), factors.tolist(), ours, strict=True):
        for operation in steps:
            image = ADJUST[operation](image, values[operation])
        torch.testing.assert_close(got, image, rtol=0, atol=2e-5)


def test_the_order_matters_so_the_test_above_can_fail() -> None:
    images, factors = make_images("noise", 1), torch.tensor([[1.8, 0.3, 1.7, 0.2]])
    forwards = jitter(images, torch.tensor([[0, 1, 2, 3]]), factors)
    backwards = jitter(images, torch.tensor([[3, 2, 1, 0]]), factors)
    assert (forwards - backwards).abs().max() > 0.1


def test_neutral_images_are_untouched_bit_for_bit_among_jittered_ones() -> None:
    images, factors = make_images("noise", 8), random_factors(8)
    factors[::2] = neutral_factors(4)
    ours = jitter(images, torch.arange(4).repeat(8, 1), factors)
    assert torch.equal(ours[::2], images[::2])
    assert ((ours[1::2] - images[1::2]).abs().amax(dim=(1, 2, 3)) > 0.01).all()


@pytest.mark.parametrize("operation", range(4))
def test_a_single_operation_gives_the_same_bits_at_each_step(operation: int) -> None:
    images, factors = make_images("noise", 1), neutral_factors(1)
    factors[:, operation] = 0.4
    orders = torch.tensor(list(permutations(range(4))))
    alike = jitter(images.expand(len(orders), -1, -1, -1), orders, factors.expand(len(orders), -1))
    assert torch.equal(alike, alike[:1].expand_as(alike))


@pytest.mark.parametrize("kind", KINDS)
def test_grayscale_equals_torchvisions_where_asked_and_nothing_elsewhere(kind: str) -> None:
    images, rows = make_images(kind, 5), torch.tensor([True, False, True, False, False])
    ours = apply_grayscale(images.clone(), rows)
    theirs = functional.rgb_to_grayscale(images, num_output_channels=3)
    torch.testing.assert_close(ours[rows], theirs[rows], rtol=0, atol=1e-6)
    assert torch.equal(ours[~rows], images[~rows])


def test_luma_of_the_primaries_are_their_weights() -> None:
    primaries = torch.eye(3).view(3, 3, 1, 1)
    torch.testing.assert_close(compute_luma(primaries).flatten(), torch.tensor([0.2989, 0.587, 0.114]))


@pytest.mark.parametrize("n", [0, 1])
def test_few_images(n: int) -> None:
    images = make_images("noise", n)
    assert jitter(images, torch.arange(4).repeat(n, 1), random_factors(n)).shape == images.shape
    assert apply_grayscale(images, torch.ones(n, dtype=torch.bool)).shape == images.shape


@pytest.mark.parametrize(
    ("operation", "value", "name"),
    [
        (BRIGHTNESS, -0.1, "brightness"),
        (CONTRAST, -0.1, "contrast"),
        (SATURATION, float("nan"), "saturation"),
        (HUE, 0.6, "hue"),
    ],
)
def test_factors_outside_of_their_range_are_refused(operation: int, value: float, name: str) -> None:
    factors = neutral_factors(2)
    factors[1, operation] = value
    with pytest.raises(UserError, match=f"{name}: expected values"):
        jitter(make_images("noise", 2), torch.arange(4).repeat(2, 1), factors)


def test_an_order_that_leaves_an_operation_out_is_refused() -> None:
    with pytest.raises(UserError, match="jitter_order: expected each of 0, 1, 2, 3 once"):
        jitter(make_images("noise", 1), torch.tensor([[0, 1, 2, 2]]), neutral_factors(1))


def test_a_hue_beyond_half_a_turn_is_refused() -> None:
    with pytest.raises(UserError, match=r"hue: expected values from -0\.5 to 0\.5"):
        apply_hue(make_images("noise", 1), torch.tensor([-0.51]))
