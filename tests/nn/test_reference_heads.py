import torch

from aavae.nn.reference_heads import LEAST_SIGMA, DeterministicHead, ReferenceGaussianHead


@torch.inference_mode()
def test_sigma_is_the_reference_s_without_a_bound() -> None:
    head = ReferenceGaussianHead(4, 3).eval()
    h = 50 * torch.randn(64, 4, generator=torch.Generator().manual_seed(0))
    mu, log_var = head(h)
    raw = head.log_var(head.hidden(h))
    assert raw.abs().max() > 12
    expected = (raw.double() / 2).exp() + LEAST_SIGMA
    torch.testing.assert_close((log_var.double() / 2).exp(), expected, rtol=1e-5, atol=0)
    assert torch.equal(mu, head.mu(head.hidden(h)))


@torch.inference_mode()
def test_the_least_sigma_stays_where_the_variance_vanishes() -> None:
    head = ReferenceGaussianHead(4, 1).eval()
    head.log_var.weight.fill_(-1e4)
    _, log_var = head(torch.ones(1, 4))
    assert abs((log_var / 2).exp().item() / LEAST_SIGMA - 1) < 1e-5


@torch.inference_mode()
def test_a_deterministic_head_has_no_log_var() -> None:
    mu, log_var = DeterministicHead(4, 3).eval()(torch.randn(2, 4))
    assert mu.shape == (2, 3)
    assert log_var is None
