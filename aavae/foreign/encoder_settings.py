"""What a file of an encoder does not say of itself. Imports no torch."""

import math
from dataclasses import dataclass

from aavae.errors import UserError
from aavae.foreign.external import Channels
from aavae.formatting import format_count
from aavae.language import _


@dataclass(frozen=True)
class EncoderSettings:
    """How an encoder of other software wants its images, and which of its outputs is which."""

    mean: Channels = (0.0, 0.0, 0.0)
    """ONNX: taken away from each channel of images in [0, 1], where the encoder does not do it itself."""
    std: Channels = (1.0, 1.0, 1.0)
    """ONNX: divided by, after that."""
    image_size: int | None = None
    """ONNX: height and width of the images it takes, where its file leaves them open; none: any."""
    resize: bool = False
    """ONNX: resize images of other sizes to the one that it takes."""
    features: str | None = None
    """ONNX: the output that is h; none: the one called h, else the first of shape (N, D)."""
    paints_normalised: bool = False
    """ONNX: the decoder's images are normalised by mean and std, not in [0, 1]."""

    @property
    def are_plain(self) -> bool:
        """Whether images go in as they are, in [0, 1]."""
        return (self.mean, self.std) == ((0.0, 0.0, 0.0), (1.0, 1.0, 1.0))

    def check(self) -> None:
        """Check the statistics of the channels, and the size.

        Raises:
            UserError: they cannot be those of images in [0, 1], or no image has this size.
        """
        if not all(map(math.isfinite, (*self.mean, *self.std))) or min(self.std) <= 0:
            raise UserError(
                _(
                    "mean and std: expected three finite numbers each, of images in [0, 1], those of std "
                    "above 0."
                )
            )
        if max(map(abs, self.mean)) > 1 or max(self.std) > 1:
            raise UserError(
                _(
                    "mean {mean} and std {std}: those of images in [0, 1] are below 1; divide them by 255."
                ).format(mean=self.mean, std=self.std)
            )
        if self.image_size is not None and not 1 <= self.image_size <= MAX_IMAGE_SIZE:
            raise UserError(
                _("image size: expected 1 to {most} pixels, got {image_size}.").format(
                    most=format_count(MAX_IMAGE_SIZE), image_size=self.image_size
                )
            )


MAX_IMAGE_SIZE = 4_096
"""In pixels."""
