import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from aavae.analysis.auc import compute_auc


@pytest.mark.parametrize("levels", [2, 5, 1000])
def test_the_auc_is_scikit_learns_with_ties_too(levels: int) -> None:
    generator = np.random.default_rng(levels)
    positives, negatives = generator.integers(1, levels + 1, 200), generator.integers(0, levels, 300)
    truth = np.repeat([1, 0], [200, 300])
    expected = roc_auc_score(truth, np.concatenate([positives, negatives]))
    assert compute_auc(positives, negatives) == pytest.approx(expected)


def test_the_auc_is_1_half_and_0_where_it_must_be() -> None:
    low, high = np.array([0.1, 0.2]), np.array([0.3, 0.4])
    assert compute_auc(high, low) == 1
    assert compute_auc(low, low) == 0.5
    assert compute_auc(low, high) == 0
