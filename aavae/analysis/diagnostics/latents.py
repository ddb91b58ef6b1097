"""What each latent of a Gaussian posterior says about the images, against its own noise and its prior."""

from typing import NamedTuple

import numpy as np

from aavae.analysis.features import check_features
from aavae.errors import UserError
from aavae.language import _

ACTIVE_VARIANCE = 0.01
"""A latent is active if its mean varies by more than this over images (Burda et al., arXiv 1509.00519)."""
INFORMATIVE_SNR = 1.0
"""A latent is informative here if the images move its mean by more than its noise does."""


class LatentStatistics(NamedTuple):
    """Statistics of D latents over N images.

    The variance of the mean depends on the scale of a latent, which nothing fixes without a KL term; the
    signal-to-noise ratio does not.

    Attributes:
        variance_mu: float64 (D,), variance of the posterior mean over images (divided by N).
        mean_variance: float64 (D,), mean over images of the posterior variance sigma^2.
        snr: float64 (D,), signal-to-noise ratio, variance_mu / mean_variance.
        kl: float64 (D,), mean over images of KL(N(mu, sigma^2) || N(0, 1)), in nats.
    """

    variance_mu: np.ndarray
    mean_variance: np.ndarray
    snr: np.ndarray
    kl: np.ndarray

    @property
    def num_active(self) -> int:
        """Latents whose mean varies by more than 0.01 over images: Burda et al.'s active units."""
        return int((self.variance_mu > ACTIVE_VARIANCE).sum())

    @property
    def num_informative(self) -> int:
        """Latents with a signal-to-noise ratio above 1."""
        return int((self.snr > INFORMATIVE_SNR).sum())

    @property
    def kl_total(self) -> float:
        """Mean KL divergence of the whole posterior from N(0, I), in nats an image."""
        return float(self.kl.sum())


def compute_latent_statistics(mu: np.ndarray, log_var: np.ndarray) -> LatentStatistics:
    """Compute the statistics of every latent.

    Args:
        mu: (N, D), posterior means, N at least 2.
        log_var: (N, D), log posterior variances.

    Raises:
        UserError: wrong shapes, fewer than two images, or values that are not finite.
    """
    means, log_variances = check_features(mu, "mu").double(), check_features(log_var, "log_var").double()
    if means.shape != log_variances.shape:
        raise UserError(
            _("mu has the shape {mu} and log_var {log_var}: take both from the same posterior.").format(
                mu=mu.shape, log_var=log_var.shape
            )
        )
    if len(means) < 2:
        raise UserError(
            _("What moves from image to image needs at least 2 images, got {count}.").format(count=len(means))
        )
    variances = log_variances.exp()
    variance_mu, mean_variance = means.var(0, correction=0), variances.mean(0)
    kl = 0.5 * (variances + means.square() - 1 - log_variances).mean(0)
    columns = (variance_mu, mean_variance, variance_mu / mean_variance, kl)
    return LatentStatistics(*(column.numpy() for column in columns))
