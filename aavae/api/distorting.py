"""Images after an augmentation, for a notebook."""

from typing import TYPE_CHECKING

import numpy as np

from aavae.api.arguments import check_seed
from aavae.api.images import read_pictures
from aavae.config import AugmentConfig
from aavae.data.image_set import to_uint8
from aavae.distortion import Distortion
from aavae.errors import UserError

if TYPE_CHECKING:
    from aavae.api.images import Pictures


def distort(images: "Pictures", distortion: str | None = None, *, draw: int | None = None) -> np.ndarray:
    """Distort images: all in the way that a text says, or each as a training draws it.

    Args:
        images: uint8 (N, 3, H, W) from 0 to 255, or a list of N square pictures of Pillow of one size.
        distortion: a text such as `crop=0.1,0.2,0.5,0.5;flip;hue=0.1` (docs/augmentation_lab.md lists its
            parts); left out where `draw` is given.
        draw: the seed of a random draw for each image, 0 or more, with SimCLR's settings, the defaults of a
            training.

    Returns:
        uint8 (N, 3, H, W).

    Raises:
        UserError: both or neither of `distortion` and `draw` are given, or one of the arguments is wrong.
    """
    if (distortion is None) == (draw is None):
        raise UserError("Give either a distortion, a text such as 'hue=0.1', or draw, a seed.")
    arrays = read_pictures(images)
    if distortion is None:
        return _draw(arrays, check_seed(draw))
    if not isinstance(distortion, str):
        raise UserError(f"A distortion is a text such as 'hue=0.1', not {distortion!r}.")
    from aavae.augment.distortion import distort

    chosen = Distortion.from_text(distortion)
    return to_uint8(distort(arrays, [chosen] * len(arrays))) if len(arrays) else arrays


def _draw(images: np.ndarray, seed: int) -> np.ndarray:
    import torch

    from aavae.augment import augment

    unit = torch.from_numpy(images).float().div_(255)
    return to_uint8(augment(unit, AugmentConfig(), torch.Generator().manual_seed(seed)).numpy())
