import pytest

from aavae.analysis.difference import newcombe_interval
from aavae.analysis.intervals import wilson_interval


def test_newcombes_own_example() -> None:
    """Newcombe (1998), table II, row a: 56/70 against 48/80, method 10 gives 0.0524 to 0.3339."""
    interval = newcombe_interval(56 / 70, wilson_interval(56, 70), 48 / 80, wilson_interval(48, 80))
    assert interval == pytest.approx((0.0524, 0.3339), abs=5e-5)


def test_swapping_the_two_mirrors_the_interval() -> None:
    first, second = (0.6, (0.59, 0.61)), (0.5, (0.48, 0.53))
    low, high = newcombe_interval(*first, *second)
    assert newcombe_interval(*second, *first) == pytest.approx((-high, -low))


def test_the_interval_stays_within_what_a_difference_can_be() -> None:
    all_right, none_right = (1.0, wilson_interval(5, 5)), (0.0, wilson_interval(0, 5))
    low, high = newcombe_interval(*all_right, *none_right)
    assert 0 < low < high <= 1
