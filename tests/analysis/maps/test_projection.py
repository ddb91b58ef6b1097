import os
import subprocess
import sys
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from sklearn.decomposition import PCA
from sklearn.neighbors import KNeighborsClassifier
from sklearn.preprocessing import StandardScaler

from aavae.analysis.maps import projection
from aavae.analysis.maps.projection import LARGE, LARGE_EPOCHS, compute_pca, compute_tsne, standardise_points
from aavae.analysis.neighbours import compute_graph
from aavae.errors import UserError
from aavae.paths import ROOT
from tests.patience import PATIENCE


def draw_clusters(n: int = 120, d: int = 10) -> tuple[np.ndarray, np.ndarray]:
    generator = np.random.default_rng(0)
    labels = np.arange(n) % 4
    centres = generator.normal(scale=4, size=(4, d))
    return (centres[labels] + generator.normal(size=(n, d))).astype(np.float32), labels


def compute_umap(
    features: np.ndarray, n_neighbors: int = 15, min_dist: float = 0.1, seed: int = 0
) -> np.ndarray:
    """UMAP with a graph of as many neighbours as there are, at most 50."""
    graph = compute_graph(standardise_points(features).numpy(), min(50, len(features) - 1))
    return projection.compute_umap(features, graph, n_neighbors, min_dist, seed)


def test_standardised_points_are_scikit_learns() -> None:
    features, _ = draw_clusters()
    np.testing.assert_allclose(
        standardise_points(features), StandardScaler().fit_transform(features.astype(np.float64)), atol=1e-5
    )


def test_pca_is_scikit_learns_up_to_sign() -> None:
    features, _ = draw_clusters()
    ours = compute_pca(features)
    theirs = PCA(2).fit_transform(StandardScaler().fit_transform(features.astype(np.float64)))
    assert ours.dtype == np.float32
    np.testing.assert_allclose(ours, theirs * np.sign((ours * theirs).sum(0)), atol=1e-3)


def test_pca_does_not_depend_on_the_order_of_images() -> None:
    features, _ = draw_clusters()
    np.testing.assert_allclose(compute_pca(features[::-1])[::-1], compute_pca(features), atol=1e-4)


def test_pca_of_one_feature_lies_on_a_line() -> None:
    points = compute_pca(np.arange(6.0)[:, None])
    assert points.shape == (6, 2)
    assert (points[:, 1] == 0).all()
    assert (np.diff(points[:, 0]) > 0).all()


@pytest.mark.slow
def test_umap_keeps_clusters_together_and_repeats_a_seed() -> None:
    features, labels = draw_clusters()
    points = compute_umap(features, seed=1)
    assert points.shape == (120, 2)
    assert points.dtype == np.float32
    model = KNeighborsClassifier(5).fit(points[:60], labels[:60])
    assert model.score(points[60:], labels[60:]) == 1
    np.testing.assert_array_equal(points, compute_umap(features, seed=1))
    assert (points != compute_umap(features, seed=2)).any()


@pytest.mark.slow
def test_the_first_map_of_a_process_is_that_of_the_second() -> None:
    script = (
        "import torch\n"
        "from tests.analysis.maps.test_projection import compute_umap, draw_clusters\n"
        "features, _ = draw_clusters(300, 128)\n"
        "first, second = (compute_umap(features) for _ in range(2))\n"
        "assert (first == second).all()\n"
        "assert torch.get_num_threads() == 1\n"
    )
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "NUMBA_NUM_THREADS": "2"}
    subprocess.run([sys.executable, "-c", script], cwd=ROOT, env=environment, check=True, timeout=PATIENCE)


@pytest.mark.slow
def test_what_umap_takes_seconds_to_compile_is_kept_for_the_next_process() -> None:
    compute_umap(draw_clusters()[0])
    from umap import umap_

    for function in (umap_.smooth_knn_dist, umap_.compute_membership_strengths):
        # Where numba keeps it; None: nowhere.
        assert function.stats.cache_path is not None  # pyright: ignore[reportFunctionMemberAccess]


def test_tsne_keeps_clusters_together_and_repeats_a_seed() -> None:
    features, labels = draw_clusters()
    points = compute_tsne(features, perplexity=10, seed=1)
    assert points.shape == (120, 2)
    assert points.dtype == np.float32
    model = KNeighborsClassifier(5).fit(points[:60], labels[:60])
    assert model.score(points[60:], labels[60:]) == 1
    np.testing.assert_array_equal(points, compute_tsne(features, perplexity=10, seed=1))
    assert (points != compute_tsne(features, perplexity=40, seed=1)).any()


