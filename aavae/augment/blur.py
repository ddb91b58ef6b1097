"""Gaussian blur, each sample with its own sigma."""

import torch
from torch import Tensor
from torch.nn import functional

from aavae.augment.ranges import check_range
from aavae.augment.rows import computes_every_row, keep_rows


def compute_kernel_size(height: int) -> int:
    """About a tenth of the height, odd, at least 3 pixels (arXiv 2002.05709, appendix A)."""
    return max(3, height // 10 | 1)


def apply_blur(images: Tensor, sigma: Tensor) -> Tensor:
    """Blurs each image with its own Gaussian, in place.

    Equals torchvision's `gaussian_blur` (reflecting at the borders) with kernel size
    `compute_kernel_size(H)` in both directions.

    Args:
        images: float32 (n, 3, H, W), larger than half the kernel.
        sigma: float32 (n,) in pixels, at least 0; 0 leaves an image as it is, bit for bit.

    Returns:
        `images`.

    Raises:
        UserError: a sigma on the CPU is negative or NaN.
    """
    check_range("blur_sigma", sigma, 0)
    if computes_every_row(images):
        return keep_rows(images, sigma > 0, _blur(images, torch.where(sigma > 0, sigma, 1)))
    rows = sigma.nonzero().squeeze(1)
    if len(rows):
        images[rows] = _blur(images[rows], sigma[rows])
    return images


def _blur(images: Tensor, sigma: Tensor) -> Tensor:
    kernels = _gaussian_kernels(sigma, compute_kernel_size(images.shape[2]))
    return _convolve(_convolve(images, kernels, dim=2), kernels, dim=3)


def _gaussian_kernels(sigma: Tensor, size: int) -> Tensor:
    """Weights that sum to 1, (n, size)."""
    offsets = torch.arange(size, dtype=torch.float32, device=sigma.device) - size // 2
    return torch.softmax(-0.5 * (offsets / sigma[:, None]) ** 2, dim=1)


def _convolve(images: Tensor, kernels: Tensor, dim: int) -> Tensor:
    """Convolves along `dim`, tap by tap: each image has its own weights, and the taps are few."""
    radius, length = kernels.shape[1] // 2, images.shape[dim]
    padding = (0, 0, radius, radius) if dim == 2 else (radius, radius, 0, 0)
    padded = functional.pad(images, padding, mode="reflect")
    blurred = torch.zeros_like(images)
    for tap, weights in enumerate(kernels.T):
        blurred.addcmul_(padded.narrow(dim, tap, length), weights[:, None, None, None])
    return blurred
