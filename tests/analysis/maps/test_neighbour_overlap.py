import numpy as np
import pytest

from aavae.analysis.maps.neighbour_overlap import compute_neighbour_overlap
from aavae.errors import UserError


def draw_lists(n: int, k: int, seed: int) -> np.ndarray:
    """k different others of each of n points, at random."""
    generator = np.random.default_rng(seed)
    return np.array([generator.choice(np.delete(np.arange(n), row), k, replace=False) for row in range(n)])


@pytest.mark.parametrize("k", [1, 5, 15])
@pytest.mark.parametrize("seed", [0, 1])
def test_it_is_the_part_that_sets_share(k: int, seed: int) -> None:
    first, second = draw_lists(40, k, seed), draw_lists(40, k, seed + 7)
    overlap = compute_neighbour_overlap(first, second)
    expected = [len(set(a) & set(b)) / k for a, b in zip(first.tolist(), second.tolist(), strict=True)]
    np.testing.assert_allclose(overlap, expected, rtol=1e-6)
    assert overlap.dtype == np.float32
    np.testing.assert_array_equal(overlap, compute_neighbour_overlap(second, first))


def test_the_order_within_a_list_does_not_matter() -> None:
    lists = draw_lists(30, 8, 0)
    assert (compute_neighbour_overlap(lists, lists[:, ::-1]) == 1).all()


def test_lists_without_a_common_neighbour_share_nothing() -> None:
    assert (compute_neighbour_overlap(np.array([[1, 2], [0, 2]]), np.array([[3, 4], [3, 4]])) == 0).all()


def test_lists_at_random_share_what_chance_lets_them() -> None:
    n, k = 300, 15
    overlap = compute_neighbour_overlap(draw_lists(n, k, 0), draw_lists(n, k, 1))
    assert overlap.mean() == pytest.approx(k / (n - 1), rel=0.15)


@pytest.mark.parametrize(
    ("first", "second"), [((4, 3), (5, 3)), ((4, 3), (4, 2)), ((4, 0), (4, 0)), ((4,), (4,))]
)
def test_lists_that_cannot_be_compared_are_refused(first: tuple, second: tuple) -> None:
    with pytest.raises(UserError, match="same images"):
        compute_neighbour_overlap(np.zeros(first, int), np.zeros(second, int))
