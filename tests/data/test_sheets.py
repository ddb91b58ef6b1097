import numpy as np
import pytest

from aavae.data.sheets import COLUMNS, decode_sheet, encode_sheet


def draw_noise(num: int, height: int, width: int) -> np.ndarray:
    return np.random.default_rng(num).integers(0, 256, (num, 3, height, width), np.uint8)


@pytest.mark.parametrize("num", [1, COLUMNS - 1, COLUMNS, COLUMNS + 1, 3 * COLUMNS, 100])
@pytest.mark.parametrize(("height", "width"), [(32, 32), (5, 7)])
def test_noise_survives_a_sheet_bit_for_bit(num: int, height: int, width: int) -> None:
    images = draw_noise(num, height, width)
    found = np.empty_like(images)
    decode_sheet(encode_sheet(images), found)
    np.testing.assert_array_equal(found, images)


def test_gradients_and_flat_images_survive_a_sheet_bit_for_bit() -> None:
    ramp = np.arange(32, dtype=np.uint8)
    gradient = np.broadcast_to(ramp[:, None] * 4 + ramp, (3, 32, 32))
    images = np.stack([gradient, 255 - gradient, np.zeros_like(gradient), np.full_like(gradient, 255)])
    found = np.empty_like(images)
    decode_sheet(encode_sheet(images), found)
    np.testing.assert_array_equal(found, images)


def test_too_many_images_are_refused_before_webp_fails() -> None:
    with pytest.raises(ValueError, match="do not fit"):
        encode_sheet(np.zeros((COLUMNS * 512, 3, 32, 32), np.uint8))
    with pytest.raises(ValueError, match="0 images"):
        encode_sheet(np.zeros((0, 3, 32, 32), np.uint8))


def test_a_sheet_of_another_size_is_refused() -> None:
    with pytest.raises(ValueError, match="the sheet is"):
        decode_sheet(encode_sheet(draw_noise(10, 8, 8)), np.empty((COLUMNS + 1, 3, 8, 8), np.uint8))


def test_a_truncated_sheet_is_refused() -> None:
    data = encode_sheet(draw_noise(10, 8, 8))
    for length in (0, 10, len(data) // 2, len(data) - 20):
        with pytest.raises(OSError):
            decode_sheet(data[:length], np.empty((10, 3, 8, 8), np.uint8))
