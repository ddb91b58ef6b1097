"""One picture, from any format that Pillow reads: opened safely, and made a square of 8-bit RGB."""

import contextlib
import functools
import io
import math
import warnings
from collections.abc import Callable, Iterable, Iterator
from typing import Literal, NamedTuple

import numpy as np
from PIL import ExifTags, Image, ImageFile, ImageOps, UnidentifiedImageError

from aavae.data.picture_error import PictureError
from aavae.data.tiff import STARTS as TIFF_STARTS
from aavae.data.tiff import check_tiff, has_wrapped, is_negative
from aavae.errors import UserError
from aavae.kept_text import kept_text
from aavae.language import N_

Fit = Literal["crop", "pad"]

MAX_PIXELS = 50_000_000
_MAX_SCANNED_PIXELS = 100 * MAX_PIXELS
_OVERSAMPLING = 4
_TILE = 1024

_REFUSED_FORMATS = frozenset(
    {
        # Ghostscript, another program, paints these, and PostScript can read and write files.
        "EPS",
        # The newspapers' envelope opens whatever lies inside it as any format, those refused here included.
        "IPTC",
        # Windows paints these with its own interpreter; elsewhere Pillow only recognises them.
        "WMF",
        # Pillow recognises these, but cannot decode them unless another program registers itself.
        "BUFR",
        "GRIB",
        "HDF5",
        "MPEG",
    }
)

_HEIC_BRANDS = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1")


class Range(NamedTuple):
    """The values of a picture whose format leaves open which of them are black and white.

    Attributes:
        kind: of values, in words for `show_text`; pictures of one kind can share their levels.
        low: the least finite value; infinity where there is none.
        high: the greatest finite value; minus infinity where there is none.
    """

    kind: str
    low: float
    high: float


class Levels(NamedTuple):
    """Which values become black and white.

    Attributes:
        black: at most this.
        white: at least this.
        note: how they were chosen, in a sentence for `show_text`, where that is not plain.
    """

    black: float
    white: float
    note: str = ""


_DEEP_GREY = kept_text("16-bit grey")
_DEEP_COLOUR = kept_text("16-bit colour")
_INTEGER = kept_text("32-bit integers")
_FLOAT = kept_text("floats")
_USUAL_WHITES: dict[str, tuple[float, ...]] = {
    _DEEP_GREY: (65_535.0,),
    _INTEGER: (255.0, 65_535.0),
    _FLOAT: (1.0, 255.0, 65_535.0),
}
"""What white usually is for values of a kind."""


@contextlib.contextmanager
def open_picture(content: bytes) -> Iterator[ImageFile.ImageFile]:
    """Open a picture, and check what its header says before any pixel is decoded.

    Whatever its decoder raises while it is open becomes a PictureError. Filters of warnings are the whole
    process's, so one thread at a time may do this.

    Raises:
        PictureError: it is no picture that can be read, has too many pixels, or is damaged.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            # A picture inside an icon says its size only once it is opened.
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=list_formats()) as image:
                _require_decodable(image, content)
                check_tiff(image)
                yield image
    except UserError:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_large() from error
    except UnidentifiedImageError as error:
        raise PictureError(*_explain_unreadable(content)) from error
    except Exception as error:
        # Pillow's decoders raise almost anything on damaged input.
        raise PictureError(
            N_("The picture is damaged, or of a rare kind"), N_("save it as PNG or JPEG")
        ) from error


@functools.cache
def list_formats() -> tuple[str, ...]:
    """The formats, by Pillow's names, that are read: all that it decodes by itself."""
    Image.init()
    return tuple(name for name in Image.OPEN if name not in _REFUSED_FORMATS)


def _require_decodable(image: Image.Image, content: bytes) -> None:
    """Check what a header says before any pixel is decoded."""
    if min(image.size) < 1:
        raise PictureError(N_("The picture has no pixels"), N_("choose another one"))
    if image.width * image.height > MAX_PIXELS:
        raise _too_large()
    # A progressive JPEG is gone through once for each of its scans, and a small file can have thousands.
    scans = content.count(b"\xff\xda") if "progressive" in image.info else 1
    if scans * image.width * image.height > _MAX_SCANNED_PIXELS:
        raise PictureError(
            N_("The picture is a progressive JPEG of too many scans"), N_("save it again without them")
        )


