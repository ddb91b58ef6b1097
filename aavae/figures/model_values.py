"""Numbers of one model: what several figures take a list of."""

from typing import NamedTuple

import numpy as np


class ModelValues(NamedTuple):
    """N numbers of one model; the figure says what they are.

    Attributes:
        title: what people read; different for each model of a figure.
        method: decides the colour; grey without one.
        values: (N,), NaN where the model has none.
        intervals: (N,) low and (N,) high ends around the values; None: no intervals.
    """

    title: str
    method: str
    values: np.ndarray
    intervals: tuple[np.ndarray, np.ndarray] | None = None
