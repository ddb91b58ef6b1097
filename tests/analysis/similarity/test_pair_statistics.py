import time

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from aavae.analysis.similarity.pair_measures import SCALES, Measure, compute_cosines, compute_distances
from aavae.analysis.similarity.pair_statistics import (
    PairStatistics,
    compare_aucs,
    compute_pair_statistics,
    gather_pairs,
)
from aavae.analysis.similarity.pairs import NONE, PAIR_KINDS, draw_partners
from aavae.analysis.similarity.partner_similarity import compute_histogram, compute_overlap
from aavae.errors import UserError

LABELS = np.arange(300) % 10


def draw_matrix(noise: float = 0.7, seed: int = 0, n: int = 300, measure: Measure = "cosine") -> np.ndarray:
    generator = np.random.default_rng(seed)
    classes = generator.normal(size=(10, 8))
    images = classes[np.arange(n) % 10] + generator.normal(size=(n, 8))
    first, second = (images + generator.normal(scale=noise, size=(n, 8)) for _ in range(2))
    return compute_cosines(first, second) if measure == "cosine" else compute_distances(first, second)


def compute(matrix: np.ndarray, measure: Measure = "cosine", seed: int = 0, n: int = 200) -> PairStatistics:
    labels = np.arange(len(matrix)) % 10
    partners = draw_partners(labels, 0)
    return compute_pair_statistics(
        matrix, labels, partners, scale=SCALES[measure], seed=seed, num_resamples=n
    )


@pytest.mark.parametrize("measure", ["cosine", "euclidean"])
def test_numbers_are_those_of_naive_loops_and_scikit_learn(measure: Measure) -> None:
    matrix = draw_matrix(measure=measure)
    statistics, partners = compute(matrix, measure), draw_partners(LABELS, 0)
    same = [matrix[i, i] for i in range(300)]
    for row, kind in enumerate(PAIR_KINDS[1:], 1):
        values = [matrix[i, j] for i, j in enumerate(getattr(partners, kind)) if j != NONE]
        truth, sign = np.repeat([1, 0], [300, len(values)]), 1 if measure == "cosine" else -1
        expected = roc_auc_score(truth, sign * np.array([*same, *values]))
        assert statistics.auc[row, 0] == pytest.approx(expected)
        assert statistics.mean[row, 0] == pytest.approx(np.mean(values), abs=1e-6)
        pooled = np.sqrt((np.var(same) + np.var(values)) / 2)
        cohens_d = sign * (np.mean(same) - np.mean(values)) / pooled
        assert statistics.effect_size[row, 0] == pytest.approx(cohens_d, rel=1e-5)
        if measure == "cosine":
            overlap = compute_overlap(compute_histogram(np.array(same)), compute_histogram(np.array(values)))
            assert statistics.overlap[row, 0] == pytest.approx(overlap)
    assert statistics.mean[0, 0] == pytest.approx(np.mean(same), abs=1e-6)
    assert np.isnan(statistics.auc[0]).all()


def test_images_of_one_class_are_harder_to_tell_apart() -> None:
    statistics = compute(draw_matrix())
    same_class, other_class = (
        statistics.auc[PAIR_KINDS.index(kind), 0] for kind in ("same_class", "other_class")
    )
    assert same_class < other_class


@pytest.mark.slow
@pytest.mark.parametrize("statistic", ["mean", "auc", "overlap", "effect_size"])
def test_an_interval_is_as_wide_as_the_number_moves_with_other_images(statistic: str) -> None:
    """The truth is known here: images can be drawn anew, from the same classes, a hundred times."""
    generator = np.random.default_rng(7)
    classes = generator.normal(size=(10, 8))
    found = []
    for seed in range(100):
        images = classes[LABELS] + generator.normal(size=(300, 8))
        first, second = (images + generator.normal(scale=0.7, size=(300, 8)) for _ in range(2))
        partners = draw_partners(LABELS, seed)
        result = compute_pair_statistics(
            compute_cosines(first, second),
            LABELS,
            partners,
            scale=SCALES["cosine"],
            seed=seed,
            num_resamples=40,
        )
        found.append(getattr(result, statistic)[1:])
    values = np.array(found)
    # 1.96 standard deviations on either side of the value.
    width = (values[..., 2] - values[..., 1]).mean(0)
    assert (width / (2 * 1.96 * values[..., 0].std(0)) > 0.75).all()
    assert (width / (2 * 1.96 * values[..., 0].std(0)) < 1.3).all()


def test_an_interval_holds_its_value_and_stays_in_range() -> None:
    for noise in (0.001, 0.7, 5):
        statistics = compute(draw_matrix(noise))
        for name in ("mean", "auc", "overlap", "effect_size"):
            value, low, high = getattr(statistics, name)[1:].T
            assert (low <= value).all() and (value <= high).all()
        assert (statistics.auc[1:] <= 1).all() and (statistics.overlap[1:] >= 0).all()


def test_two_models_are_compared_on_the_same_resamples() -> None:
    better, worse = compute(draw_matrix(0.5)), compute(draw_matrix(0.9))
    difference = compare_aucs(better, worse, "other_class")
    assert difference.value == pytest.approx(better.auc[3, 0] - worse.auc[3, 0])
    assert 0 < difference.low < difference.value < difference.high
    apart = np.hypot(*(statistics.auc[3, 2] - statistics.auc[3, 1] for statistics in (better, worse)))
    assert difference.high - difference.low < apart
    assert compare_aucs(better, better) == (0, 0, 0)


def test_two_models_of_unlike_bootstraps_do_not_compare() -> None:
    matrix = draw_matrix()
    with pytest.raises(UserError, match="same number"):
        compare_aucs(compute(matrix, n=20), compute(matrix, n=30))


def test_kinds_without_pairs_have_no_numbers() -> None:
    labels = np.zeros(20, np.int64)
    matrix = draw_matrix(n=20)
    partners = draw_partners(labels, 0)
    statistics = compute_pair_statistics(matrix, labels, partners, scale=SCALES["cosine"], num_resamples=20)
    assert np.isnan(statistics.auc[PAIR_KINDS.index("other_class")]).all()
    assert np.isfinite(statistics.auc[PAIR_KINDS.index("same_class")]).all()
    assert not len(gather_pairs(matrix, partners)["other_class"])


@pytest.mark.slow
def test_two_thousand_images_take_seconds_not_minutes() -> None:
    matrix = draw_matrix(n=2_000)
    start = time.process_time()
    compute(matrix, n=1_000)
    # Under 1 second where it was written; the bar is 2, and other machines are slower.
    assert time.process_time() - start < 6


def test_a_matrix_of_other_images_is_a_sentence() -> None:
    with pytest.raises(UserError, match="must be square"):
        compute_pair_statistics(np.zeros((3, 4)), LABELS, draw_partners(LABELS, 0), scale=SCALES["cosine"])
