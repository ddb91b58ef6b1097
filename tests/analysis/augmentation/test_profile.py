import numpy as np
import pytest
from sklearn.metrics.pairwise import cosine_similarity

from aavae.analysis.augmentation.profile import compute_different, compute_same, normalise_similarity
from aavae.analysis.bootstrap import draw_resamples
from aavae.errors import UserError


def draw(num: int, seed: int = 0) -> np.ndarray:
    return (np.random.default_rng(seed).normal(0.5, 1, (num, 7))).astype(np.float32)


def test_same_is_the_diagonal_of_scikit_learns() -> None:
    originals, views = draw(20), draw(20, seed=1)
    np.testing.assert_allclose(
        compute_same(originals, views), np.diag(cosine_similarity(originals, views)), atol=1e-6
    )


def test_a_row_of_zeros_is_like_nothing() -> None:
    originals = draw(3)
    originals[1] = 0
    np.testing.assert_allclose(compute_same(originals, originals), [1, 0, 1], atol=1e-6)


def test_different_is_the_mean_over_all_pairs() -> None:
    originals = draw(15)
    resamples = draw_resamples(15, num_resamples=6)
    mean, replicates = compute_different(originals, resamples)
    cosines = cosine_similarity(originals.astype(np.float64))
    assert mean == pytest.approx(cosines[~np.eye(15, dtype=bool)].mean(), abs=1e-6)
    for counts, replicate in zip(resamples.astype(int), replicates, strict=True):
        drawn = np.repeat(np.arange(15), counts)
        pairs = [cosines[i, j] for i in drawn for j in drawn if i != j]
        assert replicate == pytest.approx(np.mean(pairs), abs=1e-6)


def test_normalised_is_0_for_any_image_and_1_for_the_same() -> None:
    np.testing.assert_allclose(normalise_similarity(np.array([0.9, 0.95, 1.0]), 0.9), [0, 0.5, 1])
    assert np.isnan(normalise_similarity(np.array([1.0]), 1.0)).all()
    several = normalise_similarity(np.array([[0.5], [0.75]]), np.array([[0.0], [0.5]]))
    np.testing.assert_allclose(several, [[0.5], [0.5]])


def test_wrong_input_is_refused() -> None:
    with pytest.raises(UserError, match="one view"):
        compute_same(draw(3), draw(4))
    with pytest.raises(UserError, match="NaN"):
        compute_same(draw(3), np.full((3, 7), np.nan))
    with pytest.raises(UserError, match="at least 2"):
        compute_different(draw(1), np.ones((1, 1), np.float32))
