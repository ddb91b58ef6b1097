"""`load.py` of an exported model: the networks once more, in plain torch, for this run's design alone.

A function of the weights by their names, not a tree of modules: it is short enough to be read whole, and
needs neither this product nor torchvision.
"""

import math
from string import Template

from torch import nn

from aavae.models import Autoencoder, Model
from aavae.nn.decoder import Decoder, LinearDecoder, ResidualBlock
from aavae.nn.encoder import PatchEncoder
from aavae.nn.heads import LOG_VAR_BOUND, GaussianHead, ProjectionHead
from aavae.nn.reference_decoder import ReferenceDecoder
from aavae.nn.reference_heads import LEAST_SIGMA, ReferenceGaussianHead

_START = '''"""$title, trained with AAVAE Explorer: needs torch and safetensors, and nothing else.

`python load.py` tries it; `import load` gives the functions.
"""

from pathlib import Path

import torch
from safetensors.torch import load_file
from torch.nn.functional import $functions

weights = load_file(Path(__file__).with_name("model.safetensors"), device="cpu")
mean, std = weights["normalise.mean"], weights["normalise.std"]


def conv(name, x, stride=1):
    kernel = weights[f"{name}.weight"]
    return conv2d(x, kernel, weights.get(f"{name}.bias"), stride, padding=kernel.shape[-1] // 2)


def norm(name, x):
    parts = ("running_mean", "running_var", "weight", "bias")
    return batch_norm(x, *(weights[f"{name}.{part}"] for part in parts))


def dense(name, x):
    return linear(x, weights[f"{name}.weight"], weights.get(f"{name}.bias"))


def encode(images):
    """Images (N, 3, $size, $size), RGB from 0 to 1, to $outputs."""
    x = (images - mean) / std
'''

_PATCH_ENCODER = """\
    x = conv2d(x, weights["encoder.stem.0.weight"], stride=$stride, padding=$padding)
    x = norm("encoder.stem.1", x).relu()
    for number in range($num_blocks):
        name, stride = f"encoder.stages.{number}", 1 if number == 0 else 2
        body = norm(f"{name}.body.1", conv(f"{name}.body.0", x, stride)).relu()
        body = norm(f"{name}.body.4", conv(f"{name}.body.3", body))
        if number > 0:
            x = norm(f"{name}.shortcut.1", conv(f"{name}.shortcut.0", x, stride))
        x = (body + x).relu()
    h = norm("encoder.expand.1", conv("encoder.expand.0", x)).relu().mean((2, 3))
"""

_RESNET_ENCODER = """\
    x = norm("encoder.resnet.bn1", conv("encoder.resnet.conv1", x, stride=$stride)).relu()
    for stage, depth in enumerate($depths, 1):
        for number in range(depth):
            name, stride = f"encoder.resnet.layer{stage}.{number}", 2 if stage > 1 and number == 0 else 1
            strides, body = $strides, x
            for index, each in enumerate(strides, 1):
                body = norm(f"{name}.bn{index}", conv(f"{name}.conv{index}", body, each))
                body = body.relu() if index < len(strides) else body
            if f"{name}.downsample.0.weight" in weights:
                x = norm(f"{name}.downsample.1", conv(f"{name}.downsample.0", x, stride))
            x = (body + x).relu()
    h = x.mean((2, 3))
"""

_HIDDEN = '    hidden = norm("head.hidden.1", dense("head.hidden.0", h)).relu()\n'
_GAUSSIAN_HEAD = """\
    log_var = $bound * (dense("head.log_var", hidden) / $bound).tanh()
    return h, dense("head.mu", hidden), log_var
"""
_REFERENCE_HEAD = """\
    half = dense("head.log_var", hidden) / 2
    log_var = 2 * torch.logaddexp(half, torch.full_like(half, $least))
    return h, dense("head.mu", hidden), log_var
"""
_POINT_HEAD = '    return h, dense("head.$name", hidden), None\n'

_DECODE = '''

def decode(latents):
    """Latents (N, $latent_dim), mu or a sample $sample, to images from 0 to 1."""
'''
_LINEAR_DECODER = """\
    x = dense("decoder.linear.2", dense("decoder.linear.0", latents).relu()).view(-1, 3, $grid, $grid)
    x = interpolate(x, size=($size, $size), mode="bicubic")
"""
_DECODER = """\
    x = dense("decoder.linear.2", dense("decoder.linear.0", latents).relu()).relu().view(-1, $channels, 4, 4)
    for stage, depth in enumerate($depths):
        x = interpolate(x, scale_factor=2.0) if stage > 0 else x
        for number in range(depth):
            name, body = f"decoder.stages.{stage}.{number}", x
            for index in $layers:
                body = conv(f"{name}.body.{index}", body)
                body = body.relu() if index < $last else body
            if f"{name}.shortcut.weight" in weights:
                x = conv(f"{name}.shortcut", x)
            x = (x + body).relu()
    x = pixel_shuffle(conv("decoder.pixels.0", interpolate(x, size=($half, $half))), 2)
"""
_REFERENCE_START = """\
    x = dense("decoder.linear_projection1", latents).relu()
    x = dense("decoder.linear_projection2", x).relu().view(-1, $channels, 4, 4)
    x = conv("decoder.conv1", x).relu()
    for stage, depth in enumerate($depths, 1):
        for number in range(depth):
            name, size = f"decoder.layer{stage}.{number}", $first * 2 ** (stage - 1)
"""
_REFERENCE_BASIC = """\
            larger = interpolate(x, size=(size, size))
            body = conv(f"{name}.conv2", conv(f"{name}.conv1", larger).relu())
"""
_REFERENCE_BOTTLENECK = """\
            larger = interpolate(x, size=(size, size))
            body = interpolate(conv(f"{name}.conv1", x).relu(), size=(size, size))
            body = conv(f"{name}.conv3", conv(f"{name}.conv2", body).relu())
"""
_REFERENCE_END = """\
            x = (body + (conv(f"{name}.upsample.1", larger) if number == 0 else x)).relu()
    x = conv("decoder.conv2", x).relu()
"""
_REFERENCE_LARGE = "    x = interpolate(x, scale_factor=2.0)\n"
_REFERENCE_PIXELS = '    x = conv("decoder.final_conv", x)\n'
_DECODE_END = "    return (x * std + mean).clamp(0, 1)\n"

