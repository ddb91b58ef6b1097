import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from aavae.analysis.similarity.pairs import draw_derangement
from aavae.analysis.similarity.partner_similarity import (
    compute_histogram,
    compute_overlap,
    compute_similarity,
)
from aavae.errors import UserError


def draw_views(n: int = 300, d: int = 16, noise: float = 0.7) -> tuple[np.ndarray, np.ndarray]:
    generator = np.random.default_rng(0)
    images = generator.normal(size=(n, d)) + 0.5
    first, second = (images + generator.normal(scale=noise, size=(n, d)) for _ in range(2))
    return first.astype(np.float32), second.astype(np.float32)


def compute_cosine(a: np.ndarray, b: np.ndarray) -> float:
    return float(a @ b / np.sqrt((a @ a) * (b @ b)))


@pytest.mark.parametrize("centre", [False, True])
def test_pairs_are_the_cosines_of_a_naive_loop(centre: bool) -> None:
    views_a, views_b = draw_views()
    result = compute_similarity(views_a, views_b, seed=4, centre=centre)
    mean = np.concatenate([views_a, views_b]).mean(0) if centre else 0
    first, second = views_a - mean, views_b - mean
    others = draw_derangement(len(first), 4)
    same = [compute_cosine(a, b) for a, b in zip(first, second, strict=True)]
    different = [compute_cosine(a, second[j]) for a, j in zip(first, others, strict=True)]
    np.testing.assert_allclose(result.same, same, atol=2e-6)
    np.testing.assert_allclose(result.different, different, atol=2e-6)
    assert result.mean_same == pytest.approx(np.mean(same), abs=1e-6)
    assert result.mean_different == pytest.approx(np.mean(different), abs=1e-6)
    truth = np.repeat([1, 0], len(first))
    assert result.auc == pytest.approx(roc_auc_score(truth, [*result.same, *result.different]))


def test_centring_takes_away_what_all_images_share() -> None:
    views_a, views_b = (views + 100 for views in draw_views())
    raw, centred = (compute_similarity(views_a, views_b, centre=centre) for centre in (False, True))
    assert raw.mean_different > 0.99
    assert abs(centred.mean_different) < 0.05


def test_a_histogram_integrates_to_1_on_the_same_80_bins_whatever_the_values() -> None:
    for values in (np.array([0.3]), np.array([-1.0, 1.0]), np.random.default_rng(0).uniform(-1, 1, 500)):
        histogram = compute_histogram(values)
        np.testing.assert_array_equal(histogram.edges, np.linspace(-1, 1, 81))
        assert histogram.densities.shape == (80,)
        assert histogram.densities.sum() * (2 / 80) == pytest.approx(1)


def test_rounding_beyond_1_counts_in_the_last_bin() -> None:
    histogram = compute_histogram(np.array([1.0000001, -1.0000001]), bins=4)
    np.testing.assert_allclose(histogram.densities, [1, 0, 0, 1])


def test_the_overlap_is_1_for_the_same_0_for_apart_and_known_between() -> None:
    left, right = np.full(10, -0.5), np.full(10, 0.5)
    mixed = np.concatenate([left[:3], right[:7]])
    assert compute_overlap(compute_histogram(left), compute_histogram(left)) == pytest.approx(1)
    assert compute_overlap(compute_histogram(left), compute_histogram(right)) == 0
    assert compute_overlap(compute_histogram(left), compute_histogram(mixed)) == pytest.approx(0.3)


def test_views_alike_give_auc_1_and_no_overlap_and_views_unrelated_give_half_and_much() -> None:
    alike = compute_similarity(*draw_views(noise=0.01))
    assert alike.auc == 1
    assert alike.overlap == 0
    views_a, views_b = draw_views()
    unrelated = compute_similarity(views_a, views_b[::-1])
    assert unrelated.auc == pytest.approx(0.5, abs=0.06)
    assert unrelated.overlap > 0.7


@pytest.mark.parametrize("scale", [1e-30, 1.0, 1e30])
def test_lengths_do_not_matter_however_extreme(scale: float) -> None:
    views_a, views_b = draw_views()
    expected = compute_similarity(views_a, views_b)
    scaled = compute_similarity(views_a * np.float32(scale), views_b)
    np.testing.assert_allclose(scaled.same, expected.same, atol=1e-6)


def test_zero_vectors_have_similarity_0() -> None:
    views_a, views_b = draw_views()
    views_a[:5] = 0
    result = compute_similarity(views_a, views_b)
    assert (result.same[:5] == 0).all()
    assert (result.different[:5] == 0).all()
    assert np.isfinite([*result.same, *result.different, *result[2:]]).all()


def test_wrong_input_is_refused() -> None:
    views_a, views_b = draw_views(n=4)
    broken = views_b.copy()
    broken[1, 2] = np.nan
    for first, second, message in (
        (views_a, views_b[:, 1:], "same shape"),
        (views_a, views_b[1:], "same shape"),
        (views_a[0], views_b[0], "same shape"),
        (views_a[:1], views_b[:1], "at least 2 images"),
        (views_a, broken, "NaN or infinite"),
    ):
        with pytest.raises(UserError, match=message):
            compute_similarity(first, second)
