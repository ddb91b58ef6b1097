import pytest
import torch
from sklearn.decomposition import PCA

from aavae.analysis.principal import compute_principal


def draw_centred(n: int, d: int) -> torch.Tensor:
    generator = torch.Generator().manual_seed(0)
    features = torch.randn(n, d, generator=generator) @ torch.randn(d, d, generator=generator)
    return features - features.mean(0)


@pytest.mark.parametrize(("n", "d"), [(200, 12), (12, 40), (7, 7), (3, 1), (1, 5)])
def test_it_is_a_rotation_that_loses_nothing(n: int, d: int) -> None:
    features = draw_centred(n, d)
    axes, _ = compute_principal(features)
    torch.testing.assert_close(features @ axes @ axes.T, features, atol=1e-4, rtol=1e-4)
    torch.testing.assert_close(axes.T @ axes, torch.eye(axes.shape[1]), atol=1e-4, rtol=0)


@pytest.mark.parametrize(("n", "d"), [(200, 12), (12, 40)])
def test_coordinates_are_uncorrelated_and_have_scikit_learns_variances(n: int, d: int) -> None:
    features = draw_centred(n, d)
    axes, variances = compute_principal(features)
    coordinates = features @ axes
    torch.testing.assert_close(
        coordinates.T @ coordinates / n, variances.diag(), atol=1e-4 * variances[0].item(), rtol=1e-4
    )
    expected = torch.from_numpy(PCA().fit(features.numpy()).explained_variance_)[: len(variances)]
    torch.testing.assert_close(variances * n / (n - 1), expected, atol=0, rtol=1e-3)


def test_copies_of_a_column_and_fewer_points_than_columns_leave_only_directions_that_vary() -> None:
    features = draw_centred(100, 3)
    assert compute_principal(torch.cat([features, features, features[:, :1]], 1)).axes.shape == (7, 3)
    # Centred, n points vary in n - 1 directions.
    assert compute_principal(draw_centred(6, 30)).axes.shape == (30, 5)


def test_constant_features_have_no_direction() -> None:
    axes, variances = compute_principal(torch.zeros(5, 3))
    assert axes.shape == (3, 0)
    assert variances.shape == (0,)


def test_the_largest_loading_of_each_axis_is_positive() -> None:
    axes = compute_principal(draw_centred(50, 9)).axes
    assert (axes.gather(0, axes.abs().argmax(0, keepdim=True)) > 0).all()
