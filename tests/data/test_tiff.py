"""Tests of `aavae.data.tiff`, through the pictures that are made of them."""

import numpy as np
import pytest

from aavae.data.upload import decode_upload
from aavae.errors import UserError
from tests.data.tiffs import make_tiff

RAMP = np.tile(np.linspace(0, 1, 32), (32, 1))
COLOURS = np.random.default_rng(0).random((32, 32, 3))


def measure(content: bytes) -> np.ndarray:
    """What the content is decoded to, float (32, 32, 3) in [0, 1]."""
    return decode_upload(content, 32).image.transpose(1, 2, 0) / 255


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("white_is_zero", [False, True])
@pytest.mark.parametrize(("kind", "white"), [(np.uint8, 255), (np.uint16, 65_535), (np.float32, 1.0)])
def test_white_is_where_the_file_says(kind: type, white: float, white_is_zero: bool, packed: bool) -> None:
    content = make_tiff((RAMP * white).astype(kind), white_is_zero=white_is_zero, packed=packed)
    expected = 1 - RAMP if white_is_zero else RAMP
    np.testing.assert_allclose(measure(content), expected[..., None].repeat(3, 2), atol=1 / 200)


def test_a_negative_is_turned_round_in_whatever_tile_it_lies() -> None:
    pixels = np.tile(np.linspace(0, 65_535, 1_600), (1_600, 1)).astype(np.uint16)
    found = measure(make_tiff(pixels, white_is_zero=True))
    np.testing.assert_allclose(found, (1 - RAMP)[..., None].repeat(3, 2), atol=0.03)


@pytest.mark.parametrize(
    ("kind", "white", "planes", "packed"),
    [
        (np.uint8, 255, False, False),
        (np.uint8, 255, True, False),
        (np.uint8, 255, True, True),
        (np.uint16, 65_535, False, False),
        (np.uint16, 65_535, True, True),
    ],
)
def test_colours_are_those_of_the_file(kind: type, white: float, planes: bool, packed: bool) -> None:
    content = make_tiff((COLOURS * white).astype(kind), planes=planes, packed=packed)
    np.testing.assert_allclose(measure(content), COLOURS, atol=1 / 200)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (
            make_tiff((COLOURS * 65_535).astype(np.uint16), planes=True),
            "16-bit colours in separate planes: save",
        ),
        (make_tiff((RAMP * 127).astype(np.int8)), "bytes with a sign: save it without one"),
        (make_tiff((RAMP * 4e9).astype(np.uint32)), "values above 2,147,483,647: save it with smaller ones"),
        (
            make_tiff(RAMP.astype(np.float64)),
            "a kind that is not read here, such as of 64-bit floats: save it",
        ),
        (make_tiff(RAMP.astype(np.float16)), "a kind that is not read here"),
        (make_tiff(COLOURS.astype(np.float32)), "a kind that is not read here"),
    ],
)
def test_what_would_be_read_wrongly_is_refused_in_a_sentence(content: bytes, said: str) -> None:
    with pytest.raises(UserError, match=said):
        decode_upload(content, 32)


@pytest.mark.parametrize("kind", [np.uint32, np.int32])
def test_32_bits_of_usual_values_are_read(kind: type) -> None:
    content = make_tiff((RAMP * 65_535).astype(kind))
    np.testing.assert_allclose(measure(content), RAMP[..., None].repeat(3, 2), atol=1 / 200)
