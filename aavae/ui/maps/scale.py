"""A colour scale in few steps, readable for the colour-blind on light and dark."""

import numpy as np
from plotly.colors import sample_colorscale, unlabel_rgb

from aavae.ui.linked_maps.linked_maps import MAX_STEPS

_NAME = "Cividis"
_CUT = 0.01
"""Part of the values at each end that shares the end's colour: one odd image must not pale all others."""


def _sample_colours() -> tuple[str, ...]:
    colours = sample_colorscale(_NAME, MAX_STEPS)
    return tuple("#" + "".join(f"{round(part):02X}" for part in unlabel_rgb(colour)) for colour in colours)


SCALE = _sample_colours()
"""Colours "#RRGGBB" from low to high (Cividis: Nunez, Anderton and Renslow, 2018)."""


def to_steps(values: np.ndarray, num_steps: int) -> np.ndarray:
    """Values to steps of equal width between their 1 % and 99 % quantiles.

    Args:
        values: float (N,), finite.
        num_steps: from 1 to 256.

    Returns:
        uint8 (N,), from 0 to num_steps - 1; all 0 where nothing varies.
    """
    if not len(values):
        return np.empty(0, np.uint8)
    low, high = np.quantile(values, (_CUT, 1 - _CUT))
    width = high - low
    if not width > 0:
        return np.zeros(len(values), np.uint8)
    steps = np.floor((values - low) / width * num_steps)
    return steps.clip(0, num_steps - 1).astype(np.uint8)
