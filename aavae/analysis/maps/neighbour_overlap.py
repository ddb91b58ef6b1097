"""Whether two models agree on which images are alike: the neighbours that they share."""

import numpy as np

from aavae.errors import UserError
from aavae.language import _


def compute_neighbour_overlap(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """The part of each point's k neighbours that two lists share, in any order.

    Two lists drawn at random from the N - 1 other points share k / (N - 1) on average.

    Args:
        first: integers (N, k), a point's neighbours; none twice.
        second: integers (N, k), the neighbours of the same points by another model.

    Returns:
        float32 (N,), from 0 to 1.

    Raises:
        UserError: the lists are not of the same points and length, or empty.
    """
    if first.ndim != 2 or first.shape != second.shape or 0 in first.shape:
        raise UserError(
            _(
                "The neighbours of two models are of shapes {first} and {second}: compare as many "
                "neighbours of the same images."
            ).format(first=first.shape, second=second.shape)
        )
    # A neighbour that both have comes twice in a row once sorted.
    both = np.sort(np.concatenate([first, second], axis=1), axis=1)
    return (both[:, 1:] == both[:, :-1]).sum(1, dtype=np.float32) / first.shape[1]
