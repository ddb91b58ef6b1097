import pytest
import torch
from torch import Tensor
from torchvision.transforms import RandomResizedCrop
from torchvision.transforms.v2 import functional

from aavae.augment.geometric import (
    CROP_UNIFORMS,
    apply_centre_crop,
    apply_crop_and_flip,
    draw_crops,
    identity_crops,
)
from aavae.errors import UserError

SIZES = [(32, 32), (48, 64), (37, 53), (96, 96)]


def random_images(n: int, height: int, width: int) -> Tensor:
    return torch.rand(n, 3, height, width, generator=torch.Generator().manual_seed(1))


def random_boxes(n: int, height: int, width: int, scale_min: float = 0.08, scale_max: float = 1.0) -> Tensor:
    uniforms = torch.rand(n, CROP_UNIFORMS, generator=torch.Generator().manual_seed(2))
    return draw_crops(uniforms, height, width, scale_min, scale_max)


@pytest.mark.parametrize("antialias", [False, True])
@pytest.mark.parametrize(("height", "width"), SIZES)
def test_crop_and_flip_equal_torchvision(height: int, width: int, antialias: bool) -> None:
    images, crop = random_images(64, height, width), random_boxes(64, height, width)
    flip = torch.arange(64) % 2 == 1
    ours = apply_crop_and_flip(images, crop, flip)
    for image, box, flipped, got in zip(images, crop.long().tolist(), flip, ours, strict=True):
        expected = functional.resized_crop(image, *box, size=[height, width], antialias=antialias)
        if flipped:
            expected = functional.horizontal_flip(expected)
        torch.testing.assert_close(got, expected, rtol=0, atol=2e-5)


@pytest.mark.parametrize(("height", "width"), SIZES)
def test_flip_alone_mirrors(height: int, width: int) -> None:
    images = random_images(8, height, width)
    ours = apply_crop_and_flip(images, identity_crops(8, height, width), torch.ones(8, dtype=torch.bool))
    torch.testing.assert_close(ours, images.flip(3), rtol=0, atol=1e-5)


def test_whole_image_without_flip_comes_back_bit_for_bit_among_others() -> None:
    images, crop = random_images(6, 37, 53), random_boxes(6, 37, 53)
    crop[[0, 3]] = identity_crops(2, 37, 53)
    ours = apply_crop_and_flip(images, crop, torch.zeros(6, dtype=torch.bool))
    assert torch.equal(ours[[0, 3]], images[[0, 3]])
    assert not torch.equal(ours[[1, 2]], images[[1, 2]])


@pytest.mark.parametrize("box", [(8, 4, 16, 16), (8, 4, 3, 1), (8, 4, 1, 20), (0, 0, 5, 5), (27, 27, 5, 5)])
def test_no_pixel_outside_the_box_bleeds_in(box: tuple[int, int, int, int]) -> None:
    top, left, height, width = box
    images = torch.ones(1, 3, 32, 32)
    images[..., top : top + height, left : left + width] = 0.25
    ours = apply_crop_and_flip(images, torch.tensor([box]).float(), torch.tensor([False]))
    torch.testing.assert_close(ours, torch.full_like(images, 0.25), rtol=0, atol=1e-5)


def test_a_box_moved_by_half_a_pixel_moves_a_ramp_by_half_a_step() -> None:
    ramp = (torch.arange(32.0) / 32).view(32, 1).expand(2, 3, 32, 32)
    boxes = torch.tensor([[4.0, 6.0, 16.0, 16.0], [4.5, 6.0, 16.0, 16.0]])
    still, moved = apply_crop_and_flip(ramp, boxes, torch.zeros(2, dtype=torch.bool))
    torch.testing.assert_close(moved - still, torch.full_like(moved, 0.5 / 32), rtol=0, atol=1e-5)


