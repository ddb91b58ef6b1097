import numpy as np
import pytest
import torch
from scipy.spatial.distance import cdist, pdist
from sklearn.metrics.pairwise import cosine_similarity
from torch.distributions import Independent, Normal, kl_divergence

from aavae.analysis.similarity.pair_measures import (
    SCALES,
    SMALLEST_KL,
    compute_cosines,
    compute_distances,
    compute_log_divergences,
)
from aavae.errors import UserError


def draw_views(n: int = 40, d: int = 7, mean: float = 3.0) -> tuple[np.ndarray, np.ndarray]:
    generator = np.random.default_rng(0)
    images = generator.normal(size=(n, d)) + mean
    first, second = (images + generator.normal(scale=0.5, size=(n, d)) for _ in range(2))
    return first.astype(np.float32), second.astype(np.float32)


@pytest.mark.parametrize("centre", [False, True])
def test_cosines_are_scikit_learns(centre: bool) -> None:
    first, second = draw_views()
    shift = np.concatenate([first, second]).mean(0, dtype=np.float64) if centre else 0
    np.testing.assert_allclose(
        compute_cosines(first, second, centre), cosine_similarity(first - shift, second - shift), atol=1e-6
    )


def test_distances_are_scipys_by_the_typical_one() -> None:
    first, second = draw_views(mean=1_000)
    both = np.concatenate([first, second]).astype(np.float64)
    # Over all ordered pairs, an item and itself among them, as in twice the variance.
    typical = np.sqrt(2 * np.square(pdist(both)).sum() / len(both) ** 2)
    np.testing.assert_allclose(compute_distances(first, second), cdist(first, second) / typical, rtol=1e-5)


def test_distances_do_not_depend_on_scale_or_place() -> None:
    first, second = draw_views()
    np.testing.assert_allclose(
        compute_distances(first, second), compute_distances(50 * first - 7, 50 * second - 7), rtol=1e-3
    )


def test_divergences_are_torchs_both_ways() -> None:
    generator = np.random.default_rng(1)
    mus, log_vars = (draw_views(), (generator.normal(-2, 1, (40, 7)), generator.normal(-2, 1, (40, 7))))
    found = compute_log_divergences((mus[0], log_vars[0]), (mus[1], log_vars[1]))

    def make(view: int, image: int) -> Independent:
        mu, log_var = (torch.from_numpy(x[view][image]).double() for x in (mus, log_vars))
        return Independent(Normal(mu, (0.5 * log_var).exp()), 1)

    for i in range(0, 40, 9):
        for j in range(0, 40, 7):
            one, other = make(0, i), make(1, j)
            expected = (kl_divergence(one, other) + kl_divergence(other, one)) / 2
            assert 10 ** found[i, j] == pytest.approx(float(expected), rel=1e-4)


def test_a_divergence_of_zero_is_the_smallest_that_the_scale_has() -> None:
    mu, log_var = draw_views()[0], np.full((40, 7), -9.0)
    found = compute_log_divergences((mu, log_var), (mu, log_var))
    np.testing.assert_allclose(np.diag(found), np.log10(SMALLEST_KL))
    assert SCALES["kl"].edges[0] == pytest.approx(np.log10(SMALLEST_KL))


def test_rows_of_zeros_and_nothing_that_varies_are_zero() -> None:
    zeros = np.zeros((3, 2), np.float32)
    assert not compute_cosines(zeros, zeros).any()
    assert not compute_distances(zeros + 5, zeros + 5).any()


@pytest.mark.parametrize("compute", [compute_cosines, compute_distances])
def test_wrong_views_are_a_sentence(compute) -> None:  # noqa: ANN001
    first, second = draw_views()
    with pytest.raises(UserError, match="same shape"):
        compute(first, second[1:])
    first[0, 0] = np.nan
    with pytest.raises(UserError, match="NaN"):
        compute(first, second)


def test_mu_and_log_var_of_different_widths_are_a_sentence() -> None:
    first, second = draw_views()
    with pytest.raises(UserError, match="one posterior"):
        compute_log_divergences((first, first[:, :3]), (second, second[:, :3]))
