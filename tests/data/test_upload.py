import io

import numpy as np
import pytest
from PIL import Image

from aavae.data.upload import MAX_BYTES, decode_upload
from aavae.errors import UserError


def encode(image: Image.Image, form: str, **options: object) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, format=form, **options)
    return buffer.getvalue()


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF"])
def test_every_common_format_is_read(form: str) -> None:
    decoded = decode_upload(encode(Image.new("RGB", (50, 40), (200, 100, 50)), form), 32)
    assert decoded.shape == (3, 32, 32)
    assert decoded.dtype == np.uint8
    np.testing.assert_allclose(decoded.mean(axis=(1, 2)), [200, 100, 50], atol=4)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "CMYK", "I;16", "F", "RGBA"])
def test_every_mode_is_read(mode: str) -> None:
    form = "PNG" if mode in ("1", "L", "LA", "P", "I;16", "RGBA") else "TIFF"
    assert decode_upload(encode(Image.new(mode, (40, 40)), form), 32).shape == (3, 32, 32)


def test_transparency_lies_on_white() -> None:
    decoded = decode_upload(encode(Image.new("RGBA", (32, 32), (0, 0, 0, 0)), "PNG"), 32)
    assert (decoded == 255).all()


def test_the_middle_is_kept() -> None:
    image = Image.new("RGB", (96, 32), "black")
    image.paste("white", (32, 0, 64, 32))
    assert (decode_upload(encode(image, "PNG"), 32) == 255).all()


def test_a_picture_taken_sideways_is_turned_upright() -> None:
    image = Image.new("RGB", (32, 32), "black")
    image.paste("white", (0, 0, 32, 16))
    exif = Image.Exif()
    exif[0x0112] = 3
    decoded = decode_upload(encode(image, "PNG", exif=exif), 32)
    assert decoded[:, 0].max() == 0
    assert decoded[:, -1].min() == 255


@pytest.mark.parametrize(
    "content",
    [b"", b"no picture", b"\x89PNG\r\n\x1a\n", encode(Image.new("RGB", (64, 64)), "PNG")[:-40]],
)
def test_what_is_no_picture_is_a_sentence(content: bytes) -> None:
    with pytest.raises(UserError, match="picture"):
        decode_upload(content, 32)


def test_a_bomb_is_refused_before_it_is_decoded() -> None:
    bomb = encode(Image.new("1", (60_000, 60_000)), "PNG")
    assert len(bomb) < MAX_BYTES
    with pytest.raises(UserError, match="50 megapixels"):
        decode_upload(bomb, 32)


def test_a_huge_file_is_refused() -> None:
    with pytest.raises(UserError, match="10 MB"):
        decode_upload(b"0" * (MAX_BYTES + 1), 32)