@pytest.mark.slow
def test_umap_is_the_class_of_the_library_given_the_same_neighbours_and_start() -> None:
    features, _ = draw_clusters(400)
    standardised = standardise_points(features).numpy()
    graph = compute_graph(standardised, 14)
    indices = np.column_stack([np.arange(400), graph.indices])
    distances = np.column_stack([np.zeros(400, np.float32), 1 - graph.similarities])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from umap import UMAP

        mapper = UMAP(
            metric="cosine",
            init=compute_pca(features),  # pyright: ignore[reportArgumentType]
            precomputed_knn=(indices, distances),
            force_approximation_algorithm=True,
            random_state=3,
            n_jobs=1,
        )
        expected = mapper.fit_transform(standardised)
    np.testing.assert_array_equal(compute_umap(features, seed=3), expected)


@pytest.mark.parametrize(("n", "num_epochs"), [(400, None), (LARGE + 1, LARGE_EPOCHS)])
def test_only_a_large_map_takes_fewer_epochs_than_umap_chooses(
    n: int, num_epochs: int | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    features, _ = draw_clusters(n, 4)
    compute_umap(features[:20], n_neighbors=5)
    taken = []

    def spy(features: np.ndarray, fuzzy_set: object, **options: Any) -> tuple[np.ndarray, dict]:
        taken.append(options["n_epochs"])
        return np.zeros((len(features), 2)), {}

    monkeypatch.setattr("umap.umap_.simplicial_set_embedding", spy)
    compute_umap(features, n_neighbors=5)
    assert taken == [num_epochs]


def test_a_graph_serves_every_smaller_neighbourhood() -> None:
    features, _ = draw_clusters()
    standardised = standardise_points(features).numpy()
    large, small = compute_graph(standardised, 40), compute_graph(standardised, 9)
    np.testing.assert_array_equal(
        projection.compute_umap(features, large, 10), projection.compute_umap(features, small, 10)
    )


def test_a_graph_of_too_few_neighbours_or_of_other_points_is_refused() -> None:
    features, _ = draw_clusters()
    graph = compute_graph(standardise_points(features).numpy(), 13)
    with pytest.raises(UserError, match=r"holds 13 neighbours of 120 images: .* needs 14 neighbours of 120"):
        projection.compute_umap(features, graph, 15)
    with pytest.raises(UserError, match="neighbours of 100 images"):
        projection.compute_umap(features[:100], graph, 10)


def test_umap_settings_matter() -> None:
    features, _ = draw_clusters()
    packed, spread = (compute_umap(features, min_dist=min_dist) for min_dist in (0.0, 0.99))
    # The nearest point of each, on the scale of the whole map.
    gaps = []
    for points in (packed, spread):
        distances = np.linalg.norm(points[:, None] - points, axis=2) + np.diag(np.full(120, np.inf))
        gaps.append(np.median(distances.min(1)) / points.std())
    assert gaps[0] < gaps[1]
    assert (compute_umap(features, n_neighbors=5) != compute_umap(features, n_neighbors=50)).any()


@pytest.mark.parametrize("n", [3, 4, 15, 16])
def test_few_points_make_a_map(n: int) -> None:
    features, _ = draw_clusters(n)
    for points in (compute_pca(features), compute_umap(features), compute_tsne(features)):
        assert points.shape == (n, 2)
        assert np.isfinite(points).all()


@pytest.mark.parametrize(
    "features",
    [np.ones((20, 3)), np.arange(20.0)[:, None], np.repeat(np.eye(4, 6), 10, axis=0)],
    ids=["all the same", "one feature", "copies"],
)
def test_degenerate_points_make_a_finite_map(features: np.ndarray) -> None:
    assert np.isfinite(compute_pca(features)).all()
    assert np.isfinite(compute_umap(features)).all()
    assert np.isfinite(compute_tsne(features)).all()


@pytest.mark.parametrize("compute", [standardise_points, compute_pca, compute_tsne])
@pytest.mark.parametrize("n", [1, 2])
def test_fewer_than_3_points_are_refused(compute: Callable[[np.ndarray], object], n: int) -> None:
    with pytest.raises(UserError, match="at least 3 images"):
        compute(np.zeros((n, 4)))


def test_wrong_input_is_refused() -> None:
    features, _ = draw_clusters(20)
    with pytest.raises(UserError, match="n_neighbors"):
        compute_umap(features, n_neighbors=1)
    with pytest.raises(UserError, match="min_dist"):
        compute_umap(features, min_dist=1.5)
    with pytest.raises(UserError, match="perplexity"):
        compute_tsne(features, perplexity=0.5)
    features[3, 2] = np.nan
    for compute in (compute_pca, compute_umap, compute_tsne):
        with pytest.raises(UserError, match="NaN or infinite"):
            compute(features)
