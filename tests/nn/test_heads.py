import pytest
import torch

from aavae.nn.heads import LOG_VAR_BOUND, GaussianHead, ProjectionHead


@pytest.mark.parametrize("scale", [1.0, 1e6])
@pytest.mark.parametrize("training", [False, True])
def test_log_var_is_bounded_and_its_exponential_finite(scale: float, training: bool) -> None:
    torch.manual_seed(0)
    head = GaussianHead(16, 4).train(training)
    mu, log_var = head(scale * torch.randn(8, 16))
    assert mu.shape == log_var.shape == (8, 4)
    assert log_var.abs().max() <= LOG_VAR_BOUND
    assert log_var.exp().isfinite().all()
    assert (-log_var).exp().isfinite().all()


def test_the_bound_is_reached_by_inputs_scaled_by_a_million() -> None:
    torch.manual_seed(0)
    _, log_var = GaussianHead(16, 4).eval()(1e6 * torch.randn(8, 16))
    assert log_var.abs().max() > 0.99 * LOG_VAR_BOUND


def test_small_log_variances_pass_as_they_are() -> None:
    torch.manual_seed(0)
    head = GaussianHead(16, 4).eval()
    h = torch.randn(8, 16)
    raw = head.log_var(head.hidden(h))
    assert raw.abs().max() < 1.5
    torch.testing.assert_close(head(h)[1], raw, rtol=0.01, atol=0)


def test_the_projection_has_no_bias_and_is_float32() -> None:
    head = ProjectionHead(16, 4).eval().bfloat16()
    projection = head(torch.randn(8, 16, dtype=torch.bfloat16))
    assert projection.shape == (8, 4)
    assert projection.dtype == torch.float32
    assert head.projection.bias is None
