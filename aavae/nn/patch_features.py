"""Features of an image's small patches, from one layer that nobody trains: a target beside the pixels.

Coates, Lee and Ng (AISTATS 2011) and Coates and Ng (ICML 2011) showed that a layer of randomly chosen,
whitened patches with a soft threshold, averaged over the quarters of the image, is a strong representation in
itself: here, 71 % of CIFAR-10's test images with a linear probe.
It says which edges and textures are where, and little of exact positions: what an AAVAE can know of an image
of which it sees a crop.
"""

from collections.abc import Callable

import torch
from torch import Tensor, nn
from torch.nn.functional import adaptive_avg_pool2d, avg_pool2d, conv2d

NUM_FEATURES = 1024
"""256 patches times the four quarters of the image."""

_BATCH_PIXELS = 250 * 32 * 32
"""Of the images at a time, whose responses take 730 bytes a pixel."""
_PATCHES_AT_A_TIME = 1_000
_COLUMNS_AT_A_TIME = 128

_SIZE = 6
_NUM_PATCHES = NUM_FEATURES // 4
_NUM_FITTED = 50_000
"""Patches that the whitening is fitted to."""
_THRESHOLD = 0.5
"""In standard deviations of a response."""
_CONTRAST_FLOOR = 10 / 255 / 255
"""Added to the variance of a patch, so that flat ones stay flat; Coates, Lee and Ng: 10, of pixels to 255."""
_WHITENING_FLOOR = 0.1
"""Added to the eigenvalues of the patches' covariance, as there."""


class PatchFeatures(nn.Module):
    """Responses of an image to patches of other images.

    Args:
        images: those that the patches come from, uint8 (N, 3, H, W).
        seed: chooses the patches.
        release: called after some of the images were read.
    """

    kernels: Tensor
    offsets: Tensor
    thresholds: Tensor

    def __init__(self, images: Tensor, seed: int, release: Callable[[], None] = lambda: None) -> None:
        super().__init__()
        generator = torch.Generator().manual_seed(seed)
        patches = _draw_patches(images, _NUM_FITTED, generator, release)
        normalised = (patches - patches.mean(1, keepdim=True)) / (
            patches.var(1, keepdim=True, correction=0) + _CONTRAST_FLOOR
        ).sqrt()
        mean = normalised.mean(0)
        eigenvalues, basis = torch.linalg.eigh((normalised - mean).T.cov(correction=0))
        whitening = basis @ torch.diag((eigenvalues + _WHITENING_FLOOR).rsqrt()) @ basis.T
        chosen = torch.randperm(len(patches), generator=generator)[:_NUM_PATCHES]
        whitened = (normalised - mean) @ whitening
        kernels = nn.functional.normalize(whitened[chosen], dim=1) @ whitening
        offsets = kernels @ mean
        responses = normalised @ kernels.T - offsets
        # Without its mean a kernel does not see the mean of a patch, which then needs no subtraction.
        kernels = kernels - kernels.mean(1, keepdim=True)
        self.register_buffer("kernels", kernels.view(-1, 3, _SIZE, _SIZE))
        self.register_buffer("offsets", offsets.view(-1, 1, 1))
        self.register_buffer("thresholds", _THRESHOLD * responses.std(0).view(-1, 1, 1))

    def forward(self, images: Tensor) -> Tensor:
        """Map images (N, 3, H, W) in [0, 1] to features (N, NUM_FEATURES), all at least 0."""
        mean, mean_square = (
            avg_pool2d(values.mean(1, keepdim=True), _SIZE, stride=1) for values in (images, images.square())
        )
        contrast = (mean_square - mean.square()).clamp_(min=0).add_(_CONTRAST_FLOOR).sqrt_()
        responses = conv2d(images, self.kernels).div_(contrast).sub_(self.offsets)
        return adaptive_avg_pool2d(responses.sub_(self.thresholds).relu_(), 2).flatten(1)


def _draw_patches(
    images: Tensor, count: int, generator: torch.Generator, release: Callable[[], None]
) -> Tensor:
    """Cut patches (count, 3 * 6 * 6) in [0, 1] from random images at random places."""
    height, width = images.shape[2:]
    which = torch.randint(len(images), (count,), generator=generator)
    top = torch.randint(height - _SIZE + 1, (count,), generator=generator)
    left = torch.randint(width - _SIZE + 1, (count,), generator=generator)
    rows = (top[:, None] + torch.arange(_SIZE))[:, None, :, None]
    columns = (left[:, None] + torch.arange(_SIZE))[:, None, None, :]
    channels = torch.arange(3)[None, :, None, None]
    parts = []
    for part in torch.arange(count).split(_PATCHES_AT_A_TIME):
        places = (which[part, None, None, None], channels, rows[part], columns[part])
        parts.append(images[tuple(index.to(images.device) for index in places)].cpu())
        release()
    return torch.cat(parts).flatten(1).float() / 255


@torch.inference_mode()
def compute_patch_features(
    images: Tensor, seed: int, batch_size: int | None = None, release: Callable[[], None] = lambda: None
) -> Tensor:
    """Compute the standardised patch features of images, with patches from the same images.

    Args:
        images: uint8 (N, 3, H, W).
        seed: chooses the patches.
        batch_size: images at a time; none: as many as have the pixels of 250 small ones.
        release: called after each batch: the images that were read may leave the memory.

    Returns:
        (N, NUM_FEATURES) on the images' device, in half precision: each feature with mean 0 and variance 1.
    """
    batch_size = batch_size or max(1, _BATCH_PIXELS // images[0, 0].numel())
    features = PatchFeatures(images, seed, release).to(images.device)
    targets = torch.empty((len(images), NUM_FEATURES), dtype=torch.float16, device=images.device)
    for target, batch in zip(targets.split(batch_size), images.split(batch_size), strict=True):
        target.copy_(features(batch.float() / 255))
        release()
    # In place and in parts: of many images the features take more memory than all else.
    for columns in targets.split(_COLUMNS_AT_A_TIME, dim=1):
        floats = columns.float()
        mean, std = floats.mean(0), floats.std(0, correction=0).clamp(min=1e-4)
        columns.copy_((floats - mean) / std)
    return targets
