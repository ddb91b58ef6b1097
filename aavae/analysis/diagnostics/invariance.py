"""Invariance: how far an augmentation moves an image in a representation, beside the other images."""

import numpy as np

from aavae.analysis.features import check_features
from aavae.errors import UserError
from aavae.language import _


def compute_invariance(originals: np.ndarray, views: np.ndarray) -> float:
    """Compare the distance from an image to its own view with that to the views of other images.

    1 - (mean squared distance of an image and its own view) / (mean squared distance of an image and the
    view of another image, over all pairs). It does not change with the scale or the mean of a representation.
    A cosine, unlike a distance, would not notice a view that is merely weaker.

    Args:
        originals: (N, D), N at least 2; row i represents image i.
        views: (N, D); row i represents an augmented view of image i.

    Returns:
        1: the augmentation changes nothing; 0: an image's own view is as far from it as those of others, and
        negative if it is farther. NaN where all images have the same representation.

    Raises:
        UserError: shapes that differ, fewer than two images, or values that are not finite.
    """
    import torch

    if originals.shape != views.shape:
        raise UserError(
            _(
                "Invariance needs the representations of images and of as many views, got {images} and "
                "{views}."
            ).format(images=originals.shape, views=views.shape)
        )
    if len(originals) < 2:
        raise UserError(_("Invariance needs at least 2 images, got {count}.").format(count=len(originals)))
    first, second = (
        check_features(originals, _("Images")).double(),
        check_features(views, _("Views")).double(),
    )
    num_images = len(first)
    # Centred, because the expansion below subtracts what is nearly equal if the mean is large.
    mean = first.mean(0)
    first, second = first - mean, second - mean
    same = (first - second).square().sum()
    squares = first.square().sum() + second.square().sum()
    # The sum over all pairs, of the same image or not, without forming them.
    every = num_images * squares - 2 * torch.dot(first.sum(0), second.sum(0))
    different = (every - same) / (num_images - 1)
    return float(1 - same / different) if different > 0 else float("nan")
