import numpy as np
import pytest
from sklearn.decomposition import PCA

from aavae.analysis.generation.directions import compute_directions
from aavae.errors import UserError


def draw_latents() -> np.ndarray:
    rng = np.random.default_rng(0)
    return (rng.normal(size=(400, 6)) @ rng.normal(size=(6, 6)) + 20).astype(np.float32)


def test_principal_directions_are_scikit_learns_up_to_their_sign() -> None:
    latents = draw_latents()
    found, oracle = compute_directions(latents), PCA().fit(latents.astype(np.float64))
    signs = np.sign((found.axes * oracle.components_).sum(1, keepdims=True))
    np.testing.assert_allclose(found.axes, signs * oracle.components_, atol=1e-4)
    np.testing.assert_allclose(found.shares, oracle.explained_variance_ratio_, rtol=1e-4)
    np.testing.assert_allclose(found.deviations, np.std(latents @ found.axes.T, axis=0), rtol=1e-3)
    assert (np.take_along_axis(found.axes, np.abs(found.axes).argmax(1)[:, None], 1) > 0).all()
    assert (found.dimensions == -1).all()


def test_single_latents_come_in_the_order_of_their_variance() -> None:
    latents = draw_latents()
    found = compute_directions(latents, "dimension")
    variances = latents.astype(np.float64).var(0)
    np.testing.assert_array_equal(found.dimensions, np.argsort(-variances))
    np.testing.assert_array_equal(found.axes.argmax(1), found.dimensions)
    np.testing.assert_allclose(found.deviations**2, np.sort(variances)[::-1], rtol=1e-4)
    assert found.shares.sum() == pytest.approx(1)


def test_wrong_input_is_refused() -> None:
    latents = draw_latents()
    with pytest.raises(UserError, match="no directions 'curved'"):
        compute_directions(latents, "curved")  # pyright: ignore[reportArgumentType]
    with pytest.raises(UserError, match="at least 2 training images"):
        compute_directions(latents[:1])
    with pytest.raises(UserError, match="NaN"):
        compute_directions(latents * np.nan)
    with pytest.raises(UserError, match="no direction to follow"):
        compute_directions(np.ones((5, 3)))
