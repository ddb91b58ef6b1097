import numpy as np
import pytest
from sklearn.neighbors import NearestNeighbors

from aavae.analysis.generation.nearest import compute_nearest
from aavae.errors import UserError


def test_they_are_scikit_learns_beyond_a_block_and_nearest_first() -> None:
    rng = np.random.default_rng(0)
    bank, queries = (
        rng.normal(5, 1, (2_500, 7)).astype(np.float32),
        rng.normal(5, 1, (40, 7)).astype(np.float32),
    )
    found = compute_nearest(bank, queries, 6)
    distances, indices = NearestNeighbors(n_neighbors=6).fit(bank).kneighbors(queries)
    np.testing.assert_array_equal(found.indices, indices)
    np.testing.assert_allclose(found.distances, distances**2 / 7, rtol=1e-3)


def test_images_find_themselves_whatever_their_type() -> None:
    images = np.random.default_rng(0).integers(0, 256, (30, 3, 8, 8), np.uint8)
    found = compute_nearest(images, images[7:9].astype(np.float32) / 255)
    assert found.indices.tolist() == [[7], [8]]
    np.testing.assert_allclose(found.distances, 0, atol=1e-6)
    brighter = compute_nearest(np.zeros((1, 3, 8, 8), np.uint8), np.full((1, 3, 8, 8), 255, np.uint8))
    assert brighter.distances.item() == pytest.approx(1)


def test_wrong_input_is_refused() -> None:
    rows = np.ones((4, 3), np.float32)
    with pytest.raises(UserError, match="like the rows"):
        compute_nearest(rows, rows[:, :2])
    for k in (0, 5):
        with pytest.raises(UserError, match="1 to 4 neighbours"):
            compute_nearest(rows, rows, k)
    with pytest.raises(UserError, match="NaN"):
        compute_nearest(rows, rows * np.nan)
