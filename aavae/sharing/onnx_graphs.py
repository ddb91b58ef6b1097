"""A model as ONNX graphs, each checked against the model before it is believed."""

import contextlib
import logging
import warnings
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from aavae.errors import UserError
from aavae.foreign.onnx_model import OnnxNetwork
from aavae.language import _
from aavae.models import Autoencoder, Model

ENCODER, DECODER = "encoder.onnx", "decoder.onnx"
OPSET = 20
"""Of the ONNX operators: what torch's exporter is made for, and older runtimes than ours read."""
TOLERANCE = 1e-4
"""The largest difference from the model's output, in parts of its largest value, or of 1 if that is more."""
_EXAMPLES = 3
"""In the batch that is traced: of one, torch.export takes the size for a constant."""
_CHECKED = (1, 5)
"""Sizes of the batches that a graph is tried on."""


class _Encoder(nn.Module):
    def __init__(self, model: Model) -> None:
        super().__init__()
        self.model = model

    def forward(self, images: Tensor) -> tuple[Tensor, ...]:
        return tuple(part for part in self.model.encode(images) if part is not None)


class _Decoder(nn.Module):
    def __init__(self, model: Autoencoder) -> None:
        super().__init__()
        self.model = model

    def forward(self, latents: Tensor) -> Tensor:
        return self.model.decode(latents)


def write_onnx(model: Model, image_size: int, latent_dim: int, folder: Path) -> list[Path]:
    """Write `encoder.onnx` and, of a model with a decoder, `decoder.onnx`, each a single file.

    Inputs and outputs are float32 and their first dimension is free. The encoder takes `images`
    (N, 3, S, S) in [0, 1], normalises them itself, and gives `h`, `mu` and, where the model has one,
    `log_var`; the decoder takes `latents` (N, latent_dim) and gives `images` in [0, 1].

    Args:
        model: on the CPU; its weights' layout in memory and its mode change.
        image_size: height and width of its images, in pixels.
        latent_dim: width of its latents.
        folder: where they go.

    Returns:
        The files.

    Raises:
        UserError: a graph computes something else than the model.
    """
    # As a graph holds them: it knows no layout in memory.
    model = model.to(memory_format=torch.contiguous_format).eval()
    generator = torch.Generator().manual_seed(0)
    images = torch.rand(sum(_CHECKED), 3, image_size, image_size, generator=generator)
    outputs = ["h", "mu", "log_var"][: len(_Encoder(model)(images[:1]))]
    files = [folder / ENCODER]
    _write(_Encoder(model), images, "images", outputs, files[0])
    if isinstance(model, Autoencoder):
        latents = torch.randn(sum(_CHECKED), latent_dim, generator=generator)
        files.append(folder / DECODER)
        _write(_Decoder(model), latents, "latents", ["images"], files[1])
    return files


def _write(module: nn.Module, inputs: Tensor, name: str, outputs: list[str], path: Path) -> None:
    with _quiet():
        torch.onnx.export(
            module.eval(),
            (inputs[:_EXAMPLES],),
            str(path),
            dynamo=True,
            verbose=False,
            opset_version=OPSET,
            input_names=[name],
            output_names=outputs,
            dynamic_shapes=({0: "N"},),
            external_data=False,
        )
    check_graph(path, module, inputs)


@torch.inference_mode()
def check_graph(path: Path, module: nn.Module, inputs: Tensor) -> None:
    """Check that a graph computes what a module does, with onnxruntime, for batches of several sizes.

    Args:
        path: of the graph, with one input.
        module: takes one tensor and returns one or several, in the graph's order.
        inputs: as many as the batches need together, float32.

    Raises:
        UserError: it does not.
    """
    network = OnnxNetwork(path.read_bytes(), _("The exported {file}").format(file=path.name))
    names = [output.name for output in network.outputs]
    for batch in inputs.split(_CHECKED):
        expected = module(batch)
        parts = expected if isinstance(expected, tuple) else (expected,)
        for name, ours, theirs in zip(names, parts, network.run(batch.numpy(), names), strict=True):
            wanted = ours.numpy()
            scale = max(1.0, float(np.abs(wanted).max()))
            if wanted.shape != theirs.shape or not np.abs(wanted - theirs).max() <= TOLERANCE * scale:
                raise UserError(
                    _(
                        "The exported {file} gives another {output} than the model: nothing is exported."
                    ).format(file=path.name, output=name)
                )


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Keep to itself what the exporter says of its own parts."""
    logger = logging.getLogger("torch.onnx")
    level = logger.level
    logger.setLevel(logging.ERROR)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logger.setLevel(level)
