"""Runs of every design, and their exports, made once for the tests of this folder."""

import functools
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch

from aavae.config import ModelConfig, RunConfig
from aavae.evaluation.subject import Subject, find_subject
from aavae.foreign.reference_checkpoint import import_reference_checkpoint
from aavae.models import Model, Normalise, build_untrained_model
from aavae.runs.layout import RunLayout
from aavae.runs.model import load_model
from aavae.runs.registry import Run, create_run
from aavae.runs.status import Status, write_status
from aavae.train.state import save_weights
from tests.foreign.reference_file import draw_weights, make_content, write_checkpoint


def draw_model(config: RunConfig) -> Model:
    """A model in which nothing is at its start: no bias, no statistics of batch norm, no layer of zeros."""
    generator = torch.Generator().manual_seed(1)
    model = build_untrained_model(
        config, Normalise(torch.tensor([0.4, 0.5, 0.6]), torch.tensor([0.2, 0.3, 0.25]))
    )
    for name, tensor in model.state_dict().items():
        noise = torch.randn(tensor.shape, generator=generator)
        if name.endswith(("bias", "running_mean")):
            tensor.copy_(0.1 * noise)
        elif name.endswith("running_var"):
            tensor.copy_(0.5 + noise.abs())
        elif name.startswith("decoder") and tensor.ndim == 4 and not tensor.any():
            tensor.copy_(noise * tensor[0].numel() ** -0.5)
    return model


def make_drawn_run(name: str, config: RunConfig) -> Run:
    """A finished run with the weights of `draw_model`."""

    def fill(layout: RunLayout) -> None:
        save_weights(draw_model(config).state_dict(), layout.weights)
        write_status(layout.status, Status(state="finished", epoch=config.num_epochs))

    return create_run(name, config, fill)


def _make(**values: object) -> Callable[[str, Path], Run]:
    return lambda name, _: make_drawn_run(name, RunConfig.model_validate(values))


def _import(name: str, folder: Path, head: str = "vae", **design: Any) -> Run:
    path = folder / f"{name}.ckpt"
    labels = {"dataset": "stl10", "input_height": 96} if design.get("stem") == 7 else {}
    write_checkpoint(path, make_content(draw_weights(latents=4, head=head, **design), **labels))
    return import_reference_checkpoint(path, name)[0]


def _size(encoder: str, size: int = 32) -> dict[str, object]:
    return ModelConfig.model_validate({"encoder": encoder, "image_size": size, "latent_dim": 6}).model_dump()


DESIGNS: dict[str, Callable[[str, Path], Run]] = {
    "aavae": _make(method="aavae", model=_size("patch")),
    "vae-64": _make(method="vae", model=_size("patch", 64)),
    "simclr": _make(method="simclr", model=_size("patch")),
    "resnet18": _make(method="aavae-features", model=_size("resnet18")),
    "simclr-resnet18-96": _make(method="simclr", model=_size("resnet18", 96)),
    "resnet50": _make(method="dae", model=_size("resnet50")),
    "reference": _import,
    "reference-ae-96": functools.partial(_import, head="ae", stem=7, decoder="decoder34"),
    "reference-50": functools.partial(_import, encoder="resnet50", decoder="decoder50"),
}
"""By name: makes a run of a name, with a folder for files."""


def make_subject(design: str, folder: Path) -> Subject:
    """A run of a design, as a subject."""
    DESIGNS[design]("mine", folder)
    return find_subject("mine")


def load_subject(subject: Subject) -> Model:
    """Its model, as the product has it."""
    assert subject.run is not None
    return load_model(subject.run, subject.weights)
