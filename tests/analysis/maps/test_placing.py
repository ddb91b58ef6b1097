import numpy as np
import pytest
from sklearn.metrics.pairwise import cosine_distances
from sklearn.neighbors import KNeighborsRegressor

from aavae.analysis.maps.placing import place
from aavae.analysis.maps.projection import compute_pca, standardise_points
from aavae.errors import UserError


def draw_map(n: int = 300, seed: int = 0, d: int = 9) -> tuple[np.ndarray, np.ndarray]:
    """Standardised points and their places on a map."""
    points = np.random.default_rng(seed).normal(size=(n, d)).astype(np.float32)
    return standardise_points(points).numpy(), compute_pca(points)


@pytest.mark.parametrize("k", [1, 5, 15])
def test_places_are_those_of_scikit_learns_regression_with_the_same_weights(k: int) -> None:
    features, coordinates = draw_map()
    queries = np.random.default_rng(1).normal(size=(40, 9))
    model = KNeighborsRegressor(k, weights="distance", metric="cosine", algorithm="brute")
    expected = model.fit(features.astype(np.float64), coordinates).predict(queries)
    placed = place(queries, features, coordinates, k)
    assert placed.dtype == np.float32
    np.testing.assert_allclose(placed, expected, atol=1e-4)


@pytest.mark.parametrize("seed", range(3))
def test_a_point_of_the_map_is_placed_where_it_is(seed: int) -> None:
    features, coordinates = draw_map(seed=seed)
    # Also where its neighbours lie at the other end of the map.
    shuffled = np.random.default_rng(seed).permutation(coordinates)
    extent = np.linalg.norm(np.ptp(shuffled, axis=0))
    assert np.abs(place(features, features, shuffled) - shuffled).max() < 1e-3 * extent


def test_a_point_close_to_one_of_the_map_lies_close_to_it() -> None:
    features, coordinates = draw_map()
    nudged = features + 0.02 * np.random.default_rng(2).normal(size=features.shape)
    assert (cosine_distances(nudged, features).argmin(1) == np.arange(300)).all()
    extent = np.linalg.norm(np.ptp(coordinates, axis=0))
    assert np.abs(place(nudged, features, coordinates) - coordinates).max() < 0.02 * extent


def test_places_lie_within_the_map() -> None:
    features, coordinates = draw_map()
    placed = place(100 * np.random.default_rng(3).normal(size=(50, 9)), features, coordinates)
    assert (placed >= coordinates.min(0)).all() and (placed <= coordinates.max(0)).all()


def test_a_small_map_and_a_query_without_direction_have_places() -> None:
    features, coordinates = draw_map(4)
    placed = place(np.zeros((2, 9)), features, coordinates)
    np.testing.assert_allclose(placed, np.tile(coordinates.mean(0), (2, 1)), atol=1e-5)


def test_wrong_input_is_refused() -> None:
    features, coordinates = draw_map(30)
    with pytest.raises(UserError, match="give the map of these points"):
        place(features, features, coordinates[1:])
    with pytest.raises(UserError, match="same model"):
        place(features[:, 1:], features, coordinates)
    with pytest.raises(UserError, match="k: expected 1"):
        place(features, features, coordinates, 0)
