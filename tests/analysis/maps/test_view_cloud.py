import itertools

import numpy as np
import pytest

from aavae.analysis.maps.placing import place
from aavae.analysis.maps.view_cloud import compute_view_cloud
from aavae.errors import UserError


def draw_rows(n: int, seed: int) -> np.ndarray:
    return np.random.default_rng(seed).normal(0, 1, (n, 6)).astype(np.float32)


def measure(first: np.ndarray, second: np.ndarray) -> float:
    """Cosine distance."""
    first, second = first.astype(np.float64), second.astype(np.float64)
    return 1 - float(first @ second / np.sqrt((first @ first) * (second @ second)))


def are_others(num_points: int, own: int | None) -> np.ndarray:
    return np.array([row != own for row in range(num_points)])


@pytest.mark.parametrize("own", [4, None])
def test_it_is_what_loops_over_all_pairs_find(own: int | None) -> None:
    points, coordinates = draw_rows(30, 0), np.random.default_rng(1).normal(size=(30, 2))
    image = draw_rows(1, 2)[0] if own is None else points[own]
    # Strong enough that only some of the views find their image.
    views = image + 0.8 * draw_rows(12, 3)
    cloud = compute_view_cloud(views, image, points, coordinates, are_others(30, own))
    others = [point for row, point in enumerate(points) if row != own]
    spread = np.mean([measure(a, b) for a, b in itertools.combinations(views, 2)])
    distance = np.mean([measure(view, other) for view in views for other in others])
    found = [measure(view, image) < min(measure(view, other) for other in others) for view in views]
    assert cloud.spread == pytest.approx(spread, rel=1e-5)
    assert cloud.distance == pytest.approx(distance, rel=1e-5)
    assert cloud.ratio == pytest.approx(spread / distance, rel=1e-5)
    assert cloud.num_found == sum(found)
    assert 0 < cloud.num_found < 12
    np.testing.assert_array_equal(cloud.coordinates, place(views, points, coordinates))


def test_views_that_are_the_image_spread_nowhere_and_all_find_it() -> None:
    points, coordinates = draw_rows(20, 0), np.random.default_rng(1).normal(size=(20, 2))
    cloud = compute_view_cloud(points[[7] * 5], points[7], points, coordinates, are_others(20, 7))
    assert (cloud.spread, cloud.ratio) == pytest.approx((0, 0), abs=1e-6)
    assert cloud.num_found == 5
    np.testing.assert_allclose(cloud.coordinates, np.repeat(coordinates[7:8], 5, 0), atol=1e-3)


def test_where_all_images_are_alike_views_are_as_far_apart_as_any() -> None:
    alike = np.tile(np.array([2, 0, 0, 0], np.float32), (9, 1))
    cloud = compute_view_cloud(alike[:3], alike[0], alike, np.zeros((9, 2)), are_others(9, 0))
    assert (cloud.spread, cloud.distance, cloud.ratio, cloud.num_found) == (0, 0, 1, 0)


def test_wrong_input_is_refused() -> None:
    points, coordinates, others = draw_rows(20, 0), np.zeros((20, 2)), are_others(20, 7)
    with pytest.raises(UserError, match="at least 2 views"):
        compute_view_cloud(points[:1], points[7], points, coordinates, others)
    for wrong in (others[:9], np.zeros(20, bool)):
        with pytest.raises(UserError, match="which points are other images"):
            compute_view_cloud(points[:3], points[7], points, coordinates, wrong)
    with pytest.raises(UserError, match="no row like its views"):
        compute_view_cloud(points[:3], points[7, :4], points, coordinates, others)
    with pytest.raises(UserError, match="give the map of these points"):
        compute_view_cloud(points[:3], points[7], points, coordinates[:9], others)
    with pytest.raises(UserError, match="NaN"):
        compute_view_cloud(points[:3], points[7] * np.nan, points, coordinates, others)
