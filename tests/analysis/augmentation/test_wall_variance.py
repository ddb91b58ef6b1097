import numpy as np
import pytest
from scipy.stats import bootstrap

from aavae.analysis.augmentation.wall_variance import (
    WallVariance,
    compare_wall_variances,
    compute_variance,
    compute_variance_ratio,
    compute_wall_variance,
)
from aavae.errors import UserError


def draw_images(n: int, seed: int) -> np.ndarray:
    return np.random.default_rng(seed).random((n, 3, 6, 5), dtype=np.float32)


def draw_wall_variance(n: int, seed: int) -> WallVariance:
    return compute_wall_variance(np.random.default_rng(seed).gamma(2, 0.1, n), 0.5)


def compute_by_definition(images: np.ndarray) -> float:
    """Mean squared distance of each value from the mean of that value over images."""
    total = 0.0
    for channel, row, column in np.ndindex(images.shape[1:]):
        values = [float(image[channel, row, column]) for image in images]
        mean = sum(values) / len(values)
        total += sum((value - mean) ** 2 for value in values) / len(values)
    return total / images[0].size


def test_the_variance_is_that_of_a_naive_loop() -> None:
    images = draw_images(9, 0)
    assert compute_variance(images) == pytest.approx(compute_by_definition(images), rel=1e-6)


def test_differences_between_pixels_are_no_variance() -> None:
    assert compute_variance(np.repeat(draw_images(1, 0), 7, 0)) == pytest.approx(0, abs=1e-12)


def test_the_ratio_is_that_of_two_naive_loops() -> None:
    reconstructions, views = 0.3 * draw_images(8, 0), draw_images(8, 1)
    expected = compute_by_definition(reconstructions) / compute_by_definition(views)
    assert compute_variance_ratio(reconstructions, views) == pytest.approx(expected, rel=1e-6)


def test_the_ratio_is_1_0_and_nan_where_it_must_be() -> None:
    views, still = draw_images(8, 0), np.full((8, 3, 6, 5), 0.5, np.float32)
    assert compute_variance_ratio(views, views) == 1
    assert compute_variance_ratio(still, views) == 0
    assert np.isnan(compute_variance_ratio(views, still))


def test_the_interval_of_the_mean_is_scipys() -> None:
    ratios = np.random.default_rng(0).gamma(2, 0.1, 200)
    found = compute_wall_variance(ratios, 0.25, seed=3)
    assert found.per_image.dtype == np.float32
    np.testing.assert_allclose(found.per_image, ratios, rtol=1e-6)
    theirs = bootstrap((ratios,), np.mean, method="percentile", rng=np.random.default_rng(1))
    low, high = theirs.confidence_interval
    assert found.mean == pytest.approx(ratios.mean(), rel=1e-6)
    assert found.low == pytest.approx(low, abs=0.1 * (high - low))
    assert found.high == pytest.approx(high, abs=0.1 * (high - low))
    assert found.between == 0.25
    assert compute_wall_variance(ratios, 0.25, seed=4).low != found.low


def test_an_image_without_a_ratio_stays_in_its_place_and_out_of_the_mean() -> None:
    found = compute_wall_variance(np.array([0.2, np.nan, 0.4, 0.9]), 1)
    assert np.isnan(found.per_image).tolist() == [False, True, False, False]
    assert found.mean == pytest.approx(0.5)
    assert found[1:4] == compute_wall_variance(np.array([0.2, 0.4, 0.9]), 1)[1:4]


def test_two_models_compare_image_by_image() -> None:
    first = draw_wall_variance(50, 0)
    # Always a tenth below, so that only an interval by pairs is narrow.
    second = compute_wall_variance(first.per_image - 0.1, 0.5)
    difference = compare_wall_variances(first, second)
    assert difference.value == pytest.approx(first.mean - second.mean, abs=1e-6)
    assert difference == pytest.approx((0.1, 0.1, 0.1), abs=1e-6)
    assert compare_wall_variances(first, first) == (0, 0, 0)


def test_an_image_whose_views_are_all_the_same_is_left_out() -> None:
    first, second = draw_wall_variance(12, 0), draw_wall_variance(12, 1)
    first.per_image[3] = np.nan
    assert np.isfinite(compare_wall_variances(first, first)).all()
    expected = np.delete(first.per_image, 3).mean() - np.delete(second.per_image, 3).mean()
    assert compare_wall_variances(first, second).value == pytest.approx(expected, abs=1e-6)


def test_wrong_input_is_refused() -> None:
    with pytest.raises(UserError, match="one reconstruction"):
        compute_variance_ratio(draw_images(4, 0), draw_images(5, 0))
    with pytest.raises(UserError, match="at least 2 images"):
        compute_wall_variance(np.array([0.2, np.nan]), 1)
    with pytest.raises(UserError, match="same images"):
        compare_wall_variances(draw_wall_variance(2, 0), draw_wall_variance(3, 0))
