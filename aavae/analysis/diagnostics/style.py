"""How well the style of a view is read off its representation: where it was cut out, how it was coloured."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

import numpy as np

from aavae.errors import UserError
from aavae.language import N_, _

HELD_OUT = 3
"""One view of this many is held out."""

FIELDS: dict[str, str] = {
    N_("horizontal position"): "crop",
    N_("vertical position"): "crop",
    N_("area"): "crop",
    N_("brightness"): "brightness",
    N_("hue"): "hue",
}
"""What is to be read off a view, and the only parameter by which that view differs from its image."""


class Style(NamedTuple):
    """How well each of P parameters of a view is read off its representation.

    Attributes:
        names: of the parameters, as in `FIELDS`.
        r2: float64 (P,), R^2 on held-out views: 1 read without error, 0 or below not at all.
    """

    names: tuple[str, ...]
    r2: np.ndarray


def compute_truth(
    crop: np.ndarray, brightness: np.ndarray, hue: np.ndarray, height: int, width: int
) -> dict[str, np.ndarray]:
    """The true value of each of `FIELDS` of n views: (n,), floats as those of the parameters.

    A crop's position is that of its centre: its corner would give away a part of its size, as a large box
    has little room to move.

    Args:
        crop: (n, 4), top, left, height and width of the boxes, in pixels.
        brightness: (n,), factors, at least 0.
        hue: (n,), turns of the colour wheel, in [-0.5, 0.5].
        height: of the images, in pixels.
        width: of the images, in pixels.
    """
    top, left, crop_height, crop_width = crop.T
    return {
        "horizontal position": (left + crop_width / 2) / width,
        "vertical position": (top + crop_height / 2) / height,
        "area": crop_height * crop_width / (height * width),
        "brightness": brightness,
        "hue": hue,
    }


def compute_style(features: Iterable[tuple[str, np.ndarray]], truth: Mapping[str, np.ndarray]) -> Style:
    """Read each of `FIELDS` off the views that differ from their images by it alone, by ridge regression.

    Two thirds of the views fit the regression, every third one scores it: the first, the fourth, and so on.

    Args:
        features: each parameter that `FIELDS` names, with the representations (n, D) of the views that only
            it has changed; one after the other, so that they need not be in memory at once.
        truth: of each of `FIELDS`, (n,).

    Raises:
        UserError: wrong shapes, values that are not finite, or too few views to hold out some that differ.
    """
    from aavae.analysis.diagnostics.ridge import compute_ridge_r2

    scores: dict[str, float] = {}
    for field, rows in features:
        names = [name for name in FIELDS if FIELDS[name] == field]
        targets = np.stack([truth[name] for name in names], axis=1)
        if len(rows) != len(targets):
            raise UserError(
                _("Every view needs its parameters: {count} representations, {values} values.").format(
                    count=len(rows), values=len(targets)
                )
            )
        held_out = np.arange(len(rows)) % HELD_OUT == 0
        r2 = compute_ridge_r2(rows[~held_out], targets[~held_out], rows[held_out], targets[held_out])
        scores |= dict(zip(names, r2, strict=True))
    return Style(tuple(FIELDS), np.array([scores[name] for name in FIELDS]))
