import pytest
import torch
from torch import Tensor

from aavae.data.image_set import Dataset
from aavae.nn.patch_features import NUM_FEATURES, PatchFeatures, compute_patch_features


@pytest.fixture(scope="module")
def images(tiny_dataset: Dataset) -> Tensor:
    return torch.from_numpy(tiny_dataset.train.images)


@pytest.fixture(scope="module")
def features(images: Tensor) -> PatchFeatures:
    return PatchFeatures(images, seed=0)


def test_features_are_those_of_a_loop_over_patches(images: Tensor, features: PatchFeatures) -> None:
    image = images[0].float() / 255
    responses = torch.zeros(256, 27, 27)
    for top in range(27):
        for left in range(27):
            patch = image[:, top : top + 6, left : left + 6].flatten()
            normalised = (patch - patch.mean()) / (patch.var(correction=0) + 10 / 255**2).sqrt()
            responses[:, top, left] = features.kernels.flatten(1) @ normalised - features.offsets.flatten()
    responses = (responses - features.thresholds).relu()
    quarters = [responses[:, rows, columns] for rows in _HALVES for columns in _HALVES]
    expected = torch.stack([quarter.mean((1, 2)) for quarter in quarters], dim=1).flatten()
    torch.testing.assert_close(features(image[None])[0], expected, atol=1e-4, rtol=1e-3)


_HALVES = (slice(0, 14), slice(13, 27))
"""The middle of 27 places is in both halves."""


def test_brightness_and_contrast_hardly_matter(images: Tensor, features: PatchFeatures) -> None:
    image = images[:1].float() / 255
    usual, changed, other = (
        features(values) for values in (image, 0.2 + 0.6 * image, images[1:2].float() / 255)
    )
    assert (changed - usual).norm() < 0.15 * (other - usual).norm()


def test_a_flat_image_has_no_features_that_depend_on_its_colour(features: PatchFeatures) -> None:
    flat = torch.full((2, 3, 32, 32), 0.2)
    flat[1] = 0.9
    dark, bright = features(flat)
    torch.testing.assert_close(dark, bright, atol=1e-3, rtol=0)


def test_targets_are_standardised_and_decided_by_the_seed(images: Tensor) -> None:
    targets = compute_patch_features(images, seed=0)
    assert targets.shape == (len(images), NUM_FEATURES)
    assert targets.dtype == torch.float16
    assert targets.float().mean(0).abs().max() < 0.01
    torch.testing.assert_close(
        targets.float().std(0, correction=0), torch.ones(NUM_FEATURES), atol=0.01, rtol=0
    )
    assert torch.equal(targets, compute_patch_features(images, seed=0))
    assert not torch.equal(targets, compute_patch_features(images, seed=1))


def test_batches_do_not_matter(images: Tensor) -> None:
    whole, parts = (compute_patch_features(images[:60], 0, batch_size).float() for batch_size in (60, 7))
    torch.testing.assert_close(whole, parts, atol=0.02, rtol=0.01)


def test_images_are_released_after_each_batch_and_patches_are_the_same(images: Tensor) -> None:
    released = []
    found = compute_patch_features(images[:60], 0, 20, release=lambda: released.append(True))
    assert torch.equal(found, compute_patch_features(images[:60], 0, 20))
    assert len(released) > 3


def test_images_of_one_colour_have_finite_targets() -> None:
    flat = torch.full((20, 3, 32, 32), 7, dtype=torch.uint8)
    assert compute_patch_features(flat, seed=0).isfinite().all()
