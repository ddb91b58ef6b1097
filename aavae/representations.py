"""A model and images to h, mu and z as arrays: the one way to get representations."""

from typing import Literal, NamedTuple

import numpy as np
import torch

from aavae.models import Model, draw_z

RepresentationName = Literal["h", "mu", "z"]


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
    model: Model, images: np.ndarray, seed: int = 0, batch_size: int = 500
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
    device = next(model.parameters()).device
    generator = torch.Generator(device).manual_seed(seed)
    outputs: list[tuple[torch.Tensor, ...]] = []
    for batch in torch.from_numpy(images).split(batch_size):
        posterior = model.encode(to_unit_range(batch.to(device)))
        outputs.append(
            (posterior.h.cpu(), posterior.mu.cpu(), draw_z(posterior, generator).cpu())
        )
    return Representations(*(torch.cat(parts).numpy() for parts in zip(*outputs, strict=True)))


def to_unit_range(images: torch.Tensor) -> torch.Tensor:
    """Map uint8 images to float32 in [0, 1], in the memory layout that convolutions like."""
    if images.dtype == torch.uint8:
        images = images.float().div_(255)
    return images.contiguous(memory_format=torch.channels_last)
