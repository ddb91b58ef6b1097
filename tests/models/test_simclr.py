import pytest
import torch
from torch import Tensor

from aavae.config import ModelConfig, RunConfig
from aavae.losses.nt_xent import compute_nt_xent
from aavae.models import Normalise, SimCLR, build_untrained_model


@pytest.fixture
def model() -> SimCLR:
    config = RunConfig(method="simclr", temperature=0.2, model=ModelConfig(latent_dim=8))
    model = build_untrained_model(config, Normalise())
    assert isinstance(model, SimCLR)
    return model


@pytest.fixture
def views() -> list[Tensor]:
    return list(torch.rand(2, 5, 3, 32, 32, generator=torch.Generator().manual_seed(0)))


def draw_noise() -> Tensor:
    raise AssertionError("SimCLR draws no noise")


def test_the_projection_takes_the_place_of_mu(model: SimCLR, views: list[Tensor]) -> None:
    posterior = model.encode(views[0])
    assert (posterior.h.shape, posterior.mu.shape, posterior.log_var) == ((5, 512), (5, 8), None)
    assert not hasattr(model, "decoder")


def test_the_loss_is_nt_xent_of_the_views_projections(model: SimCLR, views: list[Tensor]) -> None:
    loss = model(views[0], views, draw_noise)["loss"]
    expected = compute_nt_xent(model.encode(views[0]).mu, model.encode(views[1]).mu, temperature=0.2)
    torch.testing.assert_close(loss, expected)


def test_the_views_share_one_batch_s_statistics_in_training(model: SimCLR, views: list[Tensor]) -> None:
    model.train()
    loss = model(views[0], views, draw_noise)["loss"]
    joint = model.encode(torch.cat(views)).mu
    torch.testing.assert_close(loss, compute_nt_xent(joint[:5], joint[5:], temperature=0.2))
