import pytest
import torch
from torch import Tensor, nn
from torch.distributions import Normal, kl_divergence

from aavae.config import ModelConfig, RunConfig
from aavae.methods import MethodName
from aavae.models import Autoencoder, Normalise, build_untrained_model
from aavae.nn.patch_features import NUM_FEATURES

MEAN, STD = torch.tensor([0.4, 0.5, 0.6]), torch.tensor([0.2, 0.25, 0.3])


def build(
    method: MethodName = "vae", beta: float | None = None, features: float | None = None
) -> Autoencoder:
    config = RunConfig(method=method, beta=beta, features=features, model=ModelConfig(latent_dim=8))
    model = build_untrained_model(config, Normalise(MEAN, STD))
    assert isinstance(model, Autoencoder)
    return model.train()


def seeded(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def draw_noise() -> Tensor:
    return torch.randn(6, 8, generator=seeded())


def draw_other_noise() -> Tensor:
    return torch.randn(6, 8, generator=seeded(1))


@pytest.fixture
def images() -> Tensor:
    return torch.rand(6, 3, 32, 32, generator=seeded())


@pytest.fixture
def views() -> list[Tensor]:
    return [torch.rand(6, 3, 32, 32, generator=seeded(1))]


def test_encode_and_decode_have_the_promised_shapes_and_range(images: Tensor) -> None:
    model = build().eval()
    posterior = model.encode(images)
    assert posterior.log_var is not None
    assert (posterior.h.shape, posterior.mu.shape, posterior.log_var.shape) == ((6, 512), (6, 8), (6, 8))
    decoded = model.decode(100 * posterior.mu)
    assert decoded.shape == images.shape
    assert 0 <= decoded.min() <= decoded.max() <= 1


@pytest.mark.parametrize("beta", [0.0, 0.3, 1.0])
def test_the_loss_is_the_paper_s(images: Tensor, views: list[Tensor], beta: float) -> None:
    model = build("aavae", beta)
    parts = model(images, views, draw_noise)
    posterior = model.encode(views[0])
    assert posterior.log_var is not None
    q = Normal(posterior.mu, posterior.log_var.mul(0.5).exp())
    z = q.loc + q.scale * draw_noise()
    kl = kl_divergence(q, Normal(0.0, 1.0)).sum(1).mean()
    target = (images - MEAN.view(3, 1, 1)) / STD.view(3, 1, 1)
    reconstruction = -Normal(model.decoder(z), 1.0).log_prob(target).sum((1, 2, 3)).mean()
    torch.testing.assert_close(parts["kl"], kl.detach())
    torch.testing.assert_close(parts["reconstruction"], reconstruction.detach())
    torch.testing.assert_close(parts["loss"], reconstruction + kl.mul(beta))


def test_at_beta_zero_the_kl_is_reported_but_has_no_gradient(images: Tensor, views: list[Tensor]) -> None:
    with_kl, without = build("aavae", beta=1e-9), build("aavae")
    assert without(images, views, draw_noise)["kl"] > 0
    nothing = torch.tensor(float("nan"))
    for model in (with_kl, without):
        # Turns a KL term in the graph into a NaN gradient.
        model.head.log_var.register_forward_hook(lambda module, inputs, output: output.mul(nothing))  # pyright: ignore
        model.method = model.method._replace(sample=False)
    assert with_kl(images, views, draw_noise)["loss"].isnan()
    parts = without(images, views, draw_noise)
    assert parts["kl"].isnan()
    assert not parts["kl"].requires_grad
    parts["loss"].backward()
    log_var = without.head.log_var
    assert isinstance(log_var, nn.Linear)
    assert log_var.weight.grad is None
    gradients = [p.grad for p in without.parameters() if p.grad is not None]
    assert gradients
    assert all(gradient.isfinite().all() for gradient in gradients)


@pytest.mark.parametrize(
    ("method", "sampled"), [("vae", True), ("aavae", True), ("ae", False), ("dae", False)]
)
def test_the_decoder_gets_a_sample_or_the_mean(method: MethodName, sampled: bool, images: Tensor) -> None:
    model = build(method)
    first, second = (model(images, [images], draw)["loss"] for draw in (draw_noise, draw_other_noise))
    assert torch.equal(first, second) != sampled


def test_the_target_is_the_original_and_the_encoder_sees_the_view(
    images: Tensor, views: list[Tensor]
) -> None:
    model = build("dae")
    usual = model(images, views, draw_noise)
    other_target = model(images.flip(3), views, draw_noise)
    other_view = model(images, [images], draw_noise)
    assert torch.equal(usual["kl"], other_target["kl"])
    assert not torch.equal(usual["reconstruction"], other_target["reconstruction"])
    assert not torch.equal(usual["kl"], other_view["kl"])


def test_patch_features_are_a_second_target(images: Tensor, views: list[Tensor]) -> None:
    model = build("aavae-features", features=3.0)
    features = torch.randn(6, NUM_FEATURES, generator=seeded())
    parts = model(images, views, draw_noise, features)
    posterior = model.encode(views[0])
    assert posterior.log_var is not None
    z = posterior.mu + posterior.log_var.mul(0.5).exp() * draw_noise()
    assert model.feature_decoder is not None
    expected = -Normal(model.feature_decoder(z), 1.0).log_prob(features).sum(1).mean()
    torch.testing.assert_close(parts["features"], expected.detach())
    torch.testing.assert_close(parts["loss"], parts["reconstruction"] + 3 * expected)


def test_without_features_there_is_no_second_target(images: Tensor, views: list[Tensor]) -> None:
    model = build("aavae-features", features=0.0)
    assert model.feature_decoder is None
    assert model(images, views, draw_noise).keys() == build("aavae")(images, views, draw_noise).keys()


def test_images_scaled_by_a_million_have_a_finite_posterior() -> None:
    posterior = build().eval().encode(1e6 * torch.rand(4, 3, 32, 32, generator=seeded()))
    assert posterior.log_var is not None
    assert posterior.log_var.exp().isfinite().all()


def test_untrained_weights_are_a_function_of_the_seed_alone() -> None:
    state = torch.get_rng_state()
    first, second = build().state_dict(), build().state_dict()
    assert all(torch.equal(first[name], second[name]) for name in first)
    other = build_untrained_model(
        RunConfig(seed=1, model=ModelConfig(latent_dim=8)), Normalise()
    ).state_dict()
    assert not torch.equal(first["head.mu.weight"], other["head.mu.weight"])
    assert torch.equal(torch.get_rng_state(), state)
