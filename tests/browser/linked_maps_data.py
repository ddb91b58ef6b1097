"""Images and places whose look and order are known, for the page of linked maps and its tests."""

import functools

import numpy as np

NAMES = ("cat", "dog", "frog", "ship")
COLOURS = ("#3F90DA", "#FFA90E", "#BD1F01", "#832DB6")
_CORNERS = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]], dtype=np.float32)


@functools.cache
def draw_maps(count: int) -> list[np.ndarray]:
    """Four maps, float32 (count, 2): clusters at the corners of a square, a corner farther on each map."""
    rng = np.random.default_rng(0)
    scatter = rng.uniform(-0.6, 0.6, (4, count, 2)).astype(np.float32)
    cluster = np.arange(count) % 4
    return [_CORNERS[(cluster + side) % 4] + scatter[side] for side in range(4)]


def draw_colours(count: int) -> np.ndarray:
    """The colour of each thumbnail, uint8 (count, 3)."""
    index = np.arange(count)
    return np.stack([40 + index * 37 % 200, 40 + index * 91 % 200, 40 + index * 53 % 200], axis=1).astype(
        np.uint8
    )


@functools.cache
def draw_images(count: int) -> np.ndarray:
    """Images of one colour, uint8 (count, 3, 32, 32)."""
    return np.ascontiguousarray(np.broadcast_to(draw_colours(count)[:, :, None, None], (count, 3, 32, 32)))


@functools.cache
def find_neighbours(count: int, side: int) -> np.ndarray:
    """Five positions for each image, int64 (count, 5): those that follow it, farther on each further map."""
    return (np.arange(count)[:, None] + (side + 1) * np.arange(1, 6)) % count