def _too_large() -> PictureError:
    megapixels = MAX_PIXELS // 10**6
    return PictureError(
        kept_text("The picture has more than {megapixels} megapixels", megapixels=megapixels),
        N_("choose a smaller one"),
    )


def _explain_unreadable(content: bytes) -> tuple[str, str]:
    """What a file is that is no picture that can be read, and what to do about it."""
    start = content[:1024].lstrip().lower()
    if content[4:8] == b"ftyp" and content[8:12] in _HEIC_BRANDS:
        return N_("The picture is HEIC, which cannot be read here"), N_("save or send it as JPEG")
    if content.startswith(TIFF_STARTS):
        return (
            N_("The picture is a TIFF of a kind that is not read here, such as of 64-bit floats"),
            N_("save it with 8 or 16 bits, or with 32-bit floats"),
        )
    if b"<svg" in start:
        return N_("The file is an SVG drawing, not a picture of pixels"), N_("save it as PNG")
    if start.startswith((b"%pdf", b"%!ps", b"\xc5\xd0\xd3\xc6")):
        return N_("The file is a PDF or PostScript document, not a picture"), N_("save the page as PNG")
    return N_("The file is not a picture that can be read"), N_("choose a PNG, JPEG or WebP")


class _Plan(NamedTuple):
    """What of a picture is kept, and how it is shrunk.

    Attributes:
        box: left, top, right and bottom of what is kept, in pixels.
        target: width and height of what it becomes, before it is turned upright.
        factors: how many pixels, across and down, are averaged to one before the last, finer step.
    """

    box: tuple[float, float, float, float]
    target: tuple[int, int]
    factors: tuple[int, int]

    def get_pixels(self) -> tuple[int, int, int, int]:
        """The smallest box of whole pixels around what is kept."""
        left, top, right, bottom = self.box
        return math.floor(left), math.floor(top), math.ceil(right), math.ceil(bottom)


def _plan(width: float, height: float, size: int, fit: Fit) -> _Plan:
    if fit == "crop":
        side = min(width, height)
        left, top = (width - side) / 2, (height - side) / 2
        box, target = (left, top, left + side, top + side), (size, size)
    else:
        longest = max(width, height)
        box = (0.0, 0.0, width, height)
        target = (max(1, round(width * size / longest)), max(1, round(height * size / longest)))
    across = max(1, int((box[2] - box[0]) / (_OVERSAMPLING * target[0])))
    down = max(1, int((box[3] - box[1]) / (_OVERSAMPLING * target[1])))
    return _Plan(box, target, (across, down))


