import pytest
import torch

from aavae.config import EncoderName
from aavae.nn.decoder import ResidualBlock, build_decoder


@pytest.mark.parametrize(
    ("name", "image_size"),
    [
        ("patch", 16),
        ("patch", 32),
        ("patch", 96),
        ("resnet18", 32),
        ("resnet18", 96),
        ("resnet50", 32),
        ("resnet50", 96),
    ],
)
def test_the_image_has_the_size_asked_for(name: EncoderName, image_size: int) -> None:
    decoder = build_decoder(name, latent_dim=5, image_size=image_size)
    with torch.inference_mode():
        images = decoder(torch.randn(2, 5))
    assert images.shape == (2, 3, image_size, image_size)
    assert images.isfinite().all()


@pytest.mark.parametrize("bottleneck", [1, 4])
def test_a_residual_block_starts_as_its_shortcut(bottleneck: int) -> None:
    block = ResidualBlock(8, 8, bottleneck)
    inputs = torch.randn(2, 8, 4, 4)
    assert torch.equal(block(inputs), inputs.relu())


@pytest.mark.parametrize("name", ["resnet18", "patch"])
def test_pixels_may_have_any_sign(name: EncoderName) -> None:
    torch.manual_seed(0)
    images = build_decoder(name, latent_dim=5, image_size=32)(torch.randn(4, 5))
    assert images.min() < 0 < images.max()


def test_the_patch_decoder_doubles_its_image_by_bicubic_interpolation() -> None:
    torch.manual_seed(0)
    decoder = build_decoder("patch", latent_dim=5, image_size=32)
    latents = torch.randn(4, 5)
    halves = decoder.linear(latents).view(-1, 3, 16, 16)
    expected = torch.nn.functional.interpolate(halves, scale_factor=2, mode="bicubic")
    torch.testing.assert_close(decoder(latents), expected, atol=1e-5, rtol=1e-5)


@pytest.mark.parametrize("name", ["resnet18", "patch"])
def test_every_weight_of_the_decoder_learns_after_a_first_step(name: EncoderName) -> None:
    torch.manual_seed(0)
    decoder = build_decoder(name, latent_dim=5, image_size=32)
    optimizer = torch.optim.SGD(decoder.parameters(), lr=1e-3)
    for _ in range(2):  # the blocks' last convolutions are zero at first
        optimizer.zero_grad()
        decoder(torch.randn(4, 5)).square().sum().backward()
        optimizer.step()
    idle = [name for name, p in decoder.named_parameters() if p.grad is None or not p.grad.any()]
    assert idle == []


@pytest.mark.parametrize(("image_size", "grid"), [(16, 8), (32, 16), (64, 32), (96, 32), (128, 32)])
def test_the_patch_decoder_paints_half_the_size_and_at_most_32_pixels(image_size: int, grid: int) -> None:
    torch.manual_seed(0)
    decoder = build_decoder("patch", latent_dim=5, image_size=image_size)
    latents = torch.randn(4, 5)
    painted = decoder.linear(latents).view(-1, 3, grid, grid)
    expected = torch.nn.functional.interpolate(painted, size=(image_size, image_size), mode="bicubic")
    torch.testing.assert_close(decoder(latents), expected, atol=1e-5, rtol=1e-5)
