import io
import struct
import threading
import warnings
import zlib

import numpy as np
import PIL
import psutil
import pytest
from PIL import Image, ImageCms, PngImagePlugin

from aavae.data import upload
from aavae.data.picture import MAX_PIXELS, Fit, list_formats
from aavae.data.upload import MAX_BYTES
from aavae.errors import UserError
from tests.data.mutations import encode, make_chunk, make_files, make_png

ORANGE = (200, 100, 50)


def decode_upload(content: bytes, size: int, fit: Fit = "crop") -> np.ndarray:
    """The picture alone, without its note."""
    return upload.decode_upload(content, size, fit).image


def measure_colour(content: bytes, fit: Fit = "crop") -> np.ndarray:
    """The mean of each channel."""
    return decode_upload(content, 32, fit).mean(axis=(1, 2))


@pytest.mark.parametrize(
    "form",
    ["PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF", "ICO", "PPM", "TGA", "JPEG2000", "AVIF", "PCX", "SGI"],
)
def test_every_common_format_is_read(form: str) -> None:
    content = encode(Image.new("RGB", (50, 40), ORANGE), form)
    decoded = decode_upload(content, 32)
    assert decoded.shape == (3, 32, 32)
    assert decoded.dtype == np.uint8
    np.testing.assert_allclose(measure_colour(content), ORANGE, atol=4)


@pytest.mark.parametrize(
    ("mode", "form"),
    [
        ("P", "PNG"),
        ("P", "GIF"),
        ("RGBA", "PNG"),
        ("CMYK", "TIFF"),
        # Adobe's programs, and Pillow, write these inverted.
        ("CMYK", "JPEG"),
        ("YCbCr", "JPEG"),
        pytest.param(
            *("YCbCr", "TIFF"),
            marks=pytest.mark.skipif(PIL.__version__ < "13", reason="Pillow 12 reads none that it wrote"),
        ),
        ("RGBX", "TIFF"),
    ],
)
def test_colours_are_those_of_the_picture_in_every_mode(mode: str, form: str) -> None:
    picture = Image.new("RGB", (40, 40), ORANGE).convert(mode)
    np.testing.assert_allclose(measure_colour(encode(picture, form)), ORANGE, atol=3)


def test_lab_colours_are_converted() -> None:
    to_lab = ImageCms.buildTransform(
        ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB"), "RGB", "LAB"
    )
    lab = ImageCms.applyTransform(Image.new("RGB", (40, 40), ORANGE), to_lab)
    assert lab is not None
    np.testing.assert_allclose(measure_colour(encode(lab, "TIFF")), ORANGE, atol=3)


@pytest.mark.parametrize(
    ("mode", "form"), [("1", "PNG"), ("1", "BMP"), ("L", "PNG"), ("LA", "PNG"), ("L", "JPEG")]
)
def test_black_and_white_are_kept_in_grey_modes(mode: str, form: str) -> None:
    picture = Image.new("L", (64, 64), 0)
    picture.paste(255, (0, 0, 64, 32))
    decoded = decode_upload(encode(picture.convert(mode), form), 32)
    assert decoded[:, :15].min() > 250
    assert decoded[:, 17:].max() < 5


def make_ramp(kind: type, white: float, black: float = 0.0) -> Image.Image:
    """A grey ramp from left to right, 32 pixels wide."""
    return Image.fromarray(np.tile(np.linspace(black, white, 32).astype(kind), (32, 1)))


def make_big_endian_ramp() -> Image.Image:
    levels = np.tile(np.linspace(0, 65_535, 32).astype(">u2"), (32, 1))
    return Image.frombytes("I;16B", (32, 32), levels.tobytes())


@pytest.mark.parametrize(
    ("picture", "form"),
    [
        (make_ramp(np.uint16, 65_535), "PNG"),
        (make_ramp(np.uint16, 65_535), "TIFF"),
        (make_ramp(np.uint16, 65_535), "PPM"),
        (make_ramp(np.uint16, 65_535), "JPEG2000"),
        (make_big_endian_ramp(), "TIFF"),
        (make_ramp(np.int32, 255), "TIFF"),
        (make_ramp(np.int32, 65_535), "TIFF"),
        (make_ramp(np.int32, 2**30, -(2**30)), "TIFF"),
        (make_ramp(np.float32, 1), "TIFF"),
        (make_ramp(np.float32, 255), "TIFF"),
        (make_ramp(np.float32, 65_535), "TIFF"),
        (make_ramp(np.float32, 7, -3), "TIFF"),
        (make_ramp(np.float32, 1e30), "TIFF"),
    ],
)
def test_deep_grey_levels_are_scaled(picture: Image.Image, form: str) -> None:
    decoded = decode_upload(encode(picture, form), 32)
    expected = np.broadcast_to(np.linspace(0, 255, 32), (3, 32, 32))
    np.testing.assert_allclose(decoded, expected, atol=1)


