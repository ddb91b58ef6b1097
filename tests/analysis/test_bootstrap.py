import numpy as np
import pytest
from scipy.stats import bootstrap

from aavae.analysis.bootstrap import draw_resamples, estimate_mean, take_interval
from aavae.errors import UserError


def test_resamples_hold_as_many_images_and_replay() -> None:
    resamples = draw_resamples(50, seed=3)
    assert resamples.shape == (1_000, 50)
    assert (resamples.sum(1) == 50).all()
    np.testing.assert_array_equal(resamples, draw_resamples(50, seed=3))
    assert not np.array_equal(resamples, draw_resamples(50, seed=4))
    # An image is missing from a resample with probability (1 - 1/N)^N.
    assert (resamples == 0).mean() == pytest.approx(0.98**50, abs=0.01)


def test_the_interval_is_scipys() -> None:
    values = np.random.default_rng(0).gamma(2, 0.1, 300)
    ours = estimate_mean(values)
    theirs = bootstrap(
        (values,), np.mean, method="percentile", rng=np.random.default_rng(1)
    ).confidence_interval
    width = theirs.high - theirs.low
    assert ours.value == pytest.approx(values.mean())
    assert ours.low == pytest.approx(theirs.low, abs=0.1 * width)
    assert ours.high == pytest.approx(theirs.high, abs=0.1 * width)


def test_values_that_hardly_differ_keep_their_interval() -> None:
    estimate = estimate_mean(1_000 + np.random.default_rng(0).normal(0, 1e-4, 100))
    assert 0 < estimate.high - estimate.low < 1e-4


def test_paired_differences_are_narrower_than_their_parts() -> None:
    rng = np.random.default_rng(0)
    first = rng.normal(0, 1, 200)
    second = first + rng.normal(0.1, 0.05, 200)
    paired = estimate_mean(second - first)
    assert 0 < paired.low < 0.1 < paired.high
    assert paired.high - paired.low < 0.2 * (estimate_mean(first).high - estimate_mean(first).low)


def test_intervals_of_several_figures_at_once() -> None:
    replicates = np.random.default_rng(0).random((1_000, 4))
    low, high = take_interval(replicates)
    np.testing.assert_allclose(low, 0.025, atol=0.02)
    np.testing.assert_allclose(high, 0.975, atol=0.02)


def test_wrong_input_is_refused() -> None:
    with pytest.raises(UserError, match="at least 2 images"):
        estimate_mean(np.ones(1))
    with pytest.raises(UserError, match="NaN or infinite"):
        estimate_mean(np.array([1.0, np.nan]))
