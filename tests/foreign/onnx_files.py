"""ONNX files of small networks, written by the onnx package itself: no exporter takes part."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

WIDTH = 6
LATENT_DIM = 5
CHANNELS = 8
OPSET = 20

Nodes = Sequence[onnx.NodeProto]


def draw(shape: Sequence[int], seed: int = 0, scale: float = 0.5) -> np.ndarray:
    return np.random.default_rng(seed).normal(0, scale, shape).astype(np.float32)


def write_model(
    path: Path,
    nodes: Nodes,
    weights: dict[str, np.ndarray],
    inputs: dict[str, Sequence[int | str]],
    outputs: dict[str, Sequence[int | str]],
    *,
    dtype: int = TensorProto.FLOAT,
    domains: Sequence[str] = (),
) -> Path:
    """Write a model whose inputs and outputs have one type."""
    kind = helper.tensor_dtype_to_np_dtype(dtype)
    graph = helper.make_graph(
        nodes,
        "network",
        [helper.make_tensor_value_info(name, dtype, shape) for name, shape in inputs.items()],
        [helper.make_tensor_value_info(name, dtype, shape) for name, shape in outputs.items()],
        [numpy_helper.from_array(value.astype(kind), name) for name, value in weights.items()],
    )
    opsets = [helper.make_opsetid("", OPSET), *(helper.make_opsetid(domain, 1) for domain in domains)]
    model = helper.make_model(graph, opset_imports=opsets, ir_version=10)
    path.write_bytes(model.SerializeToString())
    return path


def write_encoder(
    path: Path,
    *,
    size: int | str = 32,
    batch: int | str = "N",
    outputs: Sequence[str] = ("h",),
    dtype: int = TensorProto.FLOAT,
    channels: int = 3,
    extra_nodes: Nodes = (),
    extra_weights: dict[str, np.ndarray] | None = None,
    domains: Sequence[str] = (),
) -> Path:
    """Write an encoder: patches of 4 pixels, their mean, and a linear map to h, to mu and to log_var.

    Its outputs can be: `stage`, the map (N, 8, S / 4, S / 4); `tokens` (N, 4, 2); `h`, `mu`, `log_var`.
    """
    weights = {
        "kernel": draw((CHANNELS, channels, 4, 4), 1),
        "to_h": draw((CHANNELS, WIDTH), 2),
        "to_mu": draw((WIDTH, LATENT_DIM), 3),
        "to_log_var": draw((WIDTH, LATENT_DIM), 4),
        **(extra_weights or {}),
    }
    nodes = [
        helper.make_node("Conv", ["images", "kernel"], ["stage"], strides=[4, 4]),
        helper.make_node("Tanh", ["stage"], ["bent"]),
        helper.make_node("GlobalAveragePool", ["bent"], ["pooled"]),
        helper.make_node("Flatten", ["pooled"], ["flat"]),
        helper.make_node("MatMul", ["flat", "to_h"], ["h"]),
        helper.make_node("MatMul", ["h", "to_mu"], ["mu"]),
        helper.make_node("MatMul", ["h", "to_log_var"], ["log_var"]),
        helper.make_node("Constant", [], ["token_shape"], value_ints=[-1, 4, 2]),
        helper.make_node("Reshape", ["flat", "token_shape"], ["tokens"]),
    ]
    side = size // 4 if isinstance(size, int) else "side"
    shapes: dict[str, Sequence[int | str]] = {
        "stage": (batch, CHANNELS, side, side),
        "tokens": (batch, 4, 2),
        "h": (batch, WIDTH),
        "mu": (batch, LATENT_DIM),
        "log_var": (batch, LATENT_DIM),
    }
    return write_model(
        path,
        [*nodes, *extra_nodes],
        weights,
        {"images": (batch, channels, size, size)},
        {name: shapes.get(name, (batch, WIDTH)) for name in outputs},
        dtype=dtype,
        domains=domains,
    )


def compute_outputs(images: np.ndarray) -> dict[str, np.ndarray]:
    """What `write_encoder` computes of images (N, 3, S, S), by numpy in 64 bits."""
    count, _, size, _ = images.shape
    side = size // 4
    patches = (
        images.reshape(count, 3, side, 4, side, 4).transpose(0, 2, 4, 1, 3, 5).reshape(count, side, side, -1)
    )
    stage = patches.astype(np.float64) @ draw((CHANNELS, 3, 4, 4), 1).reshape(CHANNELS, -1).T
    flat = np.tanh(stage).mean((1, 2))
    h = flat @ draw((CHANNELS, WIDTH), 2)
    return {
        "stage": stage.mean((1, 2)),
        "tokens": flat.reshape(count, 4, 2).mean(1),
        "h": h,
        "mu": h @ draw((WIDTH, LATENT_DIM), 3),
        "log_var": h @ draw((WIDTH, LATENT_DIM), 4),
    }


def write_decoder(
    path: Path, *, latent_dim: int = LATENT_DIM, size: int = 32, output: str = "images"
) -> Path:
    """Write a decoder: a linear map of latents to images of 4 by 4 pixels, enlarged."""
    weights = {"weight": draw((latent_dim, 48), 5, 0.2), "scales": np.array([1, 1, size / 4, size / 4])}
    nodes = [
        helper.make_node("MatMul", ["latents", "weight"], ["logits"]),
        helper.make_node("Sigmoid", ["logits"], ["flat"]),
        helper.make_node("Constant", [], ["shape"], value_ints=[-1, 3, 4, 4]),
        helper.make_node("Reshape", ["flat", "shape"], ["small"]),
        helper.make_node("Resize", ["small", "", "scales"], [output], mode="nearest"),
    ]
    return write_model(path, nodes, weights, {"latents": ("N", latent_dim)}, {output: ("N", 3, size, size)})
