"""The same fixed images and pairs after every epoch, to watch a run learn. Reading them imports no torch."""

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from aavae.arrays import read_record, write_record

if TYPE_CHECKING:
    from aavae.data.image_set import Dataset
    from aavae.train.loop import Training

_NUM_IMAGES = 8
_SEED = 0


class EpochSamples(NamedTuple):
    """What a model made of the fixed images at one epoch.

    Attributes:
        originals: uint8 (N, 3, H, W), test images of different classes.
        inputs: uint8 (N, 3, H, W), what the encoder saw: augmented, whatever the method trains on.
        reconstructions: uint8 (N, 3, H, W), decoded posterior means; empty where there is no decoder.
        same: float32 (P,), cosines of mu for two augmented views of the same image.
        different: float32 (P,), cosines of mu for views of different images.
        auc: how often a `same` pair is more alike than a `different` pair.
        epoch: epochs finished.
    """

    originals: np.ndarray
    inputs: np.ndarray
    reconstructions: np.ndarray
    same: np.ndarray
    different: np.ndarray
    auc: float
    epoch: int


def compute_epoch_samples(training: "Training", dataset: "Dataset") -> EpochSamples:
    """Reconstruct the fixed images, and keep the pairs of the training's last measurement.

    Both are the same for every run on a data set.
    """
    import torch

    from aavae.augment import augment
    from aavae.config import AugmentConfig
    from aavae.data.image_set import choose_evenly, to_uint8
    from aavae.models import Autoencoder
    from aavae.representations import to_unit_range

    model = training.model
    measurement = training.measurement or training.measure()
    originals = dataset.test.take(choose_evenly(len(dataset.test), _NUM_IMAGES))
    generator = torch.Generator().manual_seed(_SEED)
    inputs = augment(to_unit_range(torch.from_numpy(originals)), AugmentConfig(), generator)
    reconstructions = inputs[:0]
    if isinstance(model, Autoencoder):
        with torch.inference_mode():
            model.eval()
            reconstructions = model.decode(model.encode(inputs.to(training.device)).mu).cpu()
    similarity = measurement.similarity if measurement is not None else None
    return EpochSamples(
        originals=originals,
        inputs=to_uint8(inputs.numpy()),
        reconstructions=to_uint8(reconstructions.numpy()),
        same=np.empty(0, np.float32) if similarity is None else similarity.same,
        different=np.empty(0, np.float32) if similarity is None else similarity.different,
        auc=0.5 if similarity is None else similarity.auc,
        epoch=training.epoch,
    )


def save_epoch_samples(samples: EpochSamples, path: Path) -> None:
    """Write them atomically."""
    write_record(samples, path)


def read_epoch_samples(path: Path) -> EpochSamples | None:
    """Read them; None where there are none, or damaged ones."""
    return read_record(EpochSamples, path)
