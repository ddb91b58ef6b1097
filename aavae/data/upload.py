"""One picture of a user's own, made to fit a model."""

import threading
from typing import NamedTuple

import numpy as np

from aavae.data.picture import Fit, open_picture, shrink
from aavae.errors import UserError
from aavae.language import _

MAX_BYTES = 10 * 2**20

_ONE_AT_A_TIME = threading.Lock()
"""Many visitors may upload at once: memory stays that of one picture, and filters of warnings are global."""


class Upload(NamedTuple):
    """A picture of a user's own.

    Attributes:
        image: uint8 (3, size, size), RGB.
        note: what was done to its levels that a look at the picture would not show, in a sentence for
            `show_text`, or "".
    """

    image: np.ndarray
    note: str


def decode_upload(content: bytes, size: int, fit: Fit = "crop") -> Upload:
    """Decode a picture and make it a square, as `picture.shrink` does, with `picture.choose_levels`.

    Of an animation, or of several pictures in one file, the first is taken. One picture is decoded at a time.

    Args:
        content: the file's bytes, at most 10 MB; the picture has at most 50 megapixels.
        size: height and width of the result.
        fit: "crop" keeps the largest square in the middle, "pad" the whole picture, centred on white.

    Raises:
        UserError: the file is too large, is no picture that can be read, or is damaged.
    """
    if not content:
        raise UserError(_("The file is empty, so there is no picture in it: choose another one."))
    if len(content) > MAX_BYTES:
        raise UserError(
            _("The picture has more than {max_bytes} MB: choose a smaller one.").format(
                max_bytes=MAX_BYTES // 2**20
            )
        )
    with _ONE_AT_A_TIME, open_picture(content) as image:
        fitted, note = shrink(image, size, fit)
    return Upload(np.asarray(fitted).transpose(2, 0, 1).copy(), note)
