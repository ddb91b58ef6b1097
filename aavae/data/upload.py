"""One picture of a user's own, from any format that Pillow reads, made to fit a model."""

import io
import warnings

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from aavae.errors import UserError

MAX_BYTES = 10 * 2**20
MAX_PIXELS = 50_000_000


def decode_upload(content: bytes, size: int) -> np.ndarray:
    """Decode a picture, turn it upright, lay transparency on white, crop its middle, and shrink it.

    Args:
        content: the file's bytes.
        size: height and width of the result.

    Returns:
        uint8 (3, size, size), RGB.

    Raises:
        UserError: the file is too large, is no picture, or is damaged.
    """
    if len(content) > MAX_BYTES:
        raise UserError(f"The picture has more than {MAX_BYTES // 2**20} MB: choose a smaller one.")
    try:
        with warnings.catch_warnings():
            # The size is checked below, before anything is decoded.
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(content)) as image:
                if image.width * image.height > MAX_PIXELS:
                    raise UserError("The picture has more than 50 megapixels: choose a smaller one.")
                upright = ImageOps.exif_transpose(image).convert("RGBA")
        canvas = Image.new("RGBA", upright.size, "white")
        canvas.alpha_composite(upright)
        fitted = ImageOps.fit(canvas.convert("RGB"), (size, size), Image.Resampling.LANCZOS)
    except UserError:
        raise
    except Image.DecompressionBombError as error:
        raise UserError("The picture has more than 50 megapixels: choose a smaller one.") from error
    except UnidentifiedImageError as error:
        raise UserError("The file is not a picture that can be read: choose a PNG, JPEG or WebP.") from error
    except Exception as error:
        # Pillow's decoders raise almost anything on damaged input.
        raise UserError(f"The picture is damaged ({type(error).__name__}): choose another one.") from error
    return np.asarray(fitted).transpose(2, 0, 1).copy()