@pytest.mark.parametrize("form", ["PNG", "TIFF", "PPM", "JPEG2000"])
@pytest.mark.parametrize("bits", [8, 10, 12, 14])
def test_fewer_bits_in_a_file_of_16_are_stretched_and_it_is_said(form: str, bits: int) -> None:
    white = 2**bits - 1
    decoded, note = upload.decode_upload(encode(make_ramp(np.uint16, white), form), 32)
    np.testing.assert_allclose(decoded, np.broadcast_to(np.linspace(0, 255, 32), (3, 32, 32)), atol=1)
    assert f"from 0 to {white:,}, and white would be 65,535" in note


@pytest.mark.parametrize(
    ("picture", "said"),
    [
        (make_ramp(np.uint16, 4_095, 200), "from 200 to 4,095, and white would be 65,535"),
        (make_ramp(np.int32, 4_095), "from 0 to 4,095, and white would be 65,535"),
        (make_ramp(np.int32, 2_000, -1_000), "from -1,000 to 2,000:"),
        (make_ramp(np.float32, 0.25), "from 0 to 0.25, and white would be 1"),
        (make_ramp(np.float32, 4_095), "from 0 to 4,095, and white would be 65,535"),
        (make_ramp(np.float32, 0.5, -0.25), "from -0.25 to 0.5:"),
        (make_ramp(np.float32, 1e6), "from 0 to 1e+06:"),
    ],
)
def test_levels_that_leave_most_of_their_range_empty_are_stretched(picture: Image.Image, said: str) -> None:
    decoded, note = upload.decode_upload(encode(picture, "TIFF"), 32)
    np.testing.assert_allclose(decoded, np.broadcast_to(np.linspace(0, 255, 32), (3, 32, 32)), atol=1)
    assert said in note


@pytest.mark.parametrize(
    ("picture", "level"),
    [
        (make_ramp(np.uint16, 40_000), 40_000 / 257),
        (make_ramp(np.int32, 200), 200),
        (make_ramp(np.float32, 0.75), 191.25),
        (Image.fromarray(np.full((32, 32), 300, np.uint16)), 300 / 257),
        (Image.new("L", (32, 32), 15), 15),
        (Image.new("RGB", (32, 32), (15, 3, 0)), 15),
    ],
)
def test_levels_that_use_their_range_and_pictures_of_8_bits_stay_as_they_are(
    picture: Image.Image, level: float
) -> None:
    decoded, note = upload.decode_upload(encode(picture, "TIFF"), 32)
    assert decoded.max() == pytest.approx(level, abs=1)
    assert note == ""


@pytest.mark.parametrize("kind", ["colour", "colour with alpha", "grey with alpha", "portable pixmap"])
def test_dark_colours_of_16_bits_are_made_brighter(kind: str) -> None:
    ramp = np.linspace(0, 4_095, 32)
    channels = [ramp] if kind == "grey with alpha" else [ramp, ramp / 2, 0 * ramp]
    if "alpha" in kind:
        channels.append(np.where(np.arange(32) < 16, 65_535, 0))
    row = np.stack(channels, axis=1).astype(">u2").tobytes()
    if kind == "portable pixmap":
        content = b"P6 32 32 65535\n" + 32 * row
    else:
        code = {"colour": 2, "grey with alpha": 4, "colour with alpha": 6}[kind]
        header = make_chunk(b"IHDR", struct.pack(">IIBBBBB", 32, 32, 16, code, 0, 0, 0))
        pixels = make_chunk(b"IDAT", zlib.compress(32 * (b"\0" + row)))
        content = b"\x89PNG\r\n\x1a\n" + header + pixels + make_chunk(b"IEND", b"")
    decoded, note = upload.decode_upload(content, 32)
    expected = np.stack([np.linspace(0, 255, 32) * factor for factor in (1, 0.5, 0)])
    if kind == "grey with alpha":
        expected[:] = expected[0]
    # Of 4,096 levels Pillow keeps 16.
    np.testing.assert_allclose(decoded[:, 5, :15], expected[:, :15], atol=18)
    if "alpha" in kind:
        assert (decoded[:, :, 17:] == 255).all()
    else:
        assert decoded.max() == 255
    assert "of their 16 bits" in note