@pytest.mark.parametrize(("height", "width"), [*SIZES, (8, 64), (64, 8)])
@pytest.mark.parametrize("scale", [(0.08, 1.0), (0.5, 0.5), (1.0, 1.0), (0.001, 0.002)])
def test_boxes_are_whole_pixels_inside_the_image(height: int, width: int, scale: tuple[float, float]) -> None:
    crop = random_boxes(4096, height, width, *scale)
    top, left, crop_height, crop_width = crop.unbind(1)
    assert torch.equal(crop, crop.round())
    assert (crop_height >= 1).all() and (crop_width >= 1).all()
    assert (top >= 0).all() and (left >= 0).all()
    assert (top + crop_height <= height).all() and (left + crop_width <= width).all()


def test_the_largest_uniform_number_keeps_the_box_inside() -> None:
    almost_one = torch.full((1, CROP_UNIFORMS), 1 - 2**-24)
    for length in range(3, 200):
        almost_one[:, :20] = 0.5
        top, left, height, width = draw_crops(almost_one, length, length, 0.08, 1.0)[0].tolist()
        assert (top + height, left + width) == (length, length)


@pytest.mark.parametrize(("height", "width"), [(32, 32), (48, 64), (20, 60)])
def test_boxes_are_distributed_as_torchvisions(height: int, width: int) -> None:
    num, scale = 4000, (0.08, 1.0)
    ours = random_boxes(num, height, width, *scale)
    image = torch.empty(3, height, width)
    with torch.random.fork_rng():
        torch.manual_seed(3)
        draws = [RandomResizedCrop.get_params(image, list(scale), [3 / 4, 4 / 3]) for _ in range(num)]
    theirs = torch.tensor(draws, dtype=torch.float32)
    for got, expected in ((ours, theirs), (area_and_ratio(ours), area_and_ratio(theirs))):
        error = (got.var(0) / num + expected.var(0) / num).sqrt()
        assert ((got.mean(0) - expected.mean(0)).abs() < 4 * error).all()
        torch.testing.assert_close(got.std(0), expected.std(0), rtol=0.06, atol=0)


def area_and_ratio(crop: Tensor) -> Tensor:
    height, width = crop[:, 2], crop[:, 3]
    return torch.stack((height * width, width.log() - height.log()), dim=1)


@pytest.mark.parametrize(("height", "width"), [(8, 64), (64, 8), (30, 30), (45, 100)])
def test_where_no_try_fits_the_box_is_torchvisions_central_one(height: int, width: int) -> None:

    # An area of ten times the image never fits.
    ours = random_boxes(5, height, width, 10.0, 10.0)
    expected = RandomResizedCrop.get_params(torch.empty(3, height, width), [10.0, 10.0], [3 / 4, 4 / 3])
    assert ours.tolist() == [list(map(float, expected))] * 5


def test_no_images_give_no_images() -> None:
    empty = torch.empty(0, 3, 32, 32)
    ours = apply_crop_and_flip(empty, identity_crops(0, 32, 32), torch.zeros(0, dtype=torch.bool))
    assert ours.shape == empty.shape


@pytest.mark.parametrize("box", [[-1, 0, 8, 8], [0, 30, 8, 8], [4, 4, 0, 8]])
def test_a_box_that_sticks_out_or_is_empty_is_refused(box: list[int]) -> None:
    with pytest.raises(UserError, match=r"crop: expected boxes .* inside 32x32 pixels"):
        apply_crop_and_flip(random_images(1, 32, 32), torch.tensor([box]).float(), torch.tensor([False]))


@pytest.mark.parametrize(("size", "enlarged"), [(96, 105), (96, 106), (32, 40), (224, 256)])
def test_a_centre_crop_is_torchvision_s_resize_and_centre_crop(size: int, enlarged: int) -> None:
    images = random_images(4, size, size)
    ours = apply_centre_crop(images, size / enlarged)
    expected = functional.center_crop(functional.resize(images, [enlarged], antialias=True), [size])
    torch.testing.assert_close(ours, expected, rtol=0, atol=1e-5)


def test_a_crop_of_all_is_the_images_themselves() -> None:
    images = random_images(4, 32, 32)
    assert apply_centre_crop(images, 1) is images
