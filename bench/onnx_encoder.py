"""How fast an imported ONNX encoder encodes, beside the same network as a model of ours.

`python -m bench.onnx_encoder` exports the encoder of an untrained ResNet-18 as `model export` does, imports
it, and encodes the same images by both in turns, with what the product uses on every page. It prints images a
second of each and their ratio: the median of the rounds, the least and the greatest.
"""

import os
import statistics
import tempfile
import time
from pathlib import Path

import numpy as np
import tyro

from aavae.config import ModelConfig, RunConfig
from aavae.evaluation.models import get_model
from aavae.evaluation.subject import find_subject
from aavae.foreign.encoder_settings import EncoderSettings
from aavae.foreign.onnx_import import import_encoder
from aavae.machine import describe_machine
from aavae.models import Normalise, build_untrained_model
from aavae.representations import Encoding, compute_representations
from aavae.sharing.onnx_graphs import ENCODER, write_onnx


def main(encoder: str = "resnet18", num_images: int = 300, rounds: int = 5) -> None:
    """Export, import, encode in turns, print.

    Args:
        encoder: of our configurations: resnet18, resnet50, patch.
        num_images: encoded in a round, 32 by 32 pixels.
        rounds: how often both encode them, after one that warms up.
    """
    config = RunConfig(model=ModelConfig.model_validate({"encoder": encoder}))
    images = np.random.default_rng(0).integers(0, 256, (num_images, 3, 32, 32), np.uint8)
    with tempfile.TemporaryDirectory() as folder:
        os.environ["AAVAE_RUNS"] = str(Path(folder) / "runs")
        size, latent_dim = config.model.image_size, config.model.latent_dim
        write_onnx(build_untrained_model(config, Normalise()), size, latent_dim, Path(folder))
        import_encoder(Path(folder) / ENCODER, "imported", EncoderSettings())
        # Built anew: an export changes the layout of a model's weights.
        ours, theirs = build_untrained_model(config, Normalise()), get_model(find_subject("imported"))
        difference = np.abs(
            compute_representations(ours, images).h - compute_representations(theirs, images).h
        ).max()
        seconds = [(measure(ours, images), measure(theirs, images)) for _ in range(rounds)]
    print(describe_machine())
    print(f"largest difference of h: {difference:.1e}")
    for name, column in zip(("torch", "ONNX"), zip(*seconds, strict=True), strict=True):
        print(f"{name}: {num_images / statistics.median(column):,.0f} images a second")
    ratios = [mine / imported for mine, imported in seconds]
    middle = statistics.median(ratios)
    print(f"ONNX is {middle:.2f} times as fast ({min(ratios):.2f} to {max(ratios):.2f})")


def measure(model: Encoding, images: np.ndarray) -> float:
    """Seconds of encoding."""
    started = time.perf_counter()
    compute_representations(model, images)
    return time.perf_counter() - started


if __name__ == "__main__":
    tyro.cli(main)
