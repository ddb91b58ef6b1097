"""One picture of a source as the image that a model sees."""

import io
import math
import struct
from collections.abc import Mapping

import numpy as np
from PIL import Image, ImageFile

from aavae.data.picture import (
    Levels,
    Range,
    apply_levels,
    has_deep_colours,
    measure_pixels,
    measure_range,
    open_picture,
    shrink,
)
from aavae.data.picture_error import PictureError
from aavae.data.tiff import STARTS as TIFF_STARTS
from aavae.importing.settings import Fit
from aavae.importing.source import Content, Unreadable
from aavae.kept_text import kept_text
from aavae.language import N_

_PNG = b"\x89PNG\r\n\x1a\n"
_OF_SEVERAL = (*TIFF_STARTS, b"GIF8", b"RIFF")
"""The first bytes of the formats that keep several pictures in a file; PNGs that move are rare."""
_PLAIN_MODES = ("RGB", "L")


def decode(
    content: Content, size: int, fit: Fit, levels: Mapping[str, Levels | None] | None = None
) -> np.ndarray | Range | Unreadable:
    """Decode a picture, turn it upright, lay it on white, and make it a square.

    Args:
        content: the picture.
        size: height and width of the result, in pixels.
        fit: "crop" keeps the largest square in the middle, "pad" the whole picture, centred on white.
        levels: which values are black and white, for pictures of 16 bits and of floats: by the range's kind.

    Returns:
        uint8 (3, size, size), RGB; the range of its values if `levels` is needed and not given; or why it
        cannot be read.
    """
    if isinstance(content, Unreadable):
        return content
    if isinstance(content, np.ndarray):
        return _decode_pixels(content, size, fit, levels)
    if (found := _decode_small_png(content, size)) is not None:
        return found
    try:
        with open_picture(content) as image:
            if _is_plain(image, size):
                return _take_pixels(image)
            if levels is None and (found := measure_range(image)) is not None:
                return _require_values(found)
            find_levels = None if levels is None else lambda found: levels[found.kind]
            fitted, __ = shrink(image, size, fit, find_levels)
    except PictureError as error:
        # What to do about it is to do with a single upload.
        return Unreadable(error.problem)
    return _take_pixels(fitted)


def measure_size(content: Content) -> tuple[int, int] | None:
    """Height and width of a picture, without decoding it; None if it cannot be read."""
    if isinstance(content, np.ndarray):
        return content.shape[:2] if content.ndim > 1 else None
    if isinstance(content, Unreadable):
        return None
    try:
        with open_picture(content) as image:
            return image.height, image.width
    except PictureError:
        return None


def has_more_frames(content: Content) -> bool:
    """Whether a file has pages or frames behind the first, which is the one that is decoded."""
    if not isinstance(content, bytes) or not content.startswith(_OF_SEVERAL):
        return False
    try:
        with open_picture(content) as image:
            return bool(getattr(image, "is_animated", False))
    except PictureError:
        return False


def _decode_small_png(content: bytes, size: int) -> np.ndarray | None:
    """A PNG that already is as it has to be, faster than with all that others need; None for any other."""
    if not content.startswith(_PNG) or content[16:24] != struct.pack(">II", size, size):
        return None
    try:
        with Image.open(io.BytesIO(content), formats=("PNG",)) as image:
            return _take_pixels(image) if _is_plain(image, size) else None
    except Exception:  # whatever it is, the careful way says it
        return None


def _is_plain(image: ImageFile.ImageFile, size: int) -> bool:
    """Whether a picture, not decoded yet, already is as it has to be."""
    return (
        image.size == (size, size)
        and image.mode in _PLAIN_MODES
        and not has_deep_colours(image)
        and {"transparency", "exif"}.isdisjoint(image.info)
    )


def _take_pixels(image: Image.Image) -> np.ndarray:
    return np.asarray(image if image.mode == "RGB" else image.convert("RGB")).transpose(2, 0, 1)


def _decode_pixels(
    pixels: np.ndarray, size: int, fit: Fit, levels: Mapping[str, Levels | None] | None
) -> np.ndarray | Range | Unreadable:
    if pixels.ndim == 3 and pixels.shape[2] == 1:
        pixels = pixels[..., 0]
    is_picture = pixels.ndim in (2, 3) and pixels.shape[2:] in ((), (3,), (4,)) and pixels.size > 0
    if pixels.dtype.kind not in "buif" or not is_picture:
        return Unreadable(
            kept_text(
                "an array of {dtype} {shape} is no picture", dtype=str(pixels.dtype), shape=str(pixels.shape)
            )
        )
    if (found := measure_pixels(pixels)) is not None:
        if levels is None:
            return _require_values(found)
        pixels = apply_levels(pixels, levels[found.kind] or Levels(0.0, 255.0))
    if pixels.shape == (size, size, 3):
        return pixels.transpose(2, 0, 1)
    fitted, __ = shrink(Image.fromarray(np.ascontiguousarray(pixels)), size, fit)
    return np.asarray(fitted).transpose(2, 0, 1)


def _require_values(found: Range) -> Range | Unreadable:
    """The range of a picture's values, or that none of them is a number."""
    return found if math.isfinite(found.low) else Unreadable(N_("none of its values is a number"))
