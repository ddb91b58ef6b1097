import numpy as np
import pytest
import torch
from sklearn.metrics.pairwise import cosine_similarity

from aavae.analysis.neighbours import BLOCK, compute_graph, compute_neighbours, search
from aavae.errors import UserError


def draw_features(n: int, seed: int = 0, d: int = 12) -> np.ndarray:
    """Gaussian features with an offset: similarities of every size, most of them positive."""
    return np.random.default_rng(seed).normal(1, 2, (n, d)).astype(np.float32)


def test_neighbours_are_those_of_a_full_sort() -> None:
    train, queries = draw_features(900), draw_features(2 * BLOCK + 3, seed=1)
    found = compute_neighbours(train, queries, 10)
    similarities = cosine_similarity(queries.astype(np.float64), train.astype(np.float64))
    expected = np.argsort(-similarities, axis=1)[:, :10]
    np.testing.assert_allclose(found.similarities, np.take_along_axis(similarities, expected, 1), atol=1e-6)
    assert (found.indices == expected).mean() > 0.98
    assert (np.diff(found.similarities, axis=1) <= 0).all()


def test_each_point_is_its_own_nearest_neighbour_and_similarities_stay_within_1() -> None:
    train = draw_features(2000)
    found = compute_neighbours(train, train, 2)
    np.testing.assert_allclose(found.similarities[:, 0], 1, atol=1e-6)
    assert found.similarities.max() <= 1
    assert (found.indices[:, 0] == np.arange(2000)).mean() > 0.95


def test_a_zero_row_is_similar_to_nothing_and_breaks_nothing() -> None:
    train = np.array([[1.0, 0], [0, 0], [-1, 0]])
    found = compute_neighbours(train, np.array([[0.0, 0], [2, 0]]), 3)
    np.testing.assert_array_equal(found.similarities, [[0, 0, 0], [1, 0, -1]])
    np.testing.assert_array_equal(found.indices[1], [0, 1, 2])


@pytest.mark.parametrize("k", [0, 31])
def test_a_number_of_neighbours_that_do_not_exist_is_refused(k: int) -> None:
    train = draw_features(30)
    with pytest.raises(UserError, match="expected 1 to 30 neighbours"):
        compute_neighbours(train, train, k)


def sort_others(features: np.ndarray, k: int) -> tuple[np.ndarray, np.ndarray]:
    """The k most similar other rows by a full sort in double precision."""
    similarities = cosine_similarity(features.astype(np.float64))
    np.fill_diagonal(similarities, -np.inf)
    indices = np.argsort(-similarities, axis=1, kind="stable")[:, :k]
    return indices, np.take_along_axis(similarities, indices, 1)


@pytest.mark.parametrize(
    ("n", "k"), [(2, 1), (3, 2), (40, 1), (40, 39), (333, 7), (BLOCK + 70, 15), (2 * BLOCK + 31, 50)]
)
def test_the_graph_is_that_of_a_full_sort(n: int, k: int) -> None:
    features = draw_features(n)
    graph = compute_graph(features, k)
    indices, similarities = sort_others(features, k)
    assert graph.indices.shape == graph.similarities.shape == (n, k)
    assert (graph.indices.dtype, graph.similarities.dtype) == (np.int64, np.float32)
    np.testing.assert_allclose(graph.similarities, similarities, atol=1e-6)
    assert (graph.indices == indices).mean() > 0.99
    assert (np.diff(graph.similarities, axis=1) <= 0).all()


@pytest.mark.parametrize("seed", range(4))
def test_no_row_is_its_own_neighbour_and_none_comes_twice_among_copies(seed: int) -> None:
    generator = np.random.default_rng(seed)
    # Each row about 40 times, zeros among them.
    features = np.concatenate([draw_features(30, seed), np.zeros((1, 12))])[generator.integers(0, 31, 1200)]
    graph = compute_graph(features, 20)
    assert (graph.indices != np.arange(1200)[:, None]).all()
    assert all(len(set(row)) == 20 for row in graph.indices)
    copies = (features[graph.indices] == features[:, None]).all(2)
    assert copies[features.any(1)].all()


def test_all_others_are_the_neighbours_when_as_many_are_asked_for() -> None:
    graph = compute_graph(draw_features(50), 49)
    np.testing.assert_array_equal(
        np.sort(np.column_stack([np.arange(50), graph.indices])), np.tile(np.arange(50), (50, 1))
    )


def test_a_smaller_graph_is_the_beginning_of_a_larger_one() -> None:
    features = draw_features(1500)
    large, small = compute_graph(features, 50), compute_graph(features, 15)
    np.testing.assert_array_equal(large.indices[:, :15], small.indices)
    np.testing.assert_array_equal(large.similarities[:, :15], small.similarities)


def test_a_graph_repeats() -> None:
    features = np.repeat(draw_features(300), 4, axis=0)
    np.testing.assert_array_equal(compute_graph(features, 9).indices, compute_graph(features, 9).indices)


@pytest.mark.parametrize("n", [31, 32, 100, 1000, 2000])
@pytest.mark.parametrize("k", [1, 15, 31])
def test_a_search_finds_what_a_sort_of_all_similarities_finds(n: int, k: int) -> None:
    # Few different values: ties at every rank, also between groups.
    bank = torch.from_numpy(np.random.default_rng(n).integers(-1, 2, (n, 3)).astype(np.float32))
    similarities, indices = search(bank, bank[:20], k)
    directions = torch.nn.functional.normalize(bank)
    every = directions[:20] @ directions.T
    torch.testing.assert_close(similarities, every.sort(descending=True).values[:, :k])
    torch.testing.assert_close(every.gather(1, indices), similarities)
    assert all(len(set(row)) == k for row in indices.tolist())


@pytest.mark.parametrize("k", [0, 30, 31])
def test_a_graph_of_more_neighbours_than_others_is_refused(k: int) -> None:
    with pytest.raises(UserError, match="expected 1 to 29 neighbours"):
        compute_graph(draw_features(30), k)


def test_features_that_make_no_graph_are_refused() -> None:
    features = draw_features(30)
    features[3, 4] = np.nan
    with pytest.raises(UserError, match="NaN or infinite"):
        compute_graph(features, 5)
    with pytest.raises(UserError, match="non-empty"):
        compute_graph(features[0], 5)
    with pytest.raises(UserError, match="same model"):
        compute_neighbours(draw_features(9), draw_features(9, d=3), 5)
