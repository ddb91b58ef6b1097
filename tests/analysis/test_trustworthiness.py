import numpy as np
import pytest
from sklearn.manifold import trustworthiness
from sklearn.preprocessing import StandardScaler

from aavae.analysis.projection import compute_pca
from aavae.analysis.trustworthiness import MAX_QUERIES, compute_trustworthiness
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


def test_equal_points_have_a_trustworthiness() -> None:
    assert 0 <= compute_trustworthiness(np.ones((50, 3)), np.zeros((50, 2))) <= 1


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
