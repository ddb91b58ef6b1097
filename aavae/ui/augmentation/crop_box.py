"""A box on an image that is dragged and resized, by mouse, touch and keyboard: what a crop keeps."""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import streamlit as st

from aavae.distortion import MIN_SIDE
from aavae.language import _
from aavae.ui.component.own_component import load_component
from aavae.ui.pictures.pictures import encode_png

_DIGITS = 4
_show = load_component(__file__, "box_geometry", "box_drag", "box_keys")


class Box(NamedTuple):
    """A part of an image, in parts of its side: from 0 to 1.

    Attributes:
        top: of the upper edge.
        left: of the left edge.
        height: at least 0.1; the box ends inside the image.
        width: at least 0.1; the box ends inside the image.
    """

    top: float
    left: float
    height: float
    width: float


def render_crop_box(image: np.ndarray, box: Box, key: str, on_crop: Callable[[Box], None]) -> None:
    """Draw an image with a box on it; what is outside the box is dimmed.

    Args:
        image: uint8 (3, H, W).
        box: where it is now.
        key: one for each place on the page.
        on_crop: called with the new box when the visitor lets go of it.
    """

    def take() -> None:
        cropped = read_box(st.session_state[key].cropped)
        if cropped is not None:
            on_crop(cropped)

    data = {
        "src": encode_png(image),
        "box": list(box),
        "step": 1 / image.shape[-1],
        "min_side": MIN_SIDE,
        "texts": {
            "role": _("box that can be moved"),
            "sizes": _("Size of the crop box"),
            "narrower": _("Narrower"),
            "wider": _("Wider"),
            "lower": _("Lower"),
            "higher": _("Higher"),
            "box": _(
                "Crop box: {width} % of the width and {height} % of the height, from {left} % left and "
                "{top} % top"
            ),
        },
    }
    _show(data=data, key=key, on_cropped_change=take)


def read_box(value: Any) -> Box | None:
    """A box from what a browser sent, moved and cut until it lies inside the image; None for anything else.

    Args:
        value: top, left, height and width, if it is what the component sends.
    """
    if not isinstance(value, list | tuple) or len(value) != len(Box._fields):
        return None
    if any(isinstance(part, bool) or not isinstance(part, int | float) for part in value):
        return None
    if not all(-1e9 < part < 1e9 for part in value):
        return None
    top, left, height, width = map(float, value)
    (top, height), (left, width) = _fit(top, height), _fit(left, width)
    return Box(top, left, height, width)


def _fit(start: float, size: float) -> tuple[float, float]:
    size = round(min(max(size, MIN_SIDE), 1.0), _DIGITS)
    # Of what rounding leaves outside, the box has none.
    start = round(min(max(start, 0.0), 1.0 - size), _DIGITS)
    return start, size
