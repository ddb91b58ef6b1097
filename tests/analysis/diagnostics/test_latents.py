import numpy as np
import pytest
import torch
from torch.distributions import Normal, kl_divergence

from aavae.analysis.diagnostics.latents import compute_latent_statistics
from aavae.errors import UserError


def draw_posterior(num_images: int = 500, num_latents: int = 6) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(0)
    mu = rng.normal(2, 3, (num_images, num_latents)).astype(np.float32)
    log_var = rng.normal(-1, 1, (num_images, num_latents)).astype(np.float32)
    return mu, log_var


def test_kl_equals_torch_distributions() -> None:
    mu, log_var = draw_posterior()
    posterior = Normal(torch.from_numpy(mu).double(), torch.from_numpy(log_var).double().mul(0.5).exp())
    expected = kl_divergence(posterior, Normal(0.0, 1.0)).mean(0).numpy()
    statistics = compute_latent_statistics(mu, log_var)
    np.testing.assert_allclose(statistics.kl, expected, rtol=1e-6)
    assert statistics.kl_total == pytest.approx(expected.sum())


def test_signal_and_noise_are_plain_numpy() -> None:
    mu, log_var = draw_posterior()
    statistics = compute_latent_statistics(mu, log_var)
    np.testing.assert_allclose(statistics.variance_mu, mu.astype(np.float64).var(0))
    np.testing.assert_allclose(statistics.mean_variance, np.exp(log_var.astype(np.float64)).mean(0))
    np.testing.assert_allclose(statistics.snr * statistics.mean_variance, statistics.variance_mu)


def test_a_latent_on_the_prior_is_neither_active_nor_informative() -> None:
    mu, log_var = np.zeros((100, 2), np.float32), np.zeros((100, 2), np.float32)
    mu[:, 1] = np.linspace(-3, 3, 100)
    statistics = compute_latent_statistics(mu, log_var)
    assert (statistics.num_active, statistics.num_informative) == (1, 1)
    assert statistics.kl[0] == statistics.snr[0] == 0


def test_only_the_signal_to_noise_ratio_does_not_depend_on_the_scale() -> None:
    mu, log_var = draw_posterior()
    small = compute_latent_statistics(mu / 1000, log_var - 2 * np.float32(np.log(1000)))
    large = compute_latent_statistics(mu, log_var)
    np.testing.assert_allclose(small.snr, large.snr, rtol=1e-4)
    assert (small.num_active, large.num_active) == (0, 6)


@pytest.mark.parametrize(
    ("mu", "log_var", "message"),
    [
        (np.zeros((3, 2)), np.zeros((3, 1)), "same posterior"),
        (np.zeros((0, 2)), np.zeros((0, 2)), "mu: expected"),
        (np.zeros((3, 2)), np.full((3, 2), np.nan), "log_var: some values"),
        (np.zeros((1, 2)), np.zeros((1, 2)), "at least 2 images, got 1"),
    ],
)
def test_wrong_input_is_a_sentence(mu: np.ndarray, log_var: np.ndarray, message: str) -> None:
    with pytest.raises(UserError, match=message):
        compute_latent_statistics(mu, log_var)
