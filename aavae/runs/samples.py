"""Reconstructions of the same fixed images, to watch a run learn."""

from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch

from aavae.atomic import write_atomically
from aavae.augment import augment
from aavae.data.image_set import Dataset, choose_evenly, to_uint8
from aavae.models import Autoencoder
from aavae.train.loop import Training

_NUM_IMAGES = 8
_SEED = 0


class Samples(NamedTuple):
    """uint8 images (N, 3, H, W): originals, what the encoder saw, what the decoder made of it."""

    originals: np.ndarray
    inputs: np.ndarray
    reconstructions: np.ndarray


def compute_samples(training: Training, dataset: Dataset) -> Samples | None:
    """Reconstruct the first test images of different classes; None for a model without a decoder."""
    model = training.model
    if not isinstance(model, Autoencoder):
        return None
    indices = choose_evenly(len(dataset.test), _NUM_IMAGES)
    originals = dataset.test.images[indices]
    images = torch.from_numpy(originals).float() / 255
    inputs = images
    if training.config.switches.augment:
        inputs = augment(images, training.config.augment, torch.Generator().manual_seed(_SEED))
    with torch.inference_mode():
        model.eval()
        reconstructions = model.decode(model.encode(inputs.to(training.device)).mu).cpu()
    return Samples(originals, to_uint8(inputs.numpy()), to_uint8(reconstructions.numpy()))


def save_samples(samples: Samples, path: Path) -> None:
    """Write the arrays as an npz file."""
    path.parent.mkdir(exist_ok=True)
    write_atomically(path, lambda temporary: np.savez(temporary, **samples._asdict()))
