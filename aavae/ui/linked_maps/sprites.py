"""Thumbnails of many images as a few sheets, which the browser fetches once."""

import functools
import io
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

import numpy as np
from PIL import Image

from aavae.grids import lay_out
from aavae.ui.server import static_files

COLUMNS = 50
"""Tiles in a row of a sheet, and rows in a sheet: the browser decodes a whole sheet for one tile."""
PER_SHEET = COLUMNS * COLUMNS
QUALITY = 80
_SMALL, _LARGE = 32, 48


class Pictures(NamedTuple):
    """Where the thumbnails are: image i is tile i, counted along the rows, sheet by sheet.

    Attributes:
        urls: of the sheets, relative to the page.
        columns: tiles in a row.
        per_sheet: tiles in a full sheet.
        size: height and width of a tile, in pixels.
    """

    urls: tuple[str, ...]
    columns: int
    per_sheet: int
    size: int


def make_pictures(images: np.ndarray, digest: str) -> Pictures | None:
    """Sheets of thumbnails; made once, and found again by their digest.

    Args:
        images: uint8 (N, 3, H, W); those larger than 32 pixels become tiles of at most 48.
        digest: of these images in this order.

    Returns:
        The sheets, or None where they cannot be written or served: a map works without.
    """
    size = _choose_size(max(images.shape[2:]))
    names = _name_sheets(len(images), size, digest)
    if static_files.find_folder() is None:
        return None

    def encode(number: int) -> bytes:
        return _encode_sheet(images[number * PER_SHEET : (number + 1) * PER_SHEET], size)

    # Two cores encode two sheets in the time of one; only the script's own thread knows where they go.
    with ThreadPoolExecutor(max_workers=4) as pool:
        encoded = list(pool.map(encode, range(len(names))))
    urls = [
        static_files.publish_as(name, functools.partial(Path.write_bytes, data=content))
        for name, content in zip(names, encoded, strict=True)
    ]
    there = tuple(url for url in urls if url is not None)
    return Pictures(there, COLUMNS, PER_SHEET, size) if len(there) == len(urls) else None


def find_pictures(count: int, height: int, digest: str) -> Pictures | None:
    """The sheets that `make_pictures` made of `count` images of this height; None if one is missing."""
    size = _choose_size(height)
    urls = [static_files.find_published(name) for name in _name_sheets(count, size, digest)]
    there = tuple(url for url in urls if url is not None)
    return Pictures(there, COLUMNS, PER_SHEET, size) if len(there) == len(urls) else None


def _choose_size(height: int) -> int:
    return height if height <= _SMALL else min(height, _LARGE)


def _name_sheets(count: int, size: int, digest: str) -> list[str]:
    keys = [
        f"{digest} {count} {size} {PER_SHEET} {QUALITY} {number}" for number in range(-(-count // PER_SHEET))
    ]
    return [f"{static_files.compute_name(key.encode())}.webp" for key in keys]


def _encode_sheet(images: np.ndarray, size: int) -> bytes:
    buffer = io.BytesIO()
    # Lossy, but with a fast search: a sheet of 2,500 tiles is made in a fraction of a second.
    Image.fromarray(make_sheet(images, size)).save(buffer, format="WEBP", quality=QUALITY, method=2)
    return buffer.getvalue()


def make_sheet(images: np.ndarray, size: int) -> np.ndarray:
    """Images (N, 3, H, W) as the tiles of one picture, uint8 (rows * size, 50 * size, 3)."""
    if images.shape[2:] != (size, size):
        images = np.stack([_resize(image, size) for image in images])
    return lay_out(images, COLUMNS)


def _resize(image: np.ndarray, size: int) -> np.ndarray:
    picture = Image.fromarray(image.transpose(1, 2, 0)).resize((size, size), Image.Resampling.BOX)
    return np.asarray(picture).transpose(2, 0, 1)
