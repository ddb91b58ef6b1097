import itertools
import math

import numpy as np
import pytest
from sklearn.manifold import trustworthiness
from sklearn.preprocessing import StandardScaler

from aavae.analysis.maps.projection import compute_pca, standardise_points
from aavae.analysis.maps.trustworthiness import MAX_QUERIES, compute_trustworthiness
from aavae.errors import UserError


def draw(n: int, seed: int = 0, d: int = 8) -> tuple[np.ndarray, np.ndarray]:
    """Features whose first two columns are, but for noise, the map."""
    generator = np.random.default_rng(seed)
    features = generator.normal(2, 3, (n, d)).astype(np.float32)
    return features, (features[:, :2] + generator.normal(size=(n, 2))).astype(np.float32)


@pytest.mark.parametrize(("n", "k"), [(40, 5), (40, 19), (300, 15), (MAX_QUERIES, 15)])
@pytest.mark.parametrize("seed", [0, 1])
def test_it_is_scikit_learns(n: int, k: int, seed: int) -> None:
    features, coordinates = draw(n, seed)
    standardised = StandardScaler().fit_transform(features.astype(np.float64))
    expected = trustworthiness(standardised, coordinates, n_neighbors=k, metric="cosine")
    assert compute_trustworthiness(features, coordinates, k) == pytest.approx(expected, abs=1e-5)


def test_a_sample_of_many_points_estimates_it() -> None:
    features, coordinates = draw(2 * MAX_QUERIES)
    standardised = StandardScaler().fit_transform(features.astype(np.float64))
    expected = trustworthiness(standardised, coordinates, n_neighbors=15, metric="cosine")
    assert compute_trustworthiness(features, coordinates) == pytest.approx(expected, abs=0.005)


def test_a_faithful_map_has_1_and_a_map_at_random_about_a_half() -> None:
    angles = np.random.default_rng(0).uniform(0, 2 * np.pi, 500)
    circle = np.column_stack([np.cos(angles), np.sin(angles)])
    assert compute_trustworthiness(circle, compute_pca(circle)) == pytest.approx(1, abs=1e-3)
    chance = compute_trustworthiness(circle, np.random.default_rng(1).normal(size=(500, 2)))
    assert chance == pytest.approx(0.5, abs=0.05)


def test_size_turn_and_place_of_a_map_do_not_matter() -> None:
    features, coordinates = draw(400)
    turned = 7 * coordinates @ np.array([[0, 1], [-1, 0]]) + 100
    assert compute_trustworthiness(features, turned) == compute_trustworthiness(features, coordinates)


@pytest.mark.parametrize("n", [3, 4, 10, 31])
def test_few_points_have_a_trustworthiness(n: int) -> None:
    assert 0 <= compute_trustworthiness(*draw(n)) <= 1


def _list_ranks(similarities: dict[int, float], chosen: set[int]) -> dict[int, int]:
    """The rank of each other point in the space, those that were chosen first among equals."""
    order = sorted(similarities, key=lambda other: (-similarities[other], other not in chosen))
    return {other: rank for rank, other in enumerate(order, 1)}


def compute_naively(features: np.ndarray, coordinates: np.ndarray, k: int) -> float:
    """Over all maps: every way to choose k others is tried for the worst one."""
    space = StandardScaler().fit_transform(features.astype(np.float64))
    cost = worst = 0
    for point, row in enumerate(space):
        others = [other for other in range(len(space)) if other != point]
        similarities = {
            other: 2.0 if (space[other] == row).all() else _compute_cosine(row, space[other])
            for other in others
        }
        distances = np.linalg.norm(coordinates - coordinates[point], axis=1)
        nearest = sorted(others, key=lambda other: distances[other])[:k]
        costs = {
            choice: sum(max(0, _list_ranks(similarities, set(choice))[other] - k) for other in choice)
            for choice in itertools.combinations(others, k)
        }
        cost += costs[tuple(sorted(nearest))]
        worst += max(costs.values())
    return 1 - cost / worst if worst else math.nan


def _compute_cosine(first: np.ndarray, second: np.ndarray) -> float:
    length = np.linalg.norm(first) * np.linalg.norm(second)
    # Rounded, so that what is equal but for rounding is a tie.
    return round(float(first @ second / length), 9) if length > 0 else 0.0


@pytest.mark.parametrize("k", [1, 2, 3])
@pytest.mark.parametrize(
    "copies",
    [[1] * 9, [2] * 4, [3, 3, 3], [5, 4], [8, 1], [7, 1, 1], [4, 1, 1, 1, 1], [9]],
)
def test_ties_cost_what_a_naive_search_over_all_maps_finds(copies: list[int], k: int) -> None:
    for seed in range(3):
        different, _ = draw(len(copies), seed, d=3)
        features = different.repeat(copies, axis=0)
        coordinates = np.random.default_rng(seed).normal(size=(len(features), 2)).astype(np.float32)
        found = compute_trustworthiness(features, coordinates, k)
        expected = compute_naively(features, coordinates, min(k, (len(features) - 1) // 2))
        assert found == pytest.approx(expected, nan_ok=True)


@pytest.mark.parametrize("copies", [1, 2, 10, 40])
def test_a_space_is_trusted_as_its_own_map_however_often_every_point_stands(copies: int) -> None:
    angles = np.random.default_rng(0).uniform(0, 2 * np.pi, 80 // copies)
    circle = np.column_stack([np.cos(angles), np.sin(angles)]).repeat(copies, axis=0)
    places = standardise_points(circle).numpy()
    places /= np.linalg.norm(places, axis=1, keepdims=True)
    assert compute_trustworthiness(circle, places) == pytest.approx(1, abs=1e-3)


def test_half_collapsed_points_are_judged_by_the_others() -> None:
    features, _ = draw(400)
    features[::2] = features[0]
    features[1::2, 2:] = 0
    good = compute_trustworthiness(features, features[:, :2])
    chance = compute_trustworthiness(features, np.random.default_rng(1).normal(size=(400, 2)))
    assert good > 0.85
    assert chance < good - 0.25


@pytest.mark.parametrize("value", [0.0, 1.0, -3e5])
def test_of_equal_points_there_is_nothing_to_trust(value: float) -> None:
    places = np.random.default_rng(0).normal(size=(50, 2))
    assert math.isnan(compute_trustworthiness(np.full((50, 3), value), places))
    assert math.isnan(compute_trustworthiness(np.full((50, 3), value), np.zeros((50, 2))))


def test_copies_are_equal_in_every_column_of_a_product() -> None:
    # Many and wide, where blocks of a matrix product end unevenly.
    generator = np.random.default_rng(0)
    features = generator.normal(size=(7, 515)).repeat(101, axis=0).astype(np.float32)
    order = generator.permutation(len(features))
    places = np.arange(7).repeat(101)[:, None] * np.ones(2) + generator.normal(0, 1e-3, (707, 2))
    assert compute_trustworthiness(features[order], places[order].astype(np.float32)) == 1


def test_wrong_input_is_refused() -> None:
    features, coordinates = draw(30)
    with pytest.raises(UserError, match="30 representations, but coordinates of 29"):
        compute_trustworthiness(features, coordinates[1:])
    with pytest.raises(UserError, match="at least 1 neighbour"):
        compute_trustworthiness(features, coordinates, 0)
    with pytest.raises(UserError, match="at least 3 images"):
        compute_trustworthiness(features[:2], coordinates[:2])
    coordinates[4, 1] = np.nan
    with pytest.raises(UserError, match="Coordinates: some values are NaN"):
        compute_trustworthiness(features, coordinates)
