"""A model and images to h, mu and z as arrays: the one way to get representations."""

import itertools
from collections.abc import Iterator
from typing import Any, NamedTuple, Protocol

import numpy as np
import torch

from aavae.data.mapped import release_pages
from aavae.models import Normalise, Posterior, draw_z
from aavae.threads import time_shared_piece


class Encoding(Protocol):
    """A model as far as representations need it: one of ours, or an encoder of other software.

    Attributes:
        normalise: the channel statistics of its images, on its device.
        encoder: what does most of its work.
    """

    normalise: Normalise
    encoder: Any

    def encode(self, images: torch.Tensor) -> Posterior:
        """Map images (N, 3, H, W) in [0, 1] to their posterior."""
        ...


class Representations(NamedTuple):
    """What a model makes of N images, float32.

    Attributes:
        h: the encoder's pooled features (N, encoder.out_features).
        mu: posterior mean (N, latent_dim); SimCLR: its projection.
        z: a sample of the posterior (N, latent_dim); SimCLR: its projection again.
    """

    h: np.ndarray
    mu: np.ndarray
    z: np.ndarray


@torch.inference_mode()
def compute_representations(
    model: Encoding, images: np.ndarray, seed: int = 0, batch_size: int = 500
) -> Representations:
    """Encode images in evaluation mode, in 32 bits on the model's device.

    Args:
        model: in evaluation mode.
        images: uint8 (N, 3, H, W), or float32 in [0, 1].
        seed: of the sample z.
        batch_size: images in a pass; it does not change the result beyond rounding.

    Returns:
        Arrays in the order of the images.
    """
    posterior = compute_posterior(model, images, batch_size)
    # The noise of all images is drawn at once and on the CPU: a draw for each batch would depend on the
    # batches, and one on the device on the device.
    z = draw_z(posterior, torch.Generator().manual_seed(seed))
    return Representations(posterior.h.numpy(), posterior.mu.numpy(), z.numpy())


def compute_posterior(model: Encoding, images: np.ndarray, batch_size: int = 500) -> Posterior:
    """What the encoder makes of images, on the CPU; arguments as of `encode_batches`."""
    batches = encode_batches(model, images, batch_size)
    first = next(batches)  # of no images, too, there is one batch
    gathered = Posterior(
        _allocate(len(images), first.h),
        _allocate(len(images), first.mu),
        None if first.log_var is None else _allocate(len(images), first.log_var),
    )
    start = 0
    for part in itertools.chain([first], batches):
        for whole, values in zip(gathered, part, strict=True):
            if whole is not None and values is not None:
                whole[start : start + len(values)] = values
        start += len(part.h)
    return gathered


def _allocate(count: int, values: torch.Tensor) -> torch.Tensor:
    """Room on the CPU for `count` rows like those of a batch: to join batches would take it twice."""
    return torch.empty((count, *values.shape[1:]), dtype=values.dtype)


def encode_batches(model: Encoding, images: np.ndarray, batch_size: int = 500) -> Iterator[Posterior]:
    """Encode images a batch at a time: posteriors on the model's device.

    Args:
        model: in evaluation mode.
        images: uint8 (N, 3, H, W), or float32 in [0, 1].
        batch_size: images in a pass.
    """
    for batch in torch.from_numpy(images).split(batch_size):
        yield encode(model, batch)
        release_pages(images)


@torch.inference_mode()
def encode(model: Encoding, images: torch.Tensor) -> Posterior:
    """Encode a batch on the model's device, with the number of threads that is fastest now.

    Args:
        model: in evaluation mode.
        images: uint8 (N, 3, H, W), or float32 in [0, 1].
    """
    device = model.normalise.mean.device
    with time_shared_piece(("encode", type(model.encoder), images.shape[2:]), len(images)):
        return model.encode(to_unit_range(images.to(device)))


def to_unit_range(images: torch.Tensor) -> torch.Tensor:
    """Map uint8 images to float32 in [0, 1], in the memory layout that convolutions like."""
    if images.dtype == torch.uint8:
        images = images.float().div_(255)
    return images.contiguous(memory_format=torch.channels_last)
