import numpy as np
import pytest
from sklearn.linear_model import RidgeCV

from aavae.analysis.diagnostics.ridge import PENALTIES, compute_ridge_r2
from aavae.errors import UserError

RNG = np.random.default_rng(0)


@pytest.mark.parametrize("width", [8, 300])
def test_it_scores_as_scikit_learn_does(width: int) -> None:
    train, test = RNG.normal(4, 2, (200, width)), RNG.normal(4, 2, (100, width))
    weights = RNG.normal(size=(width, 3))
    targets = train @ weights + RNG.normal(0, 3, (200, 3))
    truth = test @ weights + RNG.normal(0, 3, (100, 3))
    mean, scale = train.mean(0), train.std(0)
    train_scaled, test_scaled = (train - mean) / scale, (test - mean) / scale
    for column, r2 in enumerate(compute_ridge_r2(train, targets, test, truth)):
        oracle = RidgeCV(alphas=PENALTIES).fit(train_scaled, targets[:, column])
        assert r2 == pytest.approx(oracle.score(test_scaled, truth[:, column]), abs=1e-3)


def test_a_feature_that_is_the_target_reads_it_and_noise_does_not() -> None:
    target = RNG.uniform(0, 1, (600, 1))
    features = np.hstack([RNG.normal(size=(600, 20)), 5 * target + 3])
    told = compute_ridge_r2(features[:400], target[:400], features[400:], target[400:])
    noise = features[:, :20]
    untold = compute_ridge_r2(noise[:400], target[:400], noise[400:], target[400:])
    assert told[0] > 0.999
    assert -0.1 < untold[0] < 0.05


@pytest.mark.parametrize(
    ("rows", "truth", "message"),
    [(29, np.arange(10.0), "one row of targets"), (30, np.ones(10), "that vary")],
)
def test_wrong_targets_are_a_sentence(rows: int, truth: np.ndarray, message: str) -> None:
    features, targets = RNG.normal(size=(40, 4)), RNG.normal(size=(rows, 1))
    with pytest.raises(UserError, match=message):
        compute_ridge_r2(features[:30], targets, features[30:], truth[:, None])
