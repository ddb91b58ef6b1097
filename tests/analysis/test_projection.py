import numpy as np
import pytest
from sklearn.decomposition import PCA
from sklearn.neighbors import KNeighborsClassifier
from sklearn.preprocessing import StandardScaler

from aavae.analysis.projection import compute_pca, compute_umap
from aavae.errors import UserError


def draw_clusters(n: int = 120, d: int = 10) -> tuple[np.ndarray, np.ndarray]:
    generator = np.random.default_rng(0)
    labels = np.arange(n) % 4
    centres = generator.normal(scale=4, size=(4, d))
    return (centres[labels] + generator.normal(size=(n, d))).astype(np.float32), labels


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


def test_umap_keeps_clusters_together_and_repeats_a_seed() -> None:
    features, labels = draw_clusters()
    points = compute_umap(features, seed=1)
    assert points.shape == (120, 2)
    assert points.dtype == np.float32
    model = KNeighborsClassifier(5).fit(points[:60], labels[:60])
    assert model.score(points[60:], labels[60:]) == 1
    np.testing.assert_array_equal(points, compute_umap(features, seed=1))
    assert (points != compute_umap(features, seed=2)).any()


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
    for points in (compute_pca(features), compute_umap(features)):
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


@pytest.mark.parametrize("compute", [compute_pca, compute_umap])
@pytest.mark.parametrize("n", [1, 2])
def test_fewer_than_3_points_are_refused(compute: type, n: int) -> None:
    with pytest.raises(UserError, match="at least 3 images"):
        compute(np.zeros((n, 4)))


def test_wrong_input_is_refused() -> None:
    features, _ = draw_clusters(20)
    with pytest.raises(UserError, match="n_neighbors"):
        compute_umap(features, n_neighbors=1)
    with pytest.raises(UserError, match="min_dist"):
        compute_umap(features, min_dist=1.5)
    features[3, 2] = np.nan
    with pytest.raises(UserError, match="NaN or infinite"):
        compute_umap(features)
