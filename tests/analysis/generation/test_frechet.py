import numpy as np
import pytest
from scipy.linalg import sqrtm

from aavae.analysis.generation.frechet import compute_frechet
from aavae.errors import UserError


def draw_features(num: int, seed: int, num_features: int = 6) -> np.ndarray:
    rng = np.random.default_rng(seed)
    mixing = np.random.default_rng(100 + seed // 10).normal(size=(num_features, num_features))
    return (rng.normal(size=(num, num_features)) @ mixing + 50).astype(np.float32)


def compute_by_definition(first: np.ndarray, second: np.ndarray) -> float:
    first, second = first.astype(np.float64), second.astype(np.float64)
    covariances = np.cov(first.T), np.cov(second.T)
    root = np.real(sqrtm(covariances[0] @ covariances[1]))
    return np.sum((first.mean(0) - second.mean(0)) ** 2) + np.trace(
        covariances[0] + covariances[1] - 2 * root
    )


def test_it_is_the_formula_with_scipys_matrix_root() -> None:
    first, second = draw_features(300, 0), draw_features(210, 10)
    assert compute_frechet(first, second).distance == pytest.approx(
        compute_by_definition(first, second), rel=1e-5
    )


def test_it_is_symmetric_and_0_for_the_same_images() -> None:
    first, second = draw_features(300, 0), draw_features(200, 10)
    there, back = compute_frechet(first, second), compute_frechet(second, first)
    assert there.distance == pytest.approx(back.distance, rel=1e-9)
    assert there.interval == pytest.approx(back.interval, rel=1e-6)
    assert compute_frechet(first, first).distance == pytest.approx(0, abs=1e-6)


def test_a_shift_counts_squared_and_a_scale_by_its_difference() -> None:
    features = draw_features(400, 0)
    assert compute_frechet(features, features + 3).distance == pytest.approx(6 * 9, rel=1e-4)
    centred = features - features.mean(0)
    variance = np.trace(np.cov(centred.T))
    assert compute_frechet(centred, 3 * centred).distance == pytest.approx(4 * variance, rel=1e-4)


def test_features_that_repeat_each_other_and_fewer_images_than_features_upset_nothing() -> None:
    first, second = (np.tile(draw_features(30, seed, 20), 3) for seed in (0, 10))
    found = compute_frechet(first, second)
    assert found.distance == pytest.approx(compute_by_definition(first, second), rel=1e-3)
    assert 0 <= found.interval[0] < found.distance < found.interval[1]


def test_the_interval_covers_the_distance_of_many_images_about_as_often_as_it_says() -> None:
    # Far apart, so that the bias of few images is small beside the interval.
    shift = np.arange(6)
    truth = compute_frechet(draw_features(100_000, 0), draw_features(100_000, 1) + shift).distance
    intervals = [
        compute_frechet(draw_features(400, seed), draw_features(400, seed + 1) + shift).interval
        for seed in (0, 2, 4, 6, 8)
    ]
    assert sum(low <= truth <= high for low, high in intervals) >= 4
    assert all(high - low < truth for low, high in intervals)


def test_wrong_input_is_refused() -> None:
    features = draw_features(40, 0)
    with pytest.raises(UserError, match="at least 20 images"):
        compute_frechet(features, features[:19])
    with pytest.raises(UserError, match="6 and 5 features"):
        compute_frechet(features, features[:, :5])
    with pytest.raises(UserError, match="NaN"):
        compute_frechet(features, features * np.nan)
    with pytest.raises(UserError, match="non-empty"):
        compute_frechet(features[0], features)
