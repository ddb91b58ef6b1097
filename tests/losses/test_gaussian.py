import pytest
import torch
from torch.distributions import Normal, kl_divergence

from aavae.losses.gaussian import compute_kl, compute_negative_log_likelihood


def test_kl_equals_torch_distributions() -> None:
    generator = torch.Generator().manual_seed(0)
    mu = 3 * torch.randn(6, 5, generator=generator)
    log_var = 2 * torch.randn(6, 5, generator=generator)
    expected = kl_divergence(Normal(mu, (0.5 * log_var).exp()), Normal(0.0, 1.0)).sum(dim=1)
    torch.testing.assert_close(compute_kl(mu, log_var), expected)


def test_kl_of_the_prior_is_zero() -> None:
    assert torch.equal(compute_kl(torch.zeros(3, 4), torch.zeros(3, 4)), torch.zeros(3))


def test_negative_log_likelihood_equals_torch_distributions() -> None:
    generator = torch.Generator().manual_seed(0)
    target, prediction = torch.randn(2, 4, 3, 8, 6, generator=generator)
    expected = -Normal(prediction, 1.0).log_prob(target).sum(dim=(1, 2, 3))
    torch.testing.assert_close(compute_negative_log_likelihood(target, prediction), expected)


def test_a_perfect_reconstruction_of_32_pixels_costs_2823_nats() -> None:
    images = torch.rand(2, 3, 32, 32)
    assert compute_negative_log_likelihood(images, images).tolist() == pytest.approx([2822.98] * 2, abs=5e-3)


def test_half_precision_predictions_are_summed_in_32_bits() -> None:
    target, prediction = torch.zeros(1, 3, 32, 32), torch.full((1, 3, 32, 32), 2.0, dtype=torch.float16)
    assert compute_negative_log_likelihood(target, prediction).item() == pytest.approx(
        2822.98 + 6144, abs=0.01
    )
