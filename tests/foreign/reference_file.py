"""Checkpoints of the reference implementation's exact layout with random weights, and what its networks
make of them: written from the description of the layout, with nothing of the product.

Source of the layout: github.com/Lightning-Universe/paper-AAVAE at 87692a5, src/vae.py, src/ae.py, src/models.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

import torch
from torch import Tensor
from torch.nn.functional import batch_norm, conv2d, interpolate, linear

Weights = dict[str, Tensor]

CALLBACK = "pytorch_lightning.callbacks.model_checkpoint"
ENCODERS = {"resnet18": ((2, 2, 2, 2), 1, 512), "resnet50": ((3, 4, 6, 3), 4, 2048)}
"""Blocks, how many times wider a block's output is, width of h."""
DECODERS = {"decoder18": ((2, 2, 2, 2), 1), "decoder34": ((3, 6, 4, 3), 1), "decoder50": ((3, 6, 4, 3), 4)}
CIFAR10 = ((125.3 / 255, 123.0 / 255, 113.9 / 255), (63.0 / 255, 62.1 / 255, 66.7 / 255))
STL10 = ((0.43, 0.42, 0.39), (0.27, 0.26, 0.27))
LABELS = {
    "input_height": 32,
    "num_samples": 45_000,
    "gpus": 1,
    "batch_size": 256,
    "kl_coeff": 0.0,
    "h_dim": 512,
    "latent_dim": 16,
    "optimizer": "adam",
    "learning_rate": 2.5e-4,
    "encoder_name": "resnet18",
    "decoder_name": "decoder18",
    "first_conv3x3": True,
    "remove_first_maxpool": True,
    "dataset": "cifar10",
    "max_epochs": 3_200,
    "warmup_epochs": 10,
    "cosine_decay": 0,
    "linear_decay": 0,
    "learn_scale": False,
    "log_scale": 0.0,
    "val_samples": 16,
    "weight_decay": 0.0,
    "exclude_bn_bias": False,
    "online_ft": False,
    "seed": 42,
    "local_rank": 0,
    "ckpt_path": None,
    "denoising": True,
    "fp16": False,
    "data_path": "/home/someone/data",
    "num_workers": 8,
    "gaussian_blur": False,
    "jitter_strength": 0.5,
}


