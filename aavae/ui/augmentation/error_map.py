"""Where a reconstruction is off, as colours: one scale for all models and all images."""

import functools

import numpy as np

FULL = 0.5
"""The difference, in parts of the range of a pixel, that is as bright as the scale gets."""


def colour_errors(errors: np.ndarray) -> np.ndarray:
    """Colours of an error map: black where there is none, bright yellow from a difference of half the range.

    Args:
        errors: (H, W), squared differences of pixel values in [0, 1], averaged over the channels.

    Returns:
        uint8 (3, H, W).
    """
    steps = _make_scale()
    positions = np.sqrt(errors).clip(0, FULL) / FULL * (len(steps) - 1)
    return steps[positions.round().astype(np.intp)].transpose(2, 0, 1)


@functools.cache
def _make_scale() -> np.ndarray:
    """Matplotlib's Inferno, which Plotly ships as a few colours: uint8 (256, 3)."""
    from plotly.colors import hex_to_rgb, sequential

    anchors = np.array([hex_to_rgb(colour) for colour in sequential.Inferno])
    places = np.linspace(0, len(anchors) - 1, 256)
    channels = [np.interp(places, np.arange(len(anchors)), channel) for channel in anchors.T]
    return np.stack(channels, 1).round().astype(np.uint8)
