import numpy as np
import pytest
from scipy.stats import multivariate_normal, norm
from sklearn.mixture import GaussianMixture

from aavae.analysis.generation.latent_density import DENSITY_KINDS, draw_noise, fit_density
from aavae.errors import UserError


def draw_latents(num: int, seed: int = 0) -> np.ndarray:
    """Two clusters of correlated latents with scales of their own."""
    rng = np.random.default_rng(seed)
    mixing = np.array([[2.0, 0, 0], [1, 0.3, 0], [0.1, 0, 0.02]])
    latents = rng.normal(size=(num, 3)) @ mixing.T
    latents[: num // 3] += [9, 0, 1]
    return rng.permutation(latents).astype(np.float32)


def test_the_prior_is_the_standard_normal_whatever_the_latents() -> None:
    latents = draw_latents(50)
    found = fit_density(latents, "prior").compute_log_likelihood(latents)
    expected = norm.logpdf(latents.astype(np.float64)).sum(1)
    np.testing.assert_allclose(found, expected)


def test_the_gaussian_has_the_moments_of_the_latents() -> None:
    latents, unseen = draw_latents(2_000), draw_latents(100, seed=1).astype(np.float64)
    density = fit_density(latents, "gaussian")
    np.testing.assert_allclose(density.means[0], latents.mean(0, dtype=np.float64))
    covariance = np.cov(latents.T.astype(np.float64), bias=True)
    np.testing.assert_allclose(density.factors[0] @ density.factors[0].T, covariance, rtol=1e-3)
    expected = multivariate_normal.logpdf(unseen, density.means[0], covariance)  # pyright: ignore[reportArgumentType]
    np.testing.assert_allclose(density.compute_log_likelihood(unseen), expected, rtol=0.01, atol=0.02)


def test_the_mixture_is_as_likely_as_that_of_scikit_learn_and_finds_the_clusters() -> None:
    latents, unseen = draw_latents(3_000), draw_latents(500, seed=1)
    density = fit_density(latents, "mixture", num_components=2)
    oracle = GaussianMixture(2, random_state=0).fit(latents.astype(np.float64))
    expected = oracle.score(unseen.astype(np.float64))
    assert density.compute_log_likelihood(unseen).mean() == pytest.approx(expected, abs=0.05)
    np.testing.assert_allclose(np.sort(density.weights), [1 / 3, 2 / 3], atol=0.02)
    assert (
        density.compute_log_likelihood(unseen).mean()
        > fit_density(latents, "gaussian").compute_log_likelihood(unseen).mean()
    )


@pytest.mark.parametrize("kind", DENSITY_KINDS)
def test_samples_are_as_likely_as_the_density_says(kind: str) -> None:
    density = fit_density(draw_latents(2_000), kind)  # pyright: ignore[reportArgumentType]
    first, second = (density.sample(draw_noise(20_000, 3, seed)) for seed in (0, 1))
    # Half of the samples of one seed are less likely than the median of the other's.
    median = np.median(density.compute_log_likelihood(first))
    assert (density.compute_log_likelihood(second) < median).mean() == pytest.approx(0.5, abs=0.02)
    mean = density.weights @ density.means
    np.testing.assert_allclose(first.mean(0), mean, atol=5 * first.std(0).max() / np.sqrt(20_000))


def test_a_scale_of_the_latents_scales_the_mixture() -> None:
    latents = draw_latents(600)
    narrow, wide = (fit_density(latents * factor, "mixture", num_components=3) for factor in (1, 1000))
    np.testing.assert_allclose(wide.means, 1000 * narrow.means, rtol=1e-3, atol=0.1)
    np.testing.assert_allclose(wide.weights, narrow.weights, atol=1e-4)


def test_noise_of_fewer_samples_is_the_beginning_of_that_of_more() -> None:
    few, many, other = draw_noise(5, 4, 3), draw_noise(50, 4, 3), draw_noise(5, 4, 4)
    for part, whole, different in zip(few, many, other, strict=True):
        np.testing.assert_array_equal(part, whole[:5])
        assert not np.array_equal(part, different)
    density = fit_density(draw_latents(300), "mixture", num_components=4)
    few, many = draw_noise(5, 3, 3), draw_noise(50, 3, 3)
    np.testing.assert_allclose(density.sample(few), density.sample(many)[:5], rtol=1e-6)


def test_the_same_noise_shaped_by_the_prior_is_the_noise() -> None:
    noise = draw_noise(6, 3, 0)
    np.testing.assert_array_equal(fit_density(draw_latents(9), "prior").sample(noise), noise.normal)


@pytest.mark.parametrize("kind", ["gaussian", "mixture"])
def test_a_latent_that_never_moves_or_repeats_another_still_has_a_density(kind: str) -> None:
    latents = draw_latents(200)
    latents = np.column_stack([latents, np.full(200, 4.0), latents[:, 0]])
    density = fit_density(latents, kind)  # pyright: ignore[reportArgumentType]
    samples = density.sample(draw_noise(100, 5, 0))
    assert np.isfinite(density.compute_log_likelihood(latents)).all()
    np.testing.assert_allclose(samples[:, 3], 4, atol=0.01)
    assert np.corrcoef(samples[:, 0], samples[:, 4])[0, 1] > 0.999


def test_fewer_images_than_latents_have_a_density() -> None:
    latents = np.random.default_rng(0).normal(size=(12, 40)).astype(np.float32)
    assert np.isfinite(fit_density(latents, "mixture").compute_log_likelihood(latents)).all()


def test_wrong_input_is_refused() -> None:
    latents = draw_latents(20)
    with pytest.raises(UserError, match="no density 'flow'"):
        fit_density(latents, "flow")  # pyright: ignore[reportArgumentType]
    with pytest.raises(UserError, match="at least 10 images, got 9"):
        fit_density(latents[:9], "mixture")
    with pytest.raises(UserError, match="non-empty"):
        fit_density(latents[0], "gaussian")
    with pytest.raises(UserError, match="NaN"):
        fit_density(np.full((5, 2), np.nan), "gaussian")
    with pytest.raises(UserError, match="over 3 latents, got 2"):
        fit_density(latents, "gaussian").compute_log_likelihood(latents[:, :2])
    with pytest.raises(UserError, match="at least 1 sample"):
        draw_noise(0, 3, 0)
    with pytest.raises(UserError, match="seed"):
        draw_noise(1, 3, -1)