def list_shapes(
    encoder: str = "resnet18", decoder: str = "decoder18", stem: int = 3, latents: int = 16, head: str = "vae"
) -> dict[str, tuple[int, ...]]:
    """Names and shapes of a state dict; of numbers of batches, which are integers, the empty shape."""
    shapes: dict[str, tuple[int, ...]] = {}

    def norm(name: str, width: int) -> None:
        for part in ("weight", "bias", "running_mean", "running_var"):
            shapes[f"{name}.{part}"] = (width,)
        shapes[f"{name}.num_batches_tracked"] = ()

    def layer(name: str, *shape: int) -> None:
        shapes[f"{name}.weight"] = shape
        shapes[f"{name}.bias"] = shape[:1]

    depths, wider, h = ENCODERS[encoder]
    shapes["encoder.conv1.weight"] = (64, 3, stem, stem)
    norm("encoder.bn1", 64)
    width_in = 64
    for stage, depth in enumerate(depths):
        width = 64 * 2**stage
        for number in range(depth):
            block = f"encoder.layer{stage + 1}.{number}"
            kernels = [(width, width_in, 3), (width, width, 3)]
            if wider > 1:
                kernels = [(width, width_in, 1), (width, width, 3), (width * wider, width, 1)]
            for index, (out, into, side) in enumerate(kernels, 1):
                shapes[f"{block}.conv{index}.weight"] = (out, into, side, side)
                norm(f"{block}.bn{index}", out)
            if number == 0 and (stage > 0 or width_in != width * wider):
                shapes[f"{block}.downsample.0.weight"] = (width * wider, width_in, 1, 1)
                norm(f"{block}.downsample.1", width * wider)
            width_in = width * wider
    assert width_in == h

    layer("decoder.linear_projection1", h, latents)
    layer("decoder.linear_projection2", h, h)
    layer("decoder.conv1", h, h // 16, 1, 1)
    depths, wider = DECODERS[decoder]
    for stage, depth in enumerate(depths):
        width = 256 // 2**stage
        for number in range(depth):
            block = f"decoder.layer{stage + 1}.{number}"
            if wider > 1:
                layer(f"{block}.conv1", width, width_in, 1, 1)
                layer(f"{block}.conv2", width, width, 3, 3)
                layer(f"{block}.conv3", width * wider, width, 1, 1)
            else:
                layer(f"{block}.conv1", width, width_in, 3, 3)
                layer(f"{block}.conv2", width, width, 3, 3)
            if number == 0:
                layer(f"{block}.upsample.1", width * wider, width_in, 1, 1)
            width_in = width * wider
    layer("decoder.conv2", 64, width_in, 3, 3)
    layer("decoder.final_conv", 3, 64, 3, 3)

    first = "first_layer" if head == "vae" else "projection_head"
    layer(f"projection.{first}.0", h, h)
    norm(f"projection.{first}.1", h)
    if head == "vae":
        shapes["projection.mu.weight"] = shapes["projection.logvar.weight"] = (latents, h)
        shapes["log_scale"] = (1,)
    else:
        shapes["projection.projection_head.3.weight"] = (latents, h)
    return shapes


def draw_weights(seed: int = 0, **design: Any) -> Weights:
    """Random weights that keep the scale of what passes through; log_var has values from about -60 to 60."""
    generator = torch.Generator().manual_seed(seed)
    weights: Weights = {}
    for name, shape in list_shapes(**design).items():
        if not shape:
            weights[name] = torch.tensor(7)
        elif name.endswith("running_var"):
            weights[name] = 0.5 + torch.rand(shape, generator=generator)
        elif len(shape) == 1:
            # Of the vectors, those of batch norm alone are called weight.
            weights[name] = 0.1 * torch.randn(shape, generator=generator) + name.endswith("weight")
        else:
            fan_in = torch.Size(shape[1:]).numel()
            weights[name] = torch.randn(shape, generator=generator) * fan_in**-0.5
    if "log_scale" in weights:
        weights["log_scale"] = torch.zeros(1)
        weights["projection.logvar.weight"] *= 40
    return weights


@contextmanager
def fake_lightning() -> Iterator[type]:
    """Lightning's class of checkpoints, importable by its name, as pickles name it."""
    names = CALLBACK.split(".")
    modules = {".".join(names[: end + 1]): ModuleType(".".join(names[: end + 1])) for end in range(3)}
    kept = {name: sys.modules.get(name) for name in modules}
    callback = type("ModelCheckpoint", (), {"__module__": CALLBACK})
    modules[CALLBACK].__dict__["ModelCheckpoint"] = callback
    sys.modules.update(modules)
    try:
        yield callback
    finally:
        for name, module in kept.items():
            sys.modules.pop(name)
            if module is not None:
                sys.modules[name] = module


def make_content(weights: Weights, with_adam: bool = False, **labels: Any) -> dict[str, Any]:
    """What PyTorch Lightning 1.4.7 saves, but for `callbacks`."""
    trained = [name for name in weights if "running_" not in name and "num_batches" not in name]
    moments = {
        number: {
            "step": 563_200,
            "exp_avg": torch.zeros_like(weights[name]),
            "exp_avg_sq": weights[name] ** 2,
        }
        for number, name in enumerate(trained)
    }
    group = {"lr": 2.5e-4, "betas": (0.9, 0.999), "eps": 1e-8, "weight_decay": 0.0, "amsgrad": False}
    return {
        "epoch": 3_200,
        "global_step": 563_200,
        "pytorch-lightning_version": "1.4.7",
        "state_dict": weights,
        "optimizer_states": [
            {
                "state": moments if with_adam else {},
                "param_groups": [{**group, "params": list(range(len(trained)))}],
            }
        ],
        "lr_schedulers": [{"last_epoch": 563_200, "base_lrs": [2.5e-4], "lr_lambdas": [None]}],
        "hparams_name": "kwargs",
        "hyper_parameters": LABELS | labels,
    }


def write_checkpoint(path: Path, content: dict[str, Any]) -> Path:
    """Save as Lightning 1.3 and 1.4 do: with a class as a key."""
    with fake_lightning() as callback:
        state = {
            "monitor": "val_loss",
            "best_model_score": torch.tensor(1.5),
            "best_model_path": "/home/someone/checkpoints/best.ckpt",
            "current_score": torch.tensor(2.5),
            "dirpath": "/home/someone/checkpoints",
        }
        torch.save({**content, "callbacks": {callback: state}}, path)
    return path


def _norm(weights: Weights, name: str, inputs: Tensor) -> Tensor:
    mean, variance, scale, shift = (
        weights[f"{name}.{part}"] for part in ("running_mean", "running_var", "weight", "bias")
    )
    return batch_norm(inputs, mean, variance, scale, shift)


def _convolve(weights: Weights, name: str, inputs: Tensor, stride: int = 1) -> Tensor:
    kernel = weights[f"{name}.weight"]
    return conv2d(inputs, kernel, weights.get(f"{name}.bias"), stride, padding=kernel.shape[-1] // 2)


def encode(weights: Weights, normalised: Tensor) -> tuple[Tensor, Tensor, Tensor | None]:
    """h, mu and logvar of normalised images."""
    kernel = weights["encoder.conv1.weight"]
    features = _convolve(weights, "encoder.conv1", normalised, stride=1 if kernel.shape[-1] == 3 else 2)
    features = _norm(weights, "encoder.bn1", features).relu()
    for stage in range(1, 5):
        number = 0
        while f"encoder.layer{stage}.{number}.conv1.weight" in weights:
            block = f"encoder.layer{stage}.{number}"
            stride = 2 if stage > 1 and number == 0 else 1
            inner = 3 if f"{block}.conv3.weight" in weights else 2
            strides = [1, stride, 1] if inner == 3 else [stride, 1]
            outputs = features
            for index in range(1, inner + 1):
                outputs = _convolve(weights, f"{block}.conv{index}", outputs, strides[index - 1])
                outputs = _norm(weights, f"{block}.bn{index}", outputs)
                outputs = outputs if index == inner else outputs.relu()
            if f"{block}.downsample.0.weight" in weights:
                features = _convolve(weights, f"{block}.downsample.0", features, stride)
                features = _norm(weights, f"{block}.downsample.1", features)
            features = (outputs + features).relu()
            number += 1
    h = features.mean((2, 3))
    first = "first_layer" if "projection.mu.weight" in weights else "projection_head"
    hidden = linear(h, weights[f"projection.{first}.0.weight"], weights[f"projection.{first}.0.bias"])
    hidden = _norm(weights, f"projection.{first}.1", hidden).relu()
    if first == "projection_head":
        return h, linear(hidden, weights["projection.projection_head.3.weight"]), None
    return (
        h,
        linear(hidden, weights["projection.mu.weight"]),
        linear(hidden, weights["projection.logvar.weight"]),
    )


def sample(mu: Tensor, log_var: Tensor, noise: Tensor) -> Tensor:
    """z, as src/vae.py draws it."""
    return mu + ((log_var / 2).exp() + 1e-6) * noise


def decode(weights: Weights, latents: Tensor, input_height: int) -> Tensor:
    """Normalised images of latents."""
    is_large = weights["encoder.conv1.weight"].shape[-1] == 7
    features = latents
    for name in ("decoder.linear_projection1", "decoder.linear_projection2"):
        features = linear(features, weights[f"{name}.weight"], weights[f"{name}.bias"]).relu()
    features = _convolve(weights, "decoder.conv1", features.view(len(latents), -1, 4, 4)).relu()
    size = input_height // (16 if is_large else 8)
    for stage in range(1, 5):
        number = 0
        while f"decoder.layer{stage}.{number}.conv1.weight" in weights:
            block = f"decoder.layer{stage}.{number}"
            enlarged = [size * 2 ** (stage - 1)] * 2
            outputs = features
            if f"{block}.conv3.weight" in weights:
                outputs = _convolve(weights, f"{block}.conv1", outputs).relu()
                outputs = interpolate(outputs, enlarged)
                outputs = _convolve(weights, f"{block}.conv2", outputs).relu()
                outputs = _convolve(weights, f"{block}.conv3", outputs)
            else:
                outputs = _convolve(weights, f"{block}.conv1", interpolate(outputs, enlarged)).relu()
                outputs = _convolve(weights, f"{block}.conv2", outputs)
            if f"{block}.upsample.1.weight" in weights:
                features = _convolve(weights, f"{block}.upsample.1", interpolate(features, enlarged))
            features = (outputs + features).relu()
            number += 1
    features = _convolve(weights, "decoder.conv2", features).relu()
    if is_large:
        features = interpolate(features, scale_factor=2)
    return _convolve(weights, "decoder.final_conv", features)