def shrink(
    image: Image.Image,
    size: int,
    fit: Fit,
    find_levels: Callable[[Range], Levels | None] | None = None,
) -> tuple[Image.Image, str]:
    """Turn a picture upright, lay transparency on white, and shrink or enlarge it to a square.

    A picture is shrunk as it is decoded where its format can do so, and then tile by tile, so that beside the
    decoded pixels (200 MB of colour at 50 megapixels) little memory is used. What decoders need themselves
    comes on top: the most, a further 0.6 GB, WebP's.

    Args:
        image: opened by `open_picture` and not decoded yet, or in memory.
        size: height and width of the result.
        fit: "crop" keeps the largest square in the middle, "pad" the whole picture, centred on white.
        find_levels: says which values become black and white where the format leaves it open, by the
            picture's range; `choose_levels` if not given.

    Returns:
        The picture as RGB of `size` by `size` pixels, and what was done to its levels, for `show_text`, or
        "".
    """
    width, height = image.size
    is_deep = has_deep_colours(image)
    across, down = _plan(width, height, size, fit).factors
    # Only JPEGs can do it: their decoder then paints a half, a quarter or an eighth of each side.
    image.draft(None, (width // across, height // down))
    scale = round(width / image.width)
    image.load()
    if image.width * image.height > MAX_PIXELS:
        raise _too_large()
    if scale == 1:
        # Loading may turn a picture, and an icon knows its size only then.
        width, height = image.size
    found = _measure(image, is_deep)
    used = None if found is None else (find_levels or choose_levels)(found)
    small = _resize(image, _plan(width / scale, height / scale, size, fit), used)
    small.getexif()[ExifTags.Base.Orientation] = image.getexif().get(ExifTags.Base.Orientation, 1)
    upright = ImageOps.exif_transpose(small)
    canvas = Image.new("RGB", (size, size), "white")
    canvas.paste(upright, ((size - upright.width) // 2, (size - upright.height) // 2))
    return canvas, used.note if used else ""


def measure_range(image: ImageFile.ImageFile) -> Range | None:
    """The range of a picture's values; None, without decoding it, where its format says what is white."""
    is_deep = has_deep_colours(image)
    if not is_deep and image.mode[0] not in "IF":
        return None
    image.load()
    return _measure(image, is_deep)


def merge_ranges(ranges: Iterable[Range]) -> dict[str, Range]:
    """One range of all pictures of each kind."""
    merged: dict[str, Range] = {}
    for found in ranges:
        before = merged.get(found.kind, found)
        merged[found.kind] = Range(found.kind, min(before.low, found.low), max(before.high, found.high))
    return merged


def choose_levels(found: Range) -> Levels | None:
    """Choose what becomes black and white; None where values are as usual for 8 bits.

    16-bit grey levels are scaled from 0 to 65,535. Grey levels whose range the format leaves open (32-bit
    integers and floats) are taken to be from 0 to 1 (floats), 0 to 255, or 0 to 65,535, the first that
    holds them all. Where they use less than half of that range, as the 10, 12 or 14 bits of a microscope do
    in a file of 16, and where some are negative, they are stretched from their least to their greatest value,
    and the note says so. So are dark colours of 16 bits, from 0: of those Pillow reads the upper 8 bits.
    """
    __, low, high = found
    if found.kind == _DEEP_COLOUR:
        if high <= 0 or high > 127:
            return None
        note = kept_text(
            "Its colours use {share:.1%} of their 16 bits: they are made brighter by that.",
            share=(high + 1) / 256,
        )
        return Levels(0.0, high, note)
    usual = _USUAL_WHITES[found.kind]
    white = next((white for white in usual if low >= 0 and high <= white), None)
    if white is not None and (high > white / 2 or not high > low):
        return Levels(0.0, white)
    if not high > low:
        return Levels(low, high)
    if white is None:
        note = kept_text(
            "Its values go from {low} to {high}: they are stretched from black to white.",
            low=low,
            high=high,
        )
    else:
        note = kept_text(
            "Its values go from {low} to {high}, and white would be {white}: they are stretched "
            "from black to white.",
            low=low,
            high=high,
            white=white,
        )
    return Levels(low, high, note)


def _resize(image: Image.Image, plan: _Plan, levels: Levels | None) -> Image.Image:
    """What the plan keeps of a picture, as RGB, at the size that the plan says."""
    left, top, right, bottom = pixels = plan.get_pixels()
    across, down = plan.factors
    averaged = Image.new("RGB", (math.ceil((right - left) / across), math.ceil((bottom - top) / down)))
    for tile in _list_tiles(pixels, plan.factors):
        colours = _to_rgb(image.crop(tile), levels)
        averaged.paste(colours.reduce(plan.factors), ((tile[0] - left) // across, (tile[1] - top) // down))
    x0, y0, x1, y1 = plan.box
    exact = ((x0 - left) / across, (y0 - top) / down, (x1 - left) / across, (y1 - top) / down)
    return averaged.resize(plan.target, Image.Resampling.LANCZOS, box=exact)


def _list_tiles(
    box: tuple[int, int, int, int], factors: tuple[int, int]
) -> Iterator[tuple[int, int, int, int]]:
    """Boxes that fill a box, none beyond a million pixels, each of whole averages where it does not end."""
    left, top, right, bottom = box
    step_x, step_y = (factor * max(1, _TILE // factor) for factor in factors)
    for y in range(top, bottom, step_y):
        for x in range(left, right, step_x):
            yield x, y, min(x + step_x, right), min(y + step_y, bottom)


def has_deep_colours(image: Image.Image) -> bool:
    """Whether a picture that is not decoded yet has colours of 16 bits, of which Pillow keeps the upper 8."""
    if image.mode not in ("RGB", "RGBA") or not isinstance(image, ImageFile.ImageFile) or not image.tile:
        return False
    arguments = image.tile[0].args
    parts = arguments if isinstance(arguments, tuple) else (arguments,)
    is_deep_ppm = image.format == "PPM" and any(isinstance(part, int) and part > 255 for part in parts)
    return is_deep_ppm or any(isinstance(part, str) and ";16" in part for part in parts)


def apply_levels(values: np.ndarray, levels: Levels) -> np.ndarray:
    """Values of any real type as uint8 of the same shape; what is not a number becomes black."""
    low, high = levels.black, levels.white
    finite = np.nan_to_num(values.astype(np.float64), nan=low, posinf=high, neginf=low)
    grey = (finite - low) * (255 / (high - low) if high > low else 0.0)
    return grey.round().clip(0, 255).astype(np.uint8)


def measure_pixels(pixels: np.ndarray) -> Range | None:
    """The range of a picture's values in memory, of any shape; None for 8 bits and for truth values."""
    if pixels.dtype in (np.uint8, np.bool_):
        return None
    kind = _DEEP_GREY if pixels.dtype == np.uint16 else _FLOAT if pixels.dtype.kind == "f" else _INTEGER
    finite = pixels[np.isfinite(pixels)]
    low, high = (float(finite.min()), float(finite.max())) if finite.size else (math.inf, -math.inf)
    return Range(kind, low, high)


def _measure(image: Image.Image, is_deep: bool) -> Range | None:
    if is_deep:
        channels = image.getextrema()[:3]
        highest = max(float(channel[1]) for channel in channels if isinstance(channel, tuple))
        return Range(_DEEP_COLOUR, 0.0, highest)
    if image.mode.startswith("I;16") or (image.mode == "I" and image.format == "PPM"):
        return Range(_DEEP_GREY, *_find_range(image))
    if image.mode in ("I", "F"):
        low, high = _find_range(image)
        if has_wrapped(image, low):
            raise PictureError(
                kept_text("The picture is a TIFF of values above {most}", most=2**31 - 1),
                N_("save it with smaller ones"),
            )
        return Range(_FLOAT if image.mode == "F" else _INTEGER, low, high)
    return None


def _find_range(image: Image.Image) -> tuple[float, float]:
    """The least and the greatest finite value; infinity and minus infinity where there is none."""
    low, high = math.inf, -math.inf
    for tile in _list_tiles((0, 0, *image.size), (1, 1)):
        values = np.asarray(image.crop(tile))
        values = values[np.isfinite(values)]
        if values.size:
            low, high = min(low, float(values.min())), max(high, float(values.max()))
    return low, high


def _to_rgb(image: Image.Image, levels: Levels | None) -> Image.Image:
    if levels is not None and image.mode in ("RGB", "RGBA"):
        table = [min(255, round(value * 255 / levels.white)) for value in range(256)]
        image = image.point(table * 3 + list(range(256)) * (len(image.mode) - 3))
    elif levels is not None:
        values = np.asarray(image)
        grey = apply_levels(values, levels)
        if is_negative(image):
            grey = 255 - grey
        grey[values == image.info.get("transparency")] = 255
        return Image.fromarray(grey).convert("RGB")
    if not image.has_transparency_data:
        return image.convert("RGB")
    # Pillow needs a straight alpha channel to lay one picture on another.
    straight = image.convert("LA") if image.mode == "La" else image
    layer = straight.convert("RGBA")
    return Image.alpha_composite(Image.new("RGBA", layer.size, "white"), layer).convert("RGB")
