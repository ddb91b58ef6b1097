"""SimCLR's loss: normalised temperature-scaled cross entropy (Chen et al., arXiv 2002.05709, equation 1)."""

import torch
from torch import Tensor
from torch.nn.functional import cross_entropy, normalize


def compute_nt_xent(first: Tensor, second: Tensor, temperature: float) -> Tensor:
    """For each view, the cross entropy of finding its partner among all other views of the batch.

    Args:
        first: projections (N, D) of one view of each image.
        second: projections (N, D) of the other view, in the same order.
        temperature: divides the cosine similarities; positive.

    Returns:
        A scalar in nats, the mean over the 2 N views.

    Raises:
        ValueError: the temperature is not positive.
    """
    if not temperature > 0:
        raise ValueError(f"temperature: expected a positive number, got {temperature}")
    projections = normalize(torch.cat([first, second]).float(), dim=1)
    similarities = projections @ projections.T / temperature
    similarities.fill_diagonal_(float("-inf"))
    count = len(first)
    partner = torch.arange(2 * count, device=first.device).roll(count)
    return cross_entropy(similarities, partner)
