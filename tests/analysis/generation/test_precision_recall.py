import numpy as np
import pytest
from sklearn.neighbors import NearestNeighbors

from aavae.analysis.generation.precision_recall import compute_precision_recall
from aavae.errors import UserError


def draw_features(num: int, seed: int, num_features: int = 5) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=(num, num_features)).astype(np.float32)


def cover_by_definition(covering: np.ndarray, queries: np.ndarray, k: int) -> float:
    """Part of the queries within the distance of the k-th other neighbour of any covering row."""
    distances, _ = NearestNeighbors(n_neighbors=k + 1).fit(covering).kneighbors(covering)
    return float(
        np.mean([(np.linalg.norm(covering - query, axis=1) <= distances[:, -1]).any() for query in queries])
    )


@pytest.mark.parametrize("k", [1, 3])
def test_both_are_the_definition_with_scikit_learns_neighbours(k: int) -> None:
    # More rows than are compared at a time.
    real, generated = draw_features(1_100, 0), 1.5 * draw_features(400, 1) + 0.3
    found = compute_precision_recall(real, generated, k)
    assert found.precision == pytest.approx(cover_by_definition(real, generated, k), abs=2 / 400)
    assert found.recall == pytest.approx(cover_by_definition(generated, real, k), abs=2 / 1_100)
    assert found.precision_interval[0] < found.precision < found.precision_interval[1]
    assert found.recall_interval[0] < found.recall < found.recall_interval[1]


def test_the_same_images_are_covered_wholly_even_where_they_coincide() -> None:
    real = np.repeat(draw_features(30, 0), 5, 0)
    assert compute_precision_recall(real, real)[::2] == (1, 1)


def test_samples_of_one_kind_are_precise_and_recall_little_and_far_ones_neither() -> None:
    real = np.concatenate([draw_features(200, 0), draw_features(200, 1) + 100])
    one_kind = compute_precision_recall(real, draw_features(400, 2))
    assert one_kind.precision > 0.9
    assert one_kind.recall == pytest.approx(0.5, abs=0.05)
    far = compute_precision_recall(real, draw_features(400, 3) + 1_000)
    assert (far.precision, far.recall) == (0, 0)


def test_swapping_the_sets_swaps_the_numbers() -> None:
    real, generated = draw_features(150, 0), 2 * draw_features(150, 1)
    there, back = compute_precision_recall(real, generated), compute_precision_recall(generated, real)
    assert (there.precision, there.recall) == (back.recall, back.precision)


def test_wrong_input_is_refused() -> None:
    features = draw_features(10, 0)
    for k in (0, 10):
        with pytest.raises(UserError, match="1 to 9 neighbours"):
            compute_precision_recall(features, features, k)
    with pytest.raises(UserError, match="columns"):
        compute_precision_recall(features, features[:, :3])
    with pytest.raises(UserError, match="NaN"):
        compute_precision_recall(features, features * np.nan)
