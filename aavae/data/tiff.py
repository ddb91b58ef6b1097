"""What a TIFF says of its values, and Pillow passes over."""

from PIL import Image, ImageFile, TiffImagePlugin

from aavae.data.picture_error import PictureError
from aavae.language import N_

STARTS = (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")
"""The first bytes of a TIFF, and of a BigTIFF."""
_UNCOMPRESSED, _SEPARATE_PLANES, _SIGNED, _WHITE_IS_ZERO = 1, 2, 2, 0
_NEGATIVE = "white is zero"


def check_tiff(image: ImageFile.ImageFile) -> None:
    """Refuses a TIFF that Pillow would read wrongly without a word, and marks one that is a negative.

    Pillow takes bytes with a sign for bytes without one, and the 16 bits of colours that are stored in
    separate planes, uncompressed, for those of pixels. Where white is zero, it turns 8 bits round, and leaves
    16 bits and floats as they are.

    Args:
        image: opened, not decoded yet; any format, of which only TIFF is looked at.

    Raises:
        PictureError: it is one of those.
    """
    if not isinstance(image, TiffImagePlugin.TiffImageFile):
        return
    tags = image.tag_v2
    bits = max(tags.get(TiffImagePlugin.BITSPERSAMPLE, (1,)))
    if bits == 8 and _SIGNED in tags.get(TiffImagePlugin.SAMPLEFORMAT, ()):
        raise PictureError(
            N_("The picture is a TIFF of bytes with a sign"), N_("save it without one, or with 16 bits")
        )
    is_separate = tags.get(TiffImagePlugin.PLANAR_CONFIGURATION) == _SEPARATE_PLANES
    is_compressed = tags.get(TiffImagePlugin.COMPRESSION, _UNCOMPRESSED) != _UNCOMPRESSED
    if bits == 16 and is_separate and not is_compressed and len(image.getbands()) > 1:
        raise PictureError(
            N_("The picture is a TIFF of 16-bit colours in separate planes"),
            N_("save it with the colours of a pixel together, or compressed"),
        )
    is_turned = tags.get(TiffImagePlugin.PHOTOMETRIC_INTERPRETATION) == _WHITE_IS_ZERO
    if is_turned and image.mode[0] in "IF":
        image.info[_NEGATIVE] = True


def is_negative(image: Image.Image) -> bool:
    """Whether a picture, or a part of it, has white where its values are least."""
    return _NEGATIVE in image.info


def has_wrapped(image: Image.Image, low: float) -> bool:
    """Whether 32 bits without a sign were taken for such with one, seen by the least value of a picture."""
    is_tiff = isinstance(image, TiffImagePlugin.TiffImageFile)
    return is_tiff and low < 0 and image.mode == "I" and not _has_sign(image)


def _has_sign(image: TiffImagePlugin.TiffImageFile) -> bool:
    return _SIGNED in image.tag_v2.get(TiffImagePlugin.SAMPLEFORMAT, ())
