"""Lists of nearest neighbours; imports no torch, so that a page can hold one that is there."""

from typing import NamedTuple

import numpy as np


class Neighbours(NamedTuple):
    """The nearest rows of each query, nearest first.

    Attributes:
        indices: int64 (num_queries, k), rows of the features that were searched.
        similarities: float32 (num_queries, k), cosine similarities in [-1, 1].
    """

    indices: np.ndarray
    similarities: np.ndarray

    def take_nearest(self, k: int) -> "Neighbours":
        """Only the k nearest of each query; all where there are no more."""
        return Neighbours(self.indices[:, :k], self.similarities[:, :k])
