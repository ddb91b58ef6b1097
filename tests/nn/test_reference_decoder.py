import pytest
import torch
from torch import Tensor, nn

from aavae.config import ReferenceDecoderName
from aavae.nn.reference_decoder import ReferenceDecoder


@pytest.mark.parametrize("image_size", [32, 96])
@pytest.mark.parametrize("name", ["decoder18", "decoder34", "decoder50"])
@torch.inference_mode()
def test_it_paints_images_of_its_size(name: ReferenceDecoderName, image_size: int) -> None:
    decoder = ReferenceDecoder(name, hidden=64, latent_dim=5, image_size=image_size)
    latents = torch.randn(2, 5)
    images = decoder(latents)
    assert images.shape == (2, 3, image_size, image_size)
    assert torch.isfinite(images).all()
    # Normalised images: nothing follows the last layer, so that its sign is theirs.
    for parameter in decoder.final_conv.parameters():
        parameter.neg_()
    torch.testing.assert_close(decoder(latents), -images)


def note_sizes(decoder: ReferenceDecoder, *names: str) -> list[int]:
    """The height of what each layer makes of a latent."""
    seen: list[int] = []

    def note(_module: nn.Module, _inputs: tuple[Tensor, ...], output: Tensor) -> None:
        seen.append(output.shape[-1])

    for name in names:
        decoder.get_submodule(name).register_forward_hook(note)
    decoder(torch.randn(1, 5))
    return seen


@torch.inference_mode()
def test_the_resolution_grows_as_in_the_reference() -> None:
    layers = ("conv1", "layer1", "layer2", "layer3", "layer4", "conv2", "final_conv")
    for image_size, expected in ((32, [4, 4, 8, 16, 32, 32, 32]), (96, [4, 6, 12, 24, 48, 48, 96])):
        decoder = ReferenceDecoder("decoder18", hidden=64, latent_dim=5, image_size=image_size)
        assert note_sizes(decoder, *layers) == expected


@torch.inference_mode()
def test_bottlenecks_enlarge_after_their_first_convolution_and_basic_blocks_before() -> None:
    bottlenecks = ReferenceDecoder("decoder50", hidden=64, latent_dim=5, image_size=32)
    basic = ReferenceDecoder("decoder18", hidden=64, latent_dim=5, image_size=32)
    assert [note_sizes(decoder, "layer2.0.conv1") for decoder in (bottlenecks, basic)] == [[4], [8]]
