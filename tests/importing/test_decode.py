import io

import numpy as np
import pytest
from PIL import Image

from aavae.data.picture import Levels, Range
from aavae.importing.decode import decode, has_more_frames, measure_size
from aavae.importing.source import Unreadable


def encode(image: Image.Image, form: str = "PNG", **options: object) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, form, **options)
    return buffer.getvalue()


def draw(*shape: int) -> np.ndarray:
    return np.random.default_rng(0).integers(0, 256, shape, np.uint8)


@pytest.mark.parametrize("mode", ["RGB", "L", "P", "1", "RGBA", "LA", "CMYK"])
def test_a_picture_of_the_right_size_keeps_every_pixel(mode: str) -> None:
    image = Image.fromarray(draw(32, 32, 3)).convert(mode)
    form = "TIFF" if mode == "CMYK" else "PNG"
    found = decode(encode(image, form), 32, "crop")
    assert isinstance(found, np.ndarray)
    assert (found.dtype, found.shape) == (np.uint8, (3, 32, 32))
    np.testing.assert_array_equal(found, np.asarray(image.convert("RGB")).transpose(2, 0, 1))


def test_pixels_and_a_file_of_them_become_the_same_image() -> None:
    for pixels in (draw(32, 32, 3), draw(32, 32), draw(50, 40, 3), draw(8, 8), draw(32, 32, 1)):
        file = encode(Image.fromarray(pixels.squeeze()))
        np.testing.assert_array_equal(decode(pixels, 32, "crop"), decode(file, 32, "crop"))


def test_transparency_lies_on_white_even_at_the_right_size() -> None:
    clear = Image.fromarray(np.zeros((32, 32, 4), np.uint8))
    assert np.all(decode(encode(clear), 32, "crop") == 255)
    palette = Image.fromarray(np.zeros((32, 32), np.uint8)).convert("P")
    assert np.all(decode(encode(palette, transparency=palette.getpixel((0, 0))), 32, "crop") == 255)
    keyed = Image.fromarray(np.zeros((32, 32, 3), np.uint8))
    assert np.all(decode(encode(keyed, transparency=(0, 0, 0)), 32, "crop") == 255)


def test_a_picture_is_turned_upright_even_at_the_right_size() -> None:
    pixels = draw(32, 32, 3)
    exif = Image.Exif()
    exif[0x0112] = 3
    found = decode(encode(Image.fromarray(pixels), exif=exif), 32, "crop")
    np.testing.assert_array_equal(found, pixels[::-1, ::-1].transpose(2, 0, 1))


def test_crop_keeps_the_middle_and_pad_keeps_all_on_white() -> None:
    pixels = np.zeros((32, 96, 3), np.uint8)
    pixels[:, 32:64] = (200, 100, 50)
    cropped, padded = (decode(pixels, 32, fit) for fit in ("crop", "pad"))
    assert isinstance(cropped, np.ndarray)
    assert isinstance(padded, np.ndarray)
    assert np.abs(cropped[:, :, 4:28].astype(int) - np.array([200, 100, 50])[:, None, None]).max() <= 8
    assert np.all(padded[:, :10] == 255)
    assert np.all(padded[:, 22:] == 255)
    assert padded[:, 16, 2].max() < 20


def test_shrinking_averages_what_lies_between_the_pixels() -> None:
    stripes = np.zeros((256, 256), np.uint8)
    stripes[:, ::2] = 255
    found = decode(stripes, 32, "crop")
    assert isinstance(found, np.ndarray)
    assert abs(float(found.mean()) - 127.5) < 2
    assert found[:, 4:-4, 4:-4].std() < 3


def make_deep(kind: str, low: float, high: float, as_file: bool) -> tuple[bytes | np.ndarray, np.ndarray]:
    ramp = np.linspace(low, high, 32 * 32).reshape(32, 32)
    pixels = ramp.astype(np.uint16 if kind == "16-bit grey" else np.float32)
    return (encode(Image.fromarray(pixels), "TIFF") if as_file else pixels), pixels


