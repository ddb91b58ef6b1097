import numpy as np
import pytest

from aavae.analysis.similarity.uniformity import compute_uniformity
from aavae.errors import UserError


def draw_views(n: int = 60, d: int = 5, noise: float = 0.3) -> tuple[np.ndarray, np.ndarray]:
    generator = np.random.default_rng(0)
    images = generator.normal(size=(n, d)) + 0.5
    return images, images + generator.normal(scale=noise, size=(n, d))


def test_numbers_are_those_of_naive_loops() -> None:
    views = draw_views()
    found = compute_uniformity(*views, num_resamples=50)
    units = [[row / np.sqrt(row @ row) for row in view] for view in views]
    aligned = [np.sum((a - b) ** 2) for a, b in zip(*units, strict=True)]
    assert found.alignment[0] == pytest.approx(np.mean(aligned), rel=1e-5)
    logs = []
    for unit in units:
        potentials = [
            np.exp(-2 * np.sum((a - b) ** 2))
            for i, a in enumerate(unit)
            for j, b in enumerate(unit)
            if i != j
        ]
        logs.append(np.log(np.mean(potentials)))
    assert found.uniformity[0] == pytest.approx(np.mean(logs), rel=1e-5)


def test_one_point_is_aligned_but_not_uniform() -> None:
    ones = np.ones((10, 3), np.float32)
    found = compute_uniformity(ones, 5 * ones, num_resamples=10)
    np.testing.assert_allclose(found.alignment, 0, atol=1e-10)
    np.testing.assert_allclose(found.uniformity, 0, atol=1e-5)


def test_evenly_spread_vectors_of_many_dimensions_are_near_minus_four() -> None:
    spread = np.random.default_rng(0).normal(size=(500, 2_000))
    assert compute_uniformity(spread, spread, num_resamples=10).uniformity[0] == pytest.approx(-4, abs=0.02)


def test_intervals_hold_the_value_and_shrink_with_more_images() -> None:
    few, many = (compute_uniformity(*draw_views(n), num_resamples=300) for n in (50, 800))
    for small, large in zip(few, many, strict=True):
        assert small[1] < small[0] < small[2]
        assert large[2] - large[1] < 0.5 * (small[2] - small[1])


def test_wrong_input_is_a_sentence() -> None:
    first, second = draw_views()
    with pytest.raises(UserError, match="same shape"):
        compute_uniformity(first, second[1:])
    with pytest.raises(UserError, match="at least 2"):
        compute_uniformity(first[:1], second[:1])
