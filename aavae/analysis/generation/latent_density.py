"""Densities over latents: the prior, and those fitted to what an encoder makes of images."""

import warnings
from typing import Literal, NamedTuple, get_args

import numpy as np

from aavae.errors import UserError
from aavae.language import _

DensityKind = Literal["prior", "gaussian", "mixture"]
DENSITY_KINDS: tuple[DensityKind, ...] = get_args(DensityKind)
NUM_COMPONENTS = 10
"""Gaussians in a mixture: as many as Ghosh et al. use."""

_RIDGE = 1e-6
"""Added to variances, in standardised latents: a latent that copies others keeps a density."""
_MIXTURE_RIDGE = 1e-3
"""The same for a component of a mixture, in whitened latents: it has far fewer images to learn from."""
_SMALLEST_SCALE = 1e-4
"""Part of the largest standard deviation that a latent at least gets: one that never moves has a density."""
_TOLERANCE = 0.05
"""Nats an image: once a step of the fit gains less, it ends."""
_MAX_STEPS = 100


class Noise(NamedTuple):
    """What N samples are made of, before any density shapes it.

    Attributes:
        uniform: float64 (N,) in [0, 1), which chooses the component of a mixture.
        normal: float32 (N, D), standard normal.
    """

    uniform: np.ndarray
    normal: np.ndarray


class LatentDensity(NamedTuple):
    """A mixture of K Gaussians over D latents; the prior and the single Gaussian have K = 1.

    Attributes:
        weights: float64 (K,), sum 1.
        means: float64 (K, D).
        factors: float64 (K, D, D), lower triangles: component k has the covariance
            `factors[k] @ factors[k].T`.
    """

    weights: np.ndarray
    means: np.ndarray
    factors: np.ndarray

    def sample(self, noise: Noise) -> np.ndarray:
        """Shape noise into samples, float32 (N, D): the i-th noise always gives the i-th sample."""
        edges = np.cumsum(self.weights)[:-1]
        chosen = np.searchsorted(edges, noise.uniform, side="right")
        samples = np.empty(noise.normal.shape, np.float32)
        for component in np.unique(chosen):
            rows = chosen == component
            samples[rows] = self.means[component] + noise.normal[rows] @ self.factors[component].T
        return samples

    def compute_log_likelihood(self, latents: np.ndarray) -> np.ndarray:
        """Log density of each latent, in nats.

        Args:
            latents: (N, D).

        Returns:
            float64 (N,).

        Raises:
            UserError: latents of another width, or values that are not finite.
        """
        # Every command imports this module, and few compute a density.
        from scipy.linalg import solve_triangular
        from scipy.special import logsumexp

        rows = _check_latents(latents)
        num_latents = self.means.shape[1]
        if rows.shape[1] != num_latents:
            raise UserError(
                _("The density is over {num_latents} latents, got {width}.").format(
                    num_latents=num_latents, width=rows.shape[1]
                )
            )
        columns = []
        for weight, mean, factor in zip(self.weights, self.means, self.factors, strict=True):
            standard = solve_triangular(factor, (rows - mean).T, lower=True)
            log_scale = np.log(np.diag(factor)).sum() + 0.5 * num_latents * np.log(2 * np.pi)
            columns.append(np.log(weight) - log_scale - 0.5 * np.square(standard).sum(0))
        return np.asarray(logsumexp(np.stack(columns), axis=0))


def draw_noise(num: int, num_latents: int, seed: int) -> Noise:
    """Draw the noise of samples: that of fewer samples is the beginning of that of more.

    Args:
        num: N, at least 1.
        num_latents: D.
        seed: decides all of it; with the same one, samples of every density and model compare.

    Raises:
        UserError: no samples, or a negative seed.
    """
    if num < 1:
        raise UserError(_("num: expected at least 1 sample, got {num}.").format(num=num))
    if seed < 0:
        raise UserError(_("seed: expected a number from 0 on, got {seed}.").format(seed=seed))
    for_uniform, for_normal = np.random.default_rng(seed).spawn(2)
    return Noise(for_uniform.random(num), for_normal.standard_normal((num, num_latents), np.float32))