@pytest.mark.parametrize("as_file", [True, False])
@pytest.mark.parametrize("kind", ["16-bit grey", "floats"])
def test_deep_pictures_wait_for_the_levels_of_the_whole_set(kind: str, as_file: bool) -> None:
    content, pixels = make_deep(kind, 1_000, 3_000, as_file)
    found = decode(content, 32, "crop")
    assert isinstance(found, Range)
    assert found.kind == kind
    assert (found.low, found.high) == (1_000, 3_000)
    image = decode(content, 32, "crop", {kind: Levels(0.0, 4_000.0)})
    assert isinstance(image, np.ndarray)
    expected = np.round(pixels.astype(np.float64) * 255 / 4_000)
    assert np.abs(image - expected).max() <= 1
    assert (image.min(), image.max()) == (64, 191)


def test_deep_colours_in_memory_keep_their_proportions() -> None:
    pixels = np.stack([np.full((32, 32), value, np.uint16) for value in (1_000, 2_000, 4_000)], axis=2)
    assert decode(pixels, 32, "crop") == Range("16-bit grey", 1_000, 4_000)
    found = decode(pixels, 32, "crop", {"16-bit grey": Levels(0.0, 4_000.0)})
    assert isinstance(found, np.ndarray)
    assert found[:, 0, 0].tolist() == [64, 128, 255]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "not a picture"),
        (b"plain text", "not a picture"),
        (encode(Image.new("RGB", (32, 32)))[:-30], "damaged"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "SVG"),
        (np.zeros((32, 32, 7), np.uint8), "no picture"),
        (np.zeros(32, np.uint8), "no picture"),
        (np.zeros((0, 32), np.uint8), "no picture"),
        (np.zeros((32, 32), np.complex64), "no picture"),
        (Unreadable("gone"), "gone"),
    ],
)
def test_what_is_no_picture_gives_a_reason(content: bytes | np.ndarray | Unreadable, reason: str) -> None:
    found = decode(content, 32, "crop")
    assert isinstance(found, Unreadable)
    assert reason in found.reason
    assert not found.reason.endswith(".")


@pytest.mark.parametrize("form", ["TIFF", "GIF", "WEBP"])
def test_pages_and_frames_behind_the_first_are_seen(form: str) -> None:
    frames = [Image.fromarray(np.full((32, 32), level, np.uint8)) for level in (10, 200)]
    several = encode(frames[0], form, save_all=True, append_images=frames[1:])
    assert has_more_frames(several)
    assert not has_more_frames(encode(frames[0], form))
    found = decode(several, 32, "crop")
    assert isinstance(found, np.ndarray)
    assert abs(int(found.max()) - 10) < 5


@pytest.mark.parametrize(
    "content", [b"", b"GIF89a", b"II*\0", encode(Image.new("L", (4, 4))), draw(4, 4), Unreadable("gone")]
)
def test_what_has_no_more_frames(content: bytes | np.ndarray | Unreadable) -> None:
    assert not has_more_frames(content)


def test_a_size_is_read_from_the_header_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    files = [encode(Image.new("RGB", (40, 30)), form) for form in ("PNG", "JPEG", "TIFF")]
    monkeypatch.setattr(Image.Image, "load", lambda self: pytest.fail("a pixel was decoded"))
    assert [measure_size(file) for file in files] == [(30, 40)] * 3
    assert measure_size(np.zeros((30, 40, 3), np.uint8)) == (30, 40)
    assert measure_size(b"text") is None
    assert measure_size(Unreadable("gone")) is None


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_a_picture_without_a_number_is_none(value: float) -> None:
    pixels = np.full((32, 32), value, np.float32)
    expected = Unreadable("none of its values is a number")
    assert decode(pixels, 32, "crop") == expected
    assert decode(encode(Image.fromarray(pixels), "TIFF"), 32, "crop") == expected
    pixels[3, 3] = 1
    assert decode(pixels, 32, "crop") == Range("floats", 1, 1)
