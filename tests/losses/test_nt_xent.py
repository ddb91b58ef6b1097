import math

import pytest
import torch
from torch import Tensor
from torch.nn.functional import cosine_similarity

from aavae.losses.nt_xent import compute_nt_xent


def compute_naively(first: Tensor, second: Tensor, temperature: float) -> float:
    """Equation 1 of arXiv 2002.05709, a pair at a time."""
    views = [*first, *second]
    count = len(first)
    total = 0.0
    for i, view in enumerate(views):
        terms = [
            math.exp(cosine_similarity(view, other, dim=0).item() / temperature) if k != i else 0.0
            for k, other in enumerate(views)
        ]
        total -= math.log(terms[(i + count) % (2 * count)] / sum(terms))
    return total / len(views)


@pytest.fixture
def views() -> Tensor:
    return torch.randn(2, 5, 7, generator=torch.Generator().manual_seed(0))


@pytest.mark.parametrize("temperature", [0.1, 0.5, 2.0])
def test_it_equals_a_naive_loop(views: Tensor, temperature: float) -> None:
    first, second = views
    expected = compute_naively(first, second, temperature)
    assert compute_nt_xent(first, second, temperature).item() == pytest.approx(expected, rel=1e-4)


def test_scale_does_not_matter(views: Tensor) -> None:
    first, second = views
    torch.testing.assert_close(
        compute_nt_xent(100 * first, 0.01 * second, 0.5), compute_nt_xent(first, second, 0.5)
    )


def test_swapping_the_views_does_not_matter(views: Tensor) -> None:
    first, second = views
    torch.testing.assert_close(compute_nt_xent(second, first, 0.5), compute_nt_xent(first, second, 0.5))


def test_mixing_up_the_partners_costs_more() -> None:
    views = torch.eye(6)
    aligned, mixed = compute_nt_xent(views, views, 0.1), compute_nt_xent(views, views.roll(1, 0), 0.1)
    assert aligned < 0.01 < mixed


def test_equal_projections_cost_the_logarithm_of_the_choices() -> None:
    views = torch.ones(4, 3)
    assert compute_nt_xent(views, views, 0.5).item() == pytest.approx(math.log(7))


@pytest.mark.parametrize("temperature", [0.0, -0.5, float("nan")])
def test_a_temperature_that_is_not_positive_is_refused(views: Tensor, temperature: float) -> None:
    first, second = views
    with pytest.raises(ValueError, match="temperature: expected a positive number"):
        compute_nt_xent(first, second, temperature)
