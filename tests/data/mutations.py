"""Small pictures in many formats, and ways to damage them."""

import io
import struct
import zlib
from collections.abc import Callable

import numpy as np
from PIL import Image

SIDE = 40

Mutation = Callable[[bytes, bytes, np.random.Generator], bytes]


def encode(image: Image.Image, form: str, **options: object) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, format=form, **options)
    return buffer.getvalue()


def make_chunk(kind: bytes, content: bytes) -> bytes:
    """A chunk of a PNG file."""
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def make_png(width: int, height: int, *chunks: bytes) -> bytes:
    """A PNG of 8-bit grey whose header says this size, with these chunks and hardly any pixels."""
    header = make_chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    pixels = make_chunk(b"IDAT", zlib.compress(bytes(100)))
    return b"\x89PNG\r\n\x1a\n" + header + b"".join(chunks) + pixels + make_chunk(b"IEND", b"")


def make_files() -> dict[str, list[bytes]]:
    """Two or three files of each of eleven formats, by the format: plain ones, and ones with more in them."""
    rng = np.random.default_rng(0)
    noise = rng.integers(0, 256, (SIDE, SIDE, 4), dtype=np.uint8)
    smooth = np.asarray(Image.fromarray(noise[:4, :4]).resize((SIDE, SIDE)))
    rgba = Image.fromarray(smooth)
    rgb, grey, palette = rgba.convert("RGB"), rgba.convert("L"), rgba.convert("RGB").quantize(16)
    deep = Image.fromarray(noise[..., 0].astype(np.uint16) * 257)
    floats = Image.fromarray(noise[..., 0].astype(np.float32))
    exif = Image.Exif()
    exif[0x0112] = 6
    frames = {"save_all": True, "append_images": [rgb.rotate(90)]}
    return {
        "PNG": [encode(rgba, "PNG", exif=exif), encode(palette, "PNG", transparency=1), encode(deep, "PNG")],
        "JPEG": [
            encode(rgb, "JPEG", exif=exif),
            encode(rgb, "JPEG", progressive=True),
            encode(rgb.convert("CMYK"), "JPEG"),
        ],
        "WEBP": [encode(rgb, "WEBP"), encode(rgba, "WEBP", lossless=True, **frames)],
        "GIF": [encode(palette, "GIF"), encode(palette, "GIF", **frames, transparency=1)],
        "BMP": [encode(rgb, "BMP"), encode(palette, "BMP"), encode(grey.convert("1"), "BMP")],
        "TIFF": [
            encode(rgb, "TIFF", exif=exif),
            encode(floats, "TIFF", compression="tiff_lzw"),
            encode(rgb, "TIFF", compression="jpeg"),
        ],
        "ICO": [encode(rgba, "ICO", sizes=[(16, 16), (32, 32)]), encode(rgba, "ICO", bitmap_format="bmp")],
        "PPM": [encode(rgb, "PPM"), encode(deep, "PPM"), b"P3 2 2 255 " + b"9 99 255 " * 4],
        "TGA": [encode(rgba, "TGA"), encode(rgb, "TGA", compression="tga_rle")],
        "JPEG2000": [encode(rgb, "JPEG2000"), encode(rgba, "JPEG2000", irreversible=True)],
        "AVIF": [encode(rgb, "AVIF"), encode(rgba, "AVIF")],
    }


def _flip_bits(content: bytes, other: bytes, rng: np.random.Generator) -> bytes:
    damaged = bytearray(content)
    for place in rng.integers(0, len(damaged), rng.integers(1, 9)):
        damaged[place] ^= 1 << int(rng.integers(8))
    return bytes(damaged)


def _flip_bits_of_the_header(content: bytes, other: bytes, rng: np.random.Generator) -> bytes:
    return _flip_bits(content[:64], other, rng) + content[64:]


def _truncate(content: bytes, other: bytes, rng: np.random.Generator) -> bytes:
    return content[: int(rng.integers(0, len(content)))]


def _repeat_a_part(content: bytes, other: bytes, rng: np.random.Generator) -> bytes:
    start, end = sorted(int(place) for place in rng.integers(0, len(content), 2))
    return content[:end] + content[start:end] * int(rng.integers(1, 5)) + content[end:]


def _remove_a_part(content: bytes, other: bytes, rng: np.random.Generator) -> bytes:
    start = int(rng.integers(0, len(content)))
    return content[:start] + content[start + int(rng.integers(1, 40)) :]


def _wear_another_header(content: bytes, other: bytes, rng: np.random.Generator) -> bytes:
    length = int(rng.integers(2, 64))
    return other[:length] + content[length:]


def _swap_tails(content: bytes, other: bytes, rng: np.random.Generator) -> bytes:
    return content[: int(rng.integers(1, len(content)))] + other[int(rng.integers(0, len(other))) :]


def _set_a_length(content: bytes, other: bytes, rng: np.random.Generator) -> bytes:
    values = (0, 1, 0x7F, 0xFF, 0x7FFF, 0xFFFF, 0x10000, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF)
    width = int(rng.choice((2, 4)))
    order = "little" if rng.integers(2) else "big"
    field = (int(rng.choice(values)) % 256**width).to_bytes(width, order)
    # Sizes and counts lie near the start, or, in a TIFF, near the end.
    reach = min(len(content), int(rng.choice((32, 128, len(content)))))
    place = int(rng.integers(0, reach)) if rng.integers(4) else len(content) - int(rng.integers(0, reach)) - 1
    return content[:place] + field + content[place + width :]


def _overwrite_with_noise(content: bytes, other: bytes, rng: np.random.Generator) -> bytes:
    start = int(rng.integers(0, len(content)))
    noise = rng.bytes(int(rng.integers(1, 64)))
    return content[:start] + noise + content[start + len(noise) :]


_MUTATIONS: tuple[Mutation, ...] = (
    _flip_bits,
    _flip_bits_of_the_header,
    _truncate,
    _repeat_a_part,
    _remove_a_part,
    _wear_another_header,
    _swap_tails,
    _set_a_length,
    _overwrite_with_noise,
)


def mutate(content: bytes, other: bytes, rng: np.random.Generator) -> bytes:
    """Damage a file in one to three ways; `other` lends parts of itself."""
    for kind in rng.integers(0, len(_MUTATIONS), rng.integers(1, 4)):
        content = _MUTATIONS[kind](content or b"\0", other, rng)
    # A wrong checksum ends a PNG at once: with right ones, half of them get deeper into the decoder.
    return refresh_checksums(content) if rng.integers(2) else content


def refresh_checksums(content: bytes) -> bytes:
    """A PNG with the checksums that its chunks, as they are, ask for; anything else unchanged."""
    if not content.startswith(b"\x89PNG\r\n\x1a\n"):
        return content
    fixed, place = bytearray(content), 8
    while place + 12 <= len(fixed):
        (length,) = struct.unpack_from(">I", fixed, place)
        end = place + 8 + length
        if end + 4 > len(fixed):
            break
        struct.pack_into(">I", fixed, end, zlib.crc32(fixed[place + 4 : end]))
        place = end + 4
    return bytes(fixed)