def test_values_that_are_no_numbers_are_black_or_white() -> None:
    values = np.zeros((32, 32), np.float32)
    values[:8], values[8:16], values[16:24] = np.nan, np.inf, 1
    decoded = decode_upload(encode(Image.fromarray(values), "TIFF"), 32)
    assert decoded[:, :7].max() == 0
    assert decoded[:, 10:22].min() > 245
    nothing = encode(Image.fromarray(np.full((32, 32), np.nan, np.float32)), "TIFF")
    assert decode_upload(nothing, 32).max() == 0


def make_blue_palette() -> Image.Image:
    """A picture of one colour, the second of its two."""
    picture = Image.new("P", (32, 32), 1)
    picture.putpalette([255, 0, 0, 0, 0, 255])
    return picture


@pytest.mark.parametrize(
    "content",
    [
        encode(Image.new("RGBA", (32, 32), (0, 0, 0, 0)), "PNG"),
        encode(Image.new("RGBA", (32, 32), (0, 0, 0, 0)), "WEBP", lossless=True),
        encode(Image.new("LA", (32, 32), (0, 0)), "PNG"),
        encode(make_blue_palette(), "PNG", transparency=1),
        encode(make_blue_palette(), "PNG", transparency=b"\xff\x00"),
        encode(make_blue_palette(), "GIF", transparency=1),
        encode(Image.new("RGB", (32, 32), ORANGE), "PNG", transparency=ORANGE),
        encode(Image.new("L", (32, 32), 7), "PNG", transparency=7),
        encode(Image.new("1", (32, 32), 0), "PNG", transparency=0),
        encode(Image.fromarray(np.full((32, 32), 300, np.uint16)), "PNG", transparency=300),
    ],
)
def test_transparency_lies_on_white(content: bytes) -> None:
    assert (decode_upload(content, 32) == 255).all()


def test_colours_hidden_under_transparency_do_not_show_through() -> None:
    # One column in eight is seen, and the others hide green.
    pixels = np.zeros((256, 256, 4), np.uint8)
    pixels[:, :, 1] = 255
    pixels[:, ::8] = (255, 0, 0, 255)
    mean = measure_colour(encode(Image.fromarray(pixels), "PNG"))
    np.testing.assert_allclose(mean, [255, 255 * 7 / 8, 255 * 7 / 8], atol=2)


def test_the_middle_is_kept() -> None:
    image = Image.new("RGB", (96, 32), "black")
    image.paste("white", (32, 0, 64, 32))
    assert (decode_upload(encode(image, "PNG"), 32) == 255).all()


@pytest.mark.parametrize("turned", [False, True])
def test_the_whole_picture_is_fitted_on_white(turned: bool) -> None:
    image = Image.new("RGB", (400, 200), "black")
    image.paste("red", (0, 0, 20, 200))
    image.paste("blue", (380, 0, 400, 200))
    exif = Image.Exif()
    exif[0x0112] = 6 if turned else 1
    decoded = decode_upload(encode(image, "PNG", exif=exif), 40, "pad")
    if turned:
        # Turned clockwise, what was left is on top.
        decoded = decoded.transpose(0, 2, 1)[:, ::-1]
    assert (decoded[:, :10] == 255).all()
    assert (decoded[:, 30:] == 255).all()
    assert decoded[:, 11:29, 4:36].max() <= 1
    np.testing.assert_array_equal(decoded[:, 20, 0], [255, 0, 0])
    np.testing.assert_array_equal(decoded[:, 20, 39], [0, 0, 255])


@pytest.mark.parametrize("size", [(1, 1), (1, 5000), (5000, 1), (3, 2), (33, 31)])
@pytest.mark.parametrize("fit", ["crop", "pad"])
def test_every_shape_becomes_a_square(size: tuple[int, int], fit: Fit) -> None:
    decoded = decode_upload(encode(Image.new("RGB", size, "black"), "PNG"), 32, fit)
    assert decoded.shape == (3, 32, 32)
    expected_black = 32 * 32 if fit == "crop" else 32 * max(1, round(32 * min(size) / max(size)))
    assert (decoded.max(axis=0) == 0).sum() == expected_black


_SIDES = {
    1: ("top", "left"),
    2: ("top", "right"),
    3: ("bottom", "right"),
    4: ("bottom", "left"),
    5: ("left", "top"),
    6: ("right", "top"),
    7: ("right", "bottom"),
    8: ("left", "bottom"),
}
"""EXIF 2.3, tag 274: the sides of the scene at which the first stored row and column are."""


