import math

import numpy as np
import pytest

from aavae.analysis.augmentation.reconstruction import BLOCK, compute_error_map, compute_reconstruction_error
from aavae.errors import UserError


def draw_images(n: int, seed: int) -> np.ndarray:
    return np.random.default_rng(seed).random((n, 3, 6, 5), dtype=np.float32)


def test_the_error_is_that_of_a_naive_loop_across_blocks() -> None:
    originals, outputs = draw_images(BLOCK + 7, 0), draw_images(BLOCK + 7, 1)
    error = compute_reconstruction_error(originals, outputs)
    pairs = zip(originals.astype(np.float64), outputs.astype(np.float64), strict=True)
    expected = [((a - b) ** 2).sum() / (3 * 6 * 5) for a, b in pairs]
    np.testing.assert_allclose(error.per_image, expected, rtol=1e-5)
    assert error.mse == pytest.approx(np.mean(expected), rel=1e-5)
    assert error.psnr == pytest.approx(10 * math.log10(1 / np.mean(expected)), rel=1e-5)


def test_a_known_difference() -> None:
    error = compute_reconstruction_error(np.zeros((2, 3, 4, 4)), np.full((2, 3, 4, 4), 0.1))
    np.testing.assert_allclose(error.per_image, 0.01, rtol=1e-6)
    assert error.psnr == pytest.approx(20, abs=1e-4)


def test_uint8_images_count_in_units_of_255() -> None:
    images = np.random.default_rng(0).integers(0, 256, (4, 3, 6, 5), np.uint8)
    outputs = draw_images(4, 1)
    from_bytes = compute_reconstruction_error(images, outputs)
    from_floats = compute_reconstruction_error(images / 255, outputs)
    np.testing.assert_allclose(from_bytes.per_image, from_floats.per_image, rtol=1e-5)
    black_to_white = compute_reconstruction_error(np.zeros_like(images), np.full_like(images, 255))
    assert black_to_white.mse == 1
    assert black_to_white.psnr == 0


def test_no_error_is_an_infinite_psnr() -> None:
    images = draw_images(3, 0)
    error = compute_reconstruction_error(images, images)
    assert error.mse == 0
    assert error.psnr == math.inf


def test_reconstructions_beyond_white_are_not_clipped() -> None:
    assert compute_reconstruction_error(np.ones((1, 3, 2, 2)), np.full((1, 3, 2, 2), 3.0)).mse == 4


def test_wrong_input_is_refused() -> None:
    images = draw_images(2, 0)
    for originals, outputs, message in (
        (images, images[:1], "same shape"),
        (images[0], images[0], "same shape"),
        (images[:0], images[:0], "same shape"),
        (images * 255, images, "Originals: float images must be in"),
        (images, np.full_like(images, np.nan), "Reconstructions: some pixels are NaN"),
        (images, np.zeros(images.shape, np.int64), "Reconstructions: images must be uint8 or floats"),
    ):
        with pytest.raises(UserError, match=message):
            compute_reconstruction_error(originals, outputs)


def test_the_error_map_is_the_error_pixel_by_pixel() -> None:
    rng = np.random.default_rng(0)
    original, reconstruction = rng.integers(0, 256, (3, 5, 7), np.uint8), rng.random((3, 5, 7), np.float32)
    error_map = compute_error_map(original, reconstruction)
    assert (error_map.shape, error_map.dtype) == ((5, 7), np.float32)
    expected = np.mean([(reconstruction[c, 2, 4] - original[c, 2, 4] / 255) ** 2 for c in range(3)])
    assert error_map[2, 4] == pytest.approx(expected, rel=1e-5)
    whole = compute_reconstruction_error(original[None], reconstruction[None])
    assert error_map.mean() == pytest.approx(whole.mse, rel=1e-5)


def test_an_error_map_needs_two_images_of_one_shape() -> None:
    with pytest.raises(UserError, match="same shape"):
        compute_error_map(np.zeros((3, 4, 4)), np.zeros((3, 4, 5)))
    with pytest.raises(UserError, match="NaN"):
        compute_error_map(np.zeros((3, 4, 4)), np.full((3, 4, 4), np.nan))
