"""Effective rank: in how many directions a representation varies, without labels."""

from typing import NamedTuple

import numpy as np

from aavae.analysis.features import check_features
from aavae.errors import UserError
from aavae.language import _


class Spectrum(NamedTuple):
    """Singular values of features.

    Attributes:
        singular_values: float64 (min(N, D),), of the centred (N, D) features, descending.
        rank_me: exp(entropy) of the singular values divided by their sum, in [1, min(N, D)]: as many
            directions of equal strength would have the same entropy. 0 where nothing varies.
    """

    singular_values: np.ndarray
    rank_me: float


def compute_spectrum(features: np.ndarray) -> Spectrum:
    """Compute the singular values of features and their effective rank.

    RankMe (Garrido et al., arXiv 2210.02885), but of centred features, which the paper does not ask for: the
    common mean of all images is one more singular value, often the largest, and tells no image from another.

    Args:
        features: (N, D), N at least 2.

    Raises:
        UserError: not 2-D, fewer than two images, or not finite.
    """
    import torch

    values = check_features(features, _("Features")).double()
    if len(values) < 2:
        raise UserError(
            _("In how many directions images differ needs at least 2 images, got {count}.").format(
                count=len(values)
            )
        )
    centred = values - values.mean(0)
    # Whichever is the smaller, (N, N) or (D, D): in 64 bits the squares keep all digits that 32 bits had.
    gram = centred @ centred.T if len(centred) < centred.shape[1] else centred.T @ centred
    singular_values = torch.linalg.eigvalsh(gram).clamp(min=0).sqrt().flip(0)
    total = singular_values.sum()
    rank_me = float(torch.special.entr(singular_values / total).sum().exp()) if total > 0 else 0.0
    return Spectrum(singular_values.numpy(), rank_me)
