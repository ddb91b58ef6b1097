"""Arrays as the bytes that the browser reads, and the other way round."""

import base64
import binascii
from typing import NamedTuple

import numpy as np

_MAX = (1 << 16) - 1


class Extent(NamedTuple):
    """The smallest square around a map's points.

    Attributes:
        left: smallest x.
        bottom: smallest y.
        side: length of its sides, positive.
    """

    left: float
    bottom: float
    side: float

    def apply(self, coordinates: np.ndarray) -> np.ndarray:
        """Coordinates (..., 2) in the square: from 0 at the left and bottom to 1, as float64."""
        return (np.asarray(coordinates, np.float64) - (self.left, self.bottom)) / self.side


def find_extent(coordinates: np.ndarray) -> Extent:
    """The square around points (N, 2), which lie in its middle; any square where there are none."""
    if not len(coordinates):
        return Extent(0.0, 0.0, 1.0)
    low, high = coordinates.min(axis=0).astype(float), coordinates.max(axis=0).astype(float)
    side = float(max(high - low)) or 1.0
    left, bottom = (low + high - side) / 2
    return Extent(float(left), float(bottom), side)


def quantise(coordinates: np.ndarray, extent: Extent) -> np.ndarray:
    """Points (N, 2) as uint16 (N, 2): a 65,535th of the square, far less than a screen shows."""
    return np.rint(extent.apply(coordinates) * _MAX).clip(0, _MAX).astype(np.uint16)


def pack_mask(mask: np.ndarray) -> str:
    """A mask bool (N,) as base64 of its bits, the first the lowest; empty if nothing is set."""
    if not mask.any():
        return ""
    return base64.b64encode(np.packbits(mask, bitorder="little").tobytes()).decode()


def unpack_mask(text: object, count: int) -> np.ndarray | None:
    """The mask bool (`count`,) of a text from the browser; None: it is no such mask."""
    if not isinstance(text, str):
        return None
    if not text:
        return np.zeros(count, dtype=bool)
    try:
        packed = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
    if len(packed) != (count + 7) // 8:
        return None
    return np.unpackbits(np.frombuffer(packed, np.uint8), count=count, bitorder="little").astype(bool)