def store(scene: np.ndarray, orientation: int) -> np.ndarray:
    """What a camera stores of a scene (H, W, 3)."""
    row, column = _SIDES[orientation]
    stored = scene if row in ("top", "bottom") else scene.swapaxes(0, 1)
    stored = stored[::-1] if row in ("bottom", "right") else stored
    return stored[:, ::-1] if column in ("bottom", "right") else stored


@pytest.mark.parametrize("form", ["PNG", "JPEG", "TIFF"])
@pytest.mark.parametrize("orientation", _SIDES)
def test_a_picture_taken_sideways_is_turned_upright(form: str, orientation: int) -> None:
    coarse = np.random.default_rng(0).integers(0, 256, (4, 4, 3), dtype=np.uint8)
    scene = np.kron(coarse, np.ones((16, 16, 1), np.uint8))
    exif = Image.Exif()
    exif[0x0112] = orientation
    options = {"quality": 95, "subsampling": 0} if form == "JPEG" else {}
    stored = Image.fromarray(np.ascontiguousarray(store(scene, orientation)))
    decoded = decode_upload(encode(stored, form, exif=exif, **options), 64)
    np.testing.assert_allclose(decoded.transpose(1, 2, 0), scene, atol=6)


@pytest.mark.parametrize("form", ["GIF", "WEBP", "PNG", "TIFF"])
def test_of_an_animation_the_first_picture_is_taken(form: str) -> None:
    frames = [Image.new("RGB", (32, 32), colour) for colour in ("blue", "lime", "red")]
    content = encode(frames[0], form, save_all=True, append_images=frames[1:])
    np.testing.assert_allclose(measure_colour(content), [0, 0, 255], atol=3)


@pytest.mark.parametrize("fit", ["crop", "pad"])
@pytest.mark.parametrize("form", ["PNG", "JPEG"])
def test_shrinking_in_steps_gives_what_shrinking_at_once_gives(form: str, fit: Fit) -> None:
    rng = np.random.default_rng(0)
    coarse = Image.fromarray(rng.integers(0, 256, (11, 17, 3), dtype=np.uint8))
    large = coarse.resize((1413, 955), Image.Resampling.BICUBIC)
    decoded = decode_upload(encode(large, form), 32, fit)
    box = (229, 0, 1184, 955) if fit == "crop" else None
    target = (32, 32) if fit == "crop" else (32, 22)
    expected = np.full((32, 32, 3), 255)
    top = (32 - target[1]) // 2
    expected[top : top + target[1]] = np.asarray(large.resize(target, Image.Resampling.LANCZOS, box=box))
    difference = np.abs(decoded.transpose(1, 2, 0).astype(int) - expected)
    assert difference.mean() < 1
    assert difference.max() < 12


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "empty"),
        (b"no picture", "not a picture"),
        (b'<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>', "SVG"),
        (b"%PDF-1.7\n", "PDF"),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "HEIC"),
        (b"\x89PNG\r\n\x1a\n", "not a picture|damaged"),
        (encode(Image.new("RGB", (64, 64)), "PNG")[:-40], "damaged"),
        (encode(Image.effect_noise((64, 64), 90), "JPEG")[:-200], "damaged"),
        (make_png(64, 64), "damaged"),
        (b"P6 0 5 255\n", "picture"),
        (b"GIF89a" + bytes(20), "picture"),
    ],
)
def test_what_is_no_picture_is_a_sentence(content: bytes, sentence: str) -> None:
    with pytest.raises(UserError, match=sentence):
        decode_upload(content, 32)


def test_a_picture_under_a_wrong_name_is_what_it_is() -> None:
    """A file's name is never looked at: its first bytes decide."""
    assert decode_upload(encode(Image.new("RGB", (32, 32)), "WEBP"), 32).shape == (3, 32, 32)


def test_a_text_chunk_that_unpacks_to_gigabytes_is_refused() -> None:
    text = PngImagePlugin.PngInfo()
    text.add_text("Comment", "a" * (PngImagePlugin.MAX_TEXT_CHUNK + 1), zip=True)
    content = encode(Image.new("RGB", (32, 32)), "PNG", pnginfo=text)
    assert len(content) < 10_000
    with pytest.raises(UserError, match="damaged"):
        decode_upload(content, 32)


