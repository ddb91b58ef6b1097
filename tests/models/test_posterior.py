import torch

from aavae.models import Posterior, compute_z, draw_z


def seeded(seed: int) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def test_z_has_the_posterior_s_mean_and_variance() -> None:
    mu = torch.tensor([0.0, 2.0]).repeat(20_000, 1)
    log_var = torch.tensor([0.0, -2.0]).repeat(20_000, 1)
    z = draw_z(Posterior(torch.empty(0), mu, log_var), seeded(0))
    torch.testing.assert_close(z.mean(0), mu[0], atol=0.03, rtol=0)
    torch.testing.assert_close(z.var(0), log_var[0].exp(), atol=0, rtol=0.05)


def test_a_drawn_z_is_computed_from_standard_normal_noise() -> None:
    posterior = Posterior(torch.empty(0), torch.randn(4, 3), torch.randn(4, 3))
    noise = torch.randn(4, 3, generator=seeded(5))
    assert torch.equal(draw_z(posterior, seeded(5)), compute_z(posterior, noise))
    assert posterior.log_var is not None
    torch.testing.assert_close(
        compute_z(posterior, noise), posterior.mu + posterior.log_var.div(2).exp() * noise
    )


def test_z_is_a_function_of_the_generator() -> None:
    posterior = Posterior(torch.empty(0), torch.zeros(4, 3), torch.zeros(4, 3))
    state = torch.get_rng_state()
    assert torch.equal(draw_z(posterior, seeded(1)), draw_z(posterior, seeded(1)))
    assert not torch.equal(draw_z(posterior, seeded(1)), draw_z(posterior, seeded(2)))
    assert torch.equal(torch.get_rng_state(), state)


def test_gradients_reach_mu_and_log_var() -> None:
    mu, log_var = torch.zeros(4, 3, requires_grad=True), torch.zeros(4, 3, requires_grad=True)
    z = draw_z(Posterior(torch.empty(0), mu, log_var), seeded(0))
    z.sum().backward()
    assert mu.grad is not None
    assert log_var.grad is not None
    assert torch.equal(mu.grad, torch.ones(4, 3))
    torch.testing.assert_close(log_var.grad, 0.5 * z.detach())


def test_z_is_mu_where_there_is_no_posterior() -> None:
    mu = torch.randn(4, 3)
    posterior = Posterior(torch.empty(0), mu, None)
    assert torch.equal(draw_z(posterior, seeded(0)), mu)
    assert torch.equal(compute_z(posterior, torch.ones(4, 3)), mu)
