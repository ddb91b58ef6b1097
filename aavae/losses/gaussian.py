"""The two terms of the negative ELBO, in nats for each image (Kingma and Welling, arXiv 1312.6114)."""

import math

from torch import Tensor


def compute_negative_log_likelihood(target: Tensor, prediction: Tensor) -> Tensor:
    """-log N(target; prediction, I), summed over channels and pixels.

    Args:
        target: normalised images (N, C, H, W).
        prediction: the decoder's output, of the same shape.

    Returns:
        (N,) nats; at a perfect reconstruction the constant C * H * W * log(2 pi) / 2 remains (2,822.98
        nats for 3x32x32).
    """
    squared_error = (target.float() - prediction.float()).square().flatten(1).sum(dim=1)
    return 0.5 * squared_error + 0.5 * math.log(2 * math.pi) * target[0].numel()


def compute_kl(mu: Tensor, log_var: Tensor) -> Tensor:
    """KL(N(mu, exp(log_var)) || N(0, I)), summed over latents: (N, D) and (N, D) to (N,) nats."""
    return 0.5 * (log_var.exp() + mu.square() - 1 - log_var).sum(dim=1)