@pytest.mark.parametrize(
    "bomb",
    [
        make_png(60_000, 60_000),
        make_png(7_100, 7_100),
        encode(Image.new("1", (7_100, 7_100)), "PNG"),
        encode(Image.new("1", (7_100, 7_100)), "TIFF", compression="group4"),
        b"P5 50000001 1 255\n",
        b"GIF89a" + struct.pack("<HH", 65_535, 65_535) + encode(Image.new("P", (8, 8)), "GIF")[10:],
        b"BM" + struct.pack("<IHHIIiiHHIIiiII", 54, 0, 0, 54, 40, 2**30, 2**30, 1, 24, 0, 0, 0, 0, 0, 0),
    ],
)
def test_a_bomb_is_refused_before_it_is_decoded(bomb: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    assert len(bomb) < MAX_BYTES
    monkeypatch.setattr(Image.Image, "load", lambda self: pytest.fail("a pixel was decoded"))
    with pytest.raises(UserError, match="50 megapixels"):
        decode_upload(bomb, 32)


@pytest.mark.parametrize(
    "hidden", [encode(Image.new("1", (7_100, 7_100)), "PNG", compress_level=1), make_png(9_500, 9_500)]
)
def test_an_icon_that_hides_a_larger_picture_is_refused(hidden: bytes) -> None:
    entry = struct.pack("<BBBBHHII", 16, 16, 0, 0, 1, 32, len(hidden), 22)
    with pytest.raises(UserError, match="50 megapixels"):
        decode_upload(struct.pack("<HHH", 0, 1, 1) + entry + hidden, 32)


def test_a_jpeg_of_thousands_of_scans_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    content = encode(Image.new("RGB", (1_000, 1_000)), "JPEG", progressive=True)
    assert decode_upload(content, 32).max() == 0
    # Behind its end, the markers are not gone through, but count.
    bomb = content + b"\xff\xda" * 6_000
    with pytest.raises(UserError, match="scans"):
        decode_upload(bomb, 32)
    plain = encode(Image.new("RGB", (1_000, 1_000)), "JPEG") + b"\xff\xda" * 6_000
    assert decode_upload(plain, 32).max() == 0


def test_a_huge_file_is_refused() -> None:
    with pytest.raises(UserError, match="10 MB"):
        decode_upload(b"0" * (MAX_BYTES + 1), 32)


def test_formats_that_run_programs_or_open_others_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    assert set(list_formats()) >= set(make_files())
    assert not {"EPS", "PDF", "WMF", "IPTC"} & set(list_formats())
    monkeypatch.setattr("subprocess.check_call", lambda *given: pytest.fail("a program was run"))
    drawing = io.BytesIO()
    Image.new("RGB", (32, 32)).save(drawing, "EPS")
    with pytest.raises(UserError, match="PostScript"):
        decode_upload(drawing.getvalue(), 32)


@pytest.mark.parametrize(
    ("mode", "form", "megabytes"), [("RGB", "PNG", 130), ("L", "PNG", 60), ("RGB", "JPEG", 60)]
)
def test_a_large_picture_takes_little_more_memory_than_its_pixels(
    mode: str, form: str, megabytes: int
) -> None:
    # 25 megapixels: 100 MB of colour, 25 MB of grey.
    content = encode(Image.new(mode, (5_000, 5_000)), form, compress_level=1)
    process, held, ended = psutil.Process(), [], threading.Event()

    def watch() -> None:
        while not ended.wait(0.002):
            held.append(process.memory_info().rss)

    before = process.memory_info().rss
    watcher = threading.Thread(target=watch)
    watcher.start()
    decode_upload(content, 32)
    ended.set()
    watcher.join()
    assert max(held) - before < megabytes * 2**20


def test_decoding_in_many_threads_leaves_the_filters_of_warnings_alone() -> None:
    content = encode(Image.new("RGB", (64, 64)), "PNG")
    filters = list(warnings.filters)
    threads = [threading.Thread(target=decode_upload, args=(content, 32)) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert warnings.filters == filters


def test_a_wrong_checksum_is_a_sentence_and_a_right_one_of_the_same_bytes_a_picture() -> None:
    comment = make_chunk(b"teXt", b"anything")
    content = encode(Image.new("L", (32, 32)), "PNG")
    assert decode_upload(content[:33] + comment + content[33:], 32).max() == 0
    with pytest.raises(UserError):
        decode_upload(content[:29] + b"\0\0\0\0" + content[33:], 32)


def test_the_default_is_to_crop() -> None:
    content = encode(Image.new("RGB", (64, 32), "black"), "PNG")
    np.testing.assert_array_equal(decode_upload(content, 32), decode_upload(content, 32, "crop"))
    assert MAX_PIXELS == 50_000_000
