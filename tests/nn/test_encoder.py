import subprocess
import sys
from typing import cast

import pytest
import torch
from torch import nn

from aavae.config import EncoderName
from aavae.nn.encoder import PatchEncoder, ResNetEncoder, build_encoder


@pytest.mark.parametrize(
    ("name", "image_size", "width"),
    [
        ("patch", 16, 512),
        ("patch", 32, 512),
        ("patch", 96, 512),
        ("resnet18", 32, 512),
        ("resnet18", 96, 512),
        ("resnet50", 32, 2048),
    ],
)
def test_features_have_the_encoder_s_width(name: EncoderName, image_size: int, width: int) -> None:
    encoder = build_encoder(name, image_size).eval()
    with torch.inference_mode():
        h = encoder(torch.randn(2, 3, image_size, image_size))
    assert h.shape == (2, width)
    assert encoder.out_features == width


@pytest.mark.parametrize("name", ["resnet18", "resnet50"])
@pytest.mark.parametrize(("image_size", "kernel", "stride"), [(32, 3, 1), (64, 3, 1), (96, 7, 2)])
def test_the_stem_is_the_paper_s(name: EncoderName, image_size: int, kernel: int, stride: int) -> None:
    encoder = build_encoder(name, image_size)
    assert isinstance(encoder, ResNetEncoder)
    stem = encoder.resnet.conv1
    assert stem.kernel_size == (kernel, kernel)
    assert stem.stride == (stride, stride)
    assert not any(isinstance(module, nn.MaxPool2d) for module in encoder.modules())


def test_a_resnet_at_32_pixels_keeps_the_resolution_until_its_first_strided_stage() -> None:
    encoder = cast(ResNetEncoder, build_encoder("resnet18", 32)).eval()
    shapes = []
    encoder.resnet.layer1.register_forward_hook(lambda module, inputs, output: shapes.append(output.shape))
    with torch.inference_mode():
        encoder(torch.zeros(1, 3, 32, 32))
    assert shapes == [(1, 64, 32, 32)]


def test_features_of_an_image_do_not_depend_on_its_neighbours_in_evaluation_mode() -> None:
    encoder = build_encoder("patch", 32).eval()
    images = torch.randn(4, 3, 32, 32)
    with torch.inference_mode():
        torch.testing.assert_close(encoder(images)[:2], encoder(images[:2]))


def test_a_model_without_a_resnet_imports_no_torchvision() -> None:
    code = "import sys; from aavae.nn.encoder import build_encoder; build_encoder('patch', 32); "
    code += "sys.exit('torchvision' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True, timeout=120)


@pytest.mark.parametrize(
    ("image_size", "shapes"),
    [
        (32, [(64, 8, 8), (64, 8, 8), (128, 4, 4), (256, 2, 2)]),
        (48, [(64, 12, 12), (64, 12, 12), (128, 6, 6), (256, 3, 3)]),
        (64, [(32, 16, 16), (32, 16, 16), (64, 8, 8), (128, 4, 4), (256, 2, 2)]),
        (96, [(32, 16, 16), (32, 16, 16), (64, 8, 8), (128, 4, 4), (256, 2, 2)]),
        (128, [(32, 16, 16), (32, 16, 16), (64, 8, 8), (128, 4, 4), (256, 2, 2)]),
        (80, [(32, 16, 16), (32, 16, 16), (64, 8, 8), (128, 4, 4), (256, 2, 2)]),
    ],
)
def test_large_images_have_larger_patches_and_a_stage_more(
    image_size: int, shapes: list[tuple[int, int, int]]
) -> None:
    encoder = cast(PatchEncoder, build_encoder("patch", image_size)).eval()
    seen = []
    for module in (encoder.stem, *encoder.stages):
        module.register_forward_hook(lambda module, inputs, output: seen.append(tuple(output.shape[1:])))
    with torch.inference_mode():
        encoder(torch.zeros(1, 3, image_size, image_size))
    assert seen == shapes


@pytest.mark.parametrize("image_size", [32, 64, 96, 128])
def test_every_pixel_is_in_a_patch_and_most_are_in_four(image_size: int) -> None:
    encoder = cast(PatchEncoder, build_encoder("patch", image_size))
    images = torch.zeros(1, 3, image_size, image_size, requires_grad=True)
    stem = encoder.stem[0]
    assert isinstance(stem, nn.Conv2d)
    nn.init.ones_(stem.weight)
    stem(images)[0, 0].sum().backward()
    assert images.grad is not None
    counts = images.grad[0, 0]
    assert counts.min() >= 1
    assert counts.median() == 4