def fit_density(
    latents: np.ndarray, kind: DensityKind, seed: int = 0, num_components: int = NUM_COMPONENTS
) -> LatentDensity:
    """Fit a density to latents: ex-post density estimation (Ghosh et al., arXiv 1903.12436).

    Args:
        latents: (N, D), N at least 2.
        kind: `prior` is N(0, I) whatever the latents are; `gaussian` has their mean and full covariance;
            `mixture` is a mixture of Gaussians with full covariances (by scikit-learn).
        seed: of the mixture's start.
        num_components: K of the mixture, at most N.

    Raises:
        UserError: no such kind, wrong shapes, values that are not finite, or too few latents.
    """
    if kind not in DENSITY_KINDS:
        raise UserError(
            _("There is no density '{kind}': choose one of {kinds}.").format(
                kind=kind, kinds=", ".join(DENSITY_KINDS)
            )
        )
    rows = _check_latents(latents)
    num_latents = rows.shape[1]
    if kind == "prior":
        return LatentDensity(np.ones(1), np.zeros((1, num_latents)), np.eye(num_latents)[None])
    needed = 2 if kind == "gaussian" else max(2, num_components)
    if len(rows) < needed:
        needs = (
            _("A gaussian needs the latents of at least {least} images, got {count}.")
            if kind == "gaussian"
            else _("A mixture needs the latents of at least {least} images, got {count}.")
        )
        raise UserError(needs.format(least=needed, count=len(rows)))
    mean, scale = rows.mean(0), rows.std(0)
    scale = np.maximum(scale, _SMALLEST_SCALE * (scale.max() or 1.0))
    standardised = (rows - mean) / scale
    covariance = standardised.T @ standardised / len(rows) + _RIDGE * np.eye(num_latents)
    factor = np.linalg.cholesky(covariance)
    unscaled = scale[:, None] * factor
    if kind == "gaussian":
        return LatentDensity(np.ones(1), mean[None], unscaled[None])
    from scipy.linalg import solve_triangular

    whitened = solve_triangular(factor, standardised.T, lower=True).T
    inner = _fit_mixture(whitened, seed, num_components)
    # A product of lower triangles is one.
    return LatentDensity(inner.weights, mean + inner.means @ unscaled.T, unscaled @ inner.factors)


def _fit_mixture(whitened: np.ndarray, seed: int, num_components: int) -> LatentDensity:
    # scikit-learn takes long to import, and only this needs it.
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.mixture import GaussianMixture
    from threadpoolctl import threadpool_limits

    mixture = GaussianMixture(
        num_components, reg_covar=_MIXTURE_RIDGE, tol=_TOLERANCE, max_iter=_MAX_STEPS, random_state=seed
    )
    # One thread: matrices this small are slower with several that wait for each other.
    with warnings.catch_warnings(), threadpool_limits(1):
        # A fit that stops early, or latents that coincide, still give a density.
        warnings.simplefilter("ignore", ConvergenceWarning)
        mixture.fit(whitened.astype(np.float32))
    weights, means, covariances = (
        np.asarray(fitted, np.float64) for fitted in (mixture.weights_, mixture.means_, mixture.covariances_)
    )
    return LatentDensity(weights / weights.sum(), means, np.linalg.cholesky(covariances))


def _check_latents(latents: np.ndarray) -> np.ndarray:
    if latents.ndim != 2 or 0 in latents.shape:
        raise UserError(
            _("Latents: expected a non-empty (N, D) array, got shape {shape}.").format(shape=latents.shape)
        )
    if not np.isfinite(latents).all():
        raise UserError(_("Latents: some values are NaN or infinite; the model's training diverged."))
    return latents.astype(np.float64)
