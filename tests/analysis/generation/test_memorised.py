import numpy as np
import pytest
from scipy.stats import bootstrap
from sklearn.metrics import roc_auc_score

from aavae.analysis.generation.memorised import compute_memorised
from aavae.errors import UserError


def draw_rows(n: int, seed: int) -> np.ndarray:
    return np.random.default_rng(seed).normal(0, 1, (n, 3, 2)).astype(np.float32)


def compute_by_definition(reference: np.ndarray, samples: np.ndarray) -> float:
    """Probability that a distance of a sample is the smaller one, a tie counting half."""
    signs = np.sign(reference[:, None] - samples)
    return float((signs + 1).mean() / 2)


def test_they_are_what_a_loop_over_all_pairs_finds() -> None:
    train, samples = draw_rows(40, 0), draw_rows(15, 1)
    reference = np.random.default_rng(2).gamma(2, 0.15, 25).astype(np.float32)
    found = compute_memorised(train, samples, reference, k=3)
    distances = np.array([[np.mean((row - sample) ** 2) for row in train] for sample in samples])
    np.testing.assert_array_equal(found.indices, np.argsort(distances, axis=1)[:, :3])
    np.testing.assert_allclose(found.distances, np.sort(distances, axis=1)[:, :3], rtol=1e-4)
    truth = np.repeat([1, 0], [25, 15])
    expected = roc_auc_score(truth, np.concatenate([reference, distances.min(1)]))
    assert found.closer == pytest.approx(expected)
    assert found.closer == pytest.approx(compute_by_definition(reference, distances.min(1)))


def test_the_interval_is_scipys() -> None:
    train, samples = draw_rows(60, 0), draw_rows(80, 1)
    reference = np.random.default_rng(2).gamma(2, 0.15, 90)
    found = compute_memorised(train, samples, reference)
    low, high = bootstrap(
        (reference, found.distances[:, 0]),
        compute_by_definition,
        vectorized=False,
        method="percentile",
        n_resamples=2_000,
        rng=np.random.default_rng(3),
    ).confidence_interval
    assert found.closer_interval == pytest.approx((low, high), abs=0.1 * (high - low))


def test_copies_are_always_closer_and_what_is_unlike_any_image_never() -> None:
    train, reference = draw_rows(40, 0), np.full(20, 0.1)
    copies = compute_memorised(train, train[[3, 20]], reference)
    assert copies.indices.tolist() == [[3], [20]]
    np.testing.assert_allclose(copies.distances, 0, atol=1e-6)
    assert (copies.closer, copies.closer_interval) == (1, (1, 1))
    unlike = compute_memorised(train, train[:2] + 10, reference)
    assert (unlike.closer, unlike.closer_interval) == (0, (0, 0))


def test_wrong_input_is_refused() -> None:
    train, reference = draw_rows(4, 0), np.ones(5)
    with pytest.raises(UserError, match="1 to 4 neighbours"):
        compute_memorised(train, train, reference, k=5)
    with pytest.raises(UserError, match="like the rows"):
        compute_memorised(train, train[:, :2], reference)
    for wrong in (reference[:0], reference[:, None], np.append(reference, np.nan)):
        with pytest.raises(UserError, match="finite distances"):
            compute_memorised(train, train, wrong)