_MAIN = """

if __name__ == "__main__":
    h, mu, log_var = encode(torch.rand(2, 3, $size, $size))
    print("h", tuple(h.shape), "mu", tuple(mu.shape))
"""
_MAIN_DECODES = '    print("images", tuple(decode(mu).shape))\n'


def make_load_script(model: Model, title: str, image_size: int, latent_dim: int) -> str:
    """The text of a script whose `encode` and `decode` equal the model's, in evaluation mode.

    Args:
        model: what is exported; its weights lie beside the script, as `model.safetensors`.
        title: of the model, for people.
        image_size: height and width of its images, in pixels.
        latent_dim: width of its latents.
    """
    parts = [_fill_start(model, title, image_size, latent_dim)]
    parts += [_fill_encoder(model), _HIDDEN, _fill_head(model)]
    if isinstance(model, Autoencoder):
        parts += [_fill_decode(latent_dim), _fill_decoder(model, image_size)]
        parts.append(_DECODE_END)
    parts.append(Template(_MAIN).substitute(size=image_size))
    if isinstance(model, Autoencoder):
        parts.append(_MAIN_DECODES)
    return "".join(parts)


def _fill_decode(latent_dim: int) -> str:
    sample = "mu + (log_var / 2).exp() * noise"
    return Template(_DECODE).substitute(latent_dim=latent_dim, sample=sample)


def _is_point(model: Model) -> bool:
    """Whether the head makes a point, and no distribution."""
    return not isinstance(model.head, GaussianHead)


def _fill_start(model: Model, title: str, image_size: int, latent_dim: int) -> str:
    functions = ["batch_norm", "conv2d", "linear"]
    if isinstance(model, Autoencoder):
        functions.append("interpolate")
        functions += ["pixel_shuffle"] if isinstance(model.decoder, Decoder) else []
    widths = f"(N, {model.encoder.out_features}), mu (N, {latent_dim})"
    return Template(_START).safe_substitute(
        title=title,
        functions=", ".join(sorted(functions)),
        size=image_size,
        outputs=f"h {widths} and " + ("None" if _is_point(model) else f"log_var (N, {latent_dim})"),
    )


def _fill_encoder(model: Model) -> str:
    encoder = model.encoder
    if isinstance(encoder, PatchEncoder):
        stem = encoder.stem[0]
        assert isinstance(stem, nn.Conv2d)
        return Template(_PATCH_ENCODER).safe_substitute(
            stride=stem.stride[0], padding=int(stem.padding[0]), num_blocks=len(encoder.stages)
        )
    resnet = encoder.resnet
    stages = (resnet.layer1, resnet.layer2, resnet.layer3, resnet.layer4)
    is_bottleneck = hasattr(resnet.layer1[0], "conv3")
    return Template(_RESNET_ENCODER).safe_substitute(
        stride=resnet.conv1.stride[0],
        depths=tuple(len(stage) for stage in stages),
        strides="(1, stride, 1)" if is_bottleneck else "(stride, 1)",
    )


def _fill_head(model: Model) -> str:
    if isinstance(model.head, ReferenceGaussianHead):
        return Template(_REFERENCE_HEAD).substitute(least=math.log(LEAST_SIGMA))
    if isinstance(model.head, GaussianHead):
        return Template(_GAUSSIAN_HEAD).substitute(bound=LOG_VAR_BOUND)
    name = "projection" if isinstance(model.head, ProjectionHead) else "mu"
    return Template(_POINT_HEAD).substitute(name=name)


def _fill_decoder(model: Autoencoder, image_size: int) -> str:
    decoder = model.decoder
    if isinstance(decoder, LinearDecoder):
        return Template(_LINEAR_DECODER).substitute(grid=decoder.grid_size, size=image_size)
    if isinstance(decoder, Decoder):
        first_block = next(block for block in decoder.modules() if isinstance(block, ResidualBlock))
        layers = tuple(range(0, len(first_block.body), 2))
        return Template(_DECODER).safe_substitute(
            channels=decoder.start_channels,
            depths=tuple(len(list(stage.children())) for stage in decoder.stages),
            layers=layers,
            last=layers[-1],
            half=image_size // 2,
        )
    return _fill_reference_decoder(decoder, image_size)


def _fill_reference_decoder(decoder: ReferenceDecoder, image_size: int) -> str:
    stages = (decoder.layer1, decoder.layer2, decoder.layer3, decoder.layer4)
    start = Template(_REFERENCE_START).safe_substitute(
        channels=decoder.start_channels,
        depths=tuple(len(stage) for stage in stages),
        first=image_size // (16 if decoder.is_large else 8),
    )
    body = _REFERENCE_BOTTLENECK if decoder.layer1[0].is_bottleneck else _REFERENCE_BASIC
    large = _REFERENCE_LARGE if decoder.is_large else ""
    return start + body + _REFERENCE_END + large + _REFERENCE_PIXELS
