"""How alike an image and its view are in a representation, beside how alike different images are."""

import numpy as np

from aavae.analysis.features import check_features
from aavae.errors import UserError
from aavae.language import _


def compute_same(originals: np.ndarray, views: np.ndarray) -> np.ndarray:
    """Cosine of each image and its own view, as the representations are; with a row of zeros it is 0.

    Args:
        originals: (N, D); row i represents image i.
        views: (N, D); row i represents a view of image i.

    Returns:
        float32 (N,), in [-1, 1].

    Raises:
        UserError: shapes that differ, or values that are not finite.
    """
    from torch.nn import functional

    if originals.shape != views.shape:
        raise UserError(
            _("Every image needs one view: got representations {images} and {views}.").format(
                images=originals.shape, views=views.shape
            )
        )
    first, second = check_features(originals, _("Images")), check_features(views, _("Views"))
    return (functional.normalize(first) * functional.normalize(second)).sum(1).clamp(-1, 1).numpy()


def compute_different(originals: np.ndarray, resamples: np.ndarray) -> tuple[float, np.ndarray]:
    """Mean cosine of two different images, over all pairs; then the same of each bootstrap resample.

    In a resample a pair counts as often as both its images do; an image is never paired with its own copy.

    Args:
        originals: (N, D), N at least 2.
        resamples: float32 (B, N), how often each image is in each resample.

    Returns:
        The mean, and float64 (B,).

    Raises:
        UserError: fewer than two images, or values that are not finite.
    """
    import torch
    from torch.nn import functional

    if len(originals) < 2:
        raise UserError(
            _("Different images need at least 2 images, got {count}.").format(count=len(originals))
        )
    directions = functional.normalize(check_features(originals, _("Images")).double())
    # The sum over all pairs without forming them: the squared length of the sum, less each with itself.
    own = directions.square().sum(1)
    counts = torch.cat([torch.ones(1, len(directions)), torch.from_numpy(resamples)]).double()
    squares = counts.square()
    together = (counts @ directions).square().sum(1) - squares @ own
    pairs = counts.sum(1).square() - squares.sum(1)
    means = (together / pairs).numpy()
    return float(means[0]), means[1:]


def normalise_similarity(same: np.ndarray, different: float | np.ndarray) -> np.ndarray:
    """(same - different) / (1 - different): 1, a view is its image; 0, it might be any image.

    Cosines of different models do not compare: where a representation has a large mean, all are near 1. NaN
    where even different images are all alike.
    """
    room = 1 - np.asarray(different, np.float64)
    return np.divide(same - different, room, out=np.full(np.shape(same - room), np.nan), where=room > 0)
