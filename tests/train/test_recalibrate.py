import pytest
import torch
from torch import Tensor, nn

from aavae.config import ModelConfig, RunConfig
from aavae.models import Normalise, SimCLR, build_untrained_model
from aavae.nn.encoder import PatchEncoder
from aavae.train.recalibrate import recalibrate_batch_norm


@pytest.fixture
def model() -> SimCLR:
    """A model whose running statistics are those of other images."""
    config = RunConfig(method="simclr", model=ModelConfig(latent_dim=8))
    normalise = Normalise(torch.tensor([0.4, 0.5, 0.6]), torch.tensor([0.2, 0.2, 0.2]))
    model = build_untrained_model(config, normalise)
    assert isinstance(model, SimCLR)
    model.train()
    model.encode(torch.zeros(4, 3, 32, 32))
    return model


@pytest.fixture
def images() -> Tensor:
    generator = torch.Generator().manual_seed(0)
    return torch.randint(256, (64, 3, 32, 32), generator=generator, dtype=torch.uint8)


def first_layers(model: SimCLR) -> tuple[nn.Conv2d, nn.BatchNorm2d]:
    assert isinstance(model.encoder, PatchEncoder)
    convolution, norm = model.encoder.stem[0], model.encoder.stem[1]
    assert isinstance(convolution, nn.Conv2d)
    assert isinstance(norm, nn.BatchNorm2d)
    return convolution, norm


@pytest.mark.parametrize("batch_size", [64, 16])
def test_the_first_statistics_are_those_of_the_clean_images(
    model: SimCLR, images: Tensor, batch_size: int
) -> None:
    convolution, norm = first_layers(model)
    recalibrate_batch_norm(model, images.split(batch_size))
    with torch.no_grad():
        outputs = convolution((images.float() / 255 - model.normalise.mean) / 0.2)
    batches = [batch.transpose(0, 1).flatten(1) for batch in outputs.split(batch_size)]
    mean = torch.stack([batch.mean(1) for batch in batches]).mean(0)
    variance = torch.stack([batch.var(1) for batch in batches]).mean(0)
    assert norm.running_mean is not None
    assert norm.running_var is not None
    torch.testing.assert_close(norm.running_mean, mean, atol=1e-5, rtol=1e-4)
    torch.testing.assert_close(norm.running_var, variance, atol=1e-5, rtol=1e-4)


def test_evaluation_then_equals_training_on_those_images(model: SimCLR, images: Tensor) -> None:
    with torch.no_grad():
        model.train()
        expected = model.encode(images.float() / 255)
        model.eval()
        before = model.encode(images.float() / 255)
        recalibrate_batch_norm(model, images.split(64))
        after = model.encode(images.float() / 255)
    # Running variances are unbiased, those of a batch are not.
    torch.testing.assert_close(after.h, expected.h, atol=0.02, rtol=0.02)
    assert (before.h - expected.h).abs().max() > 0.1


def test_weights_momentum_and_mode_stay(model: SimCLR, images: Tensor) -> None:
    weights = {name: p.clone() for name, p in model.named_parameters()}
    norms = [module for module in model.modules() if isinstance(module, (nn.BatchNorm1d, nn.BatchNorm2d))]
    norms[0].momentum = 0.3
    momenta = [norm.momentum for norm in norms]
    for training in (False, True):
        model.train(training)
        recalibrate_batch_norm(model, images.split(32))
        assert all(module.training == training for module in model.modules())
    assert [norm.momentum for norm in norms] == momenta
    assert all(torch.equal(p, weights[name]) for name, p in model.named_parameters())
    assert all(p.grad is None for p in model.parameters())


def test_a_remainder_of_one_image_is_left_out(model: SimCLR, images: Tensor) -> None:
    recalibrate_batch_norm(model, images[:32].split(16))
    expected = {name: buffer.clone() for name, buffer in model.named_buffers()}
    recalibrate_batch_norm(model, images[:33].split(16))
    assert all(torch.equal(buffer, expected[name]) for name, buffer in model.named_buffers())
