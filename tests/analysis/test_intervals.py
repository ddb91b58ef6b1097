import math

import pytest
from scipy.stats import binomtest

from aavae.analysis.intervals import wilson_interval


@pytest.mark.parametrize(("correct", "total"), [(0, 10), (1, 10), (5, 10), (10, 10), (5812, 10_000)])
def test_the_interval_solves_wilsons_equation(correct: int, total: int) -> None:
    # Its ends are the proportions p for which the observed one is exactly 1.96 standard errors of p away.
    observed = correct / total
    low, high = wilson_interval(correct, total)
    for end in {low, high} - {0.0, 1.0}:
        error = math.sqrt(end * (1 - end) / total)
        assert abs(observed - end) / error == pytest.approx(1.959964, rel=1e-5)
    assert 0 <= low <= observed <= high <= 1
    assert low < high


@pytest.mark.parametrize(("correct", "total"), [(0, 1), (1, 1), (1, 3), (50, 10_000), (5135, 10_000)])
def test_the_interval_is_scipys(correct: int, total: int) -> None:
    theirs = binomtest(correct, total).proportion_ci(confidence_level=0.95, method="wilson")
    assert wilson_interval(correct, total) == pytest.approx((theirs.low, theirs.high), rel=1e-12, abs=0)


def test_the_ends_are_0_and_1_where_nothing_or_everything_is_right() -> None:
    assert wilson_interval(0, 20)[0] == 0
    assert wilson_interval(20, 20)[1] == 1


def test_more_images_narrow_it() -> None:
    few, many = wilson_interval(60, 100), wilson_interval(6000, 10_000)
    assert (few[1] - few[0]) / (many[1] - many[0]) == pytest.approx(10, rel=0.03)
