import pytest
import torch
from torchvision.transforms.v2 import functional

from aavae.augment.blur import apply_blur, compute_kernel_size
from aavae.errors import UserError


@pytest.mark.parametrize(
    ("height", "size"), [(8, 3), (32, 3), (40, 5), (48, 5), (59, 5), (60, 7), (96, 9), (224, 23)]
)
def test_the_kernel_is_a_tenth_of_the_height_made_odd_and_at_least_3(height: int, size: int) -> None:
    assert compute_kernel_size(height) == size


@pytest.mark.parametrize(("height", "width"), [(32, 32), (48, 64), (96, 40), (8, 8)])
def test_blur_equals_torchvisions(height: int, width: int) -> None:
    sigma = torch.tensor([0.1, 0.3, 0.7, 1.0, 1.5, 2.0, 5.0])
    images = torch.rand(len(sigma), 3, height, width, generator=torch.Generator().manual_seed(7))
    ours, size = apply_blur(images.clone(), sigma), compute_kernel_size(height)
    for image, value, got in zip(images, sigma.tolist(), ours, strict=True):
        expected = functional.gaussian_blur(image, [size, size], [value, value])
        torch.testing.assert_close(got, expected, rtol=0, atol=2e-6)


def test_sigma_0_leaves_an_image_bit_for_bit_among_blurred_ones() -> None:
    images = torch.rand(4, 3, 32, 32, generator=torch.Generator().manual_seed(8))
    ours = apply_blur(images.clone(), torch.tensor([0.0, 1.0, 0.0, 2.0]))
    assert torch.equal(ours[::2], images[::2])
    assert ((ours[1::2] - images[1::2]).abs().amax(dim=(1, 2, 3)) > 0.1).all()


def test_a_constant_image_stays() -> None:
    images = torch.full((2, 3, 32, 32), 0.7)
    torch.testing.assert_close(apply_blur(images.clone(), torch.tensor([0.5, 2.0])), images)


@pytest.mark.parametrize("n", [0, 1])
def test_few_images(n: int) -> None:
    assert apply_blur(torch.rand(n, 3, 32, 32), torch.ones(n)).shape == (n, 3, 32, 32)


@pytest.mark.parametrize("sigma", [-0.1, float("nan")])
def test_a_sigma_that_is_negative_or_no_number_is_refused(sigma: float) -> None:
    with pytest.raises(UserError, match="blur_sigma: expected values at least 0"):
        apply_blur(torch.rand(2, 3, 32, 32), torch.tensor([1.0, sigma]))
