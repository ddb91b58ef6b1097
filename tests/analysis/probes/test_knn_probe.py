import numpy as np
import pytest
from sklearn.neighbors import KNeighborsClassifier
from sklearn.preprocessing import StandardScaler

from aavae.analysis.neighbours import BLOCK
from aavae.analysis.probes.knn_probe import compute_knn_probe
from aavae.errors import UserError

NUM_CLASSES = 6


def draw_samples(n: int, seed: int = 0, d: int = 12) -> tuple[np.ndarray, np.ndarray]:
    """Overlapping Gaussian classes with an offset, and one column of noise that dwarfs the others."""
    centres = np.random.default_rng(99).normal(size=(NUM_CLASSES, d))
    generator = np.random.default_rng(seed)
    labels = generator.integers(0, NUM_CLASSES, n)
    features = 3 + centres[labels] + generator.normal(size=(n, d))
    features[:, 0] = 50 * generator.normal(size=n)
    return features.astype(np.float32), labels


def weigh(distances: np.ndarray) -> np.ndarray:
    return np.exp((1 - distances) / 0.07)


@pytest.mark.parametrize("k", [1, 5, 20, 300])
@pytest.mark.parametrize("standardise", [True, False])
def test_predictions_are_those_of_scikit_learn_with_the_same_weights(k: int, standardise: bool) -> None:
    (train, labels), (test, test_labels) = draw_samples(700), draw_samples(BLOCK + 88, seed=1)
    probe = compute_knn_probe(
        train, labels, test, test_labels, num_classes=NUM_CLASSES, k=k, standardise=standardise
    )
    scaler = StandardScaler().fit(train.astype(np.float64))
    mine, theirs = (scaler.transform(x) if standardise else x.astype(np.float64) for x in (train, test))
    model = KNeighborsClassifier(k, metric="cosine", algorithm="brute").set_params(weights=weigh)
    model.fit(mine, labels)
    assert (probe.predictions == model.predict(theirs)).mean() > 0.995
    assert probe.accuracy == (probe.predictions == test_labels).mean()
    assert (probe.k, probe.num_train, probe.num_test) == (k, 700, len(test))
    assert probe.interval[0] < probe.accuracy < probe.interval[1]


def test_standardising_keeps_one_large_column_from_deciding() -> None:
    (train, labels), (test, test_labels) = draw_samples(700), draw_samples(400, seed=1)
    fair = compute_knn_probe(train, labels, test, test_labels, num_classes=NUM_CLASSES)
    raw = compute_knn_probe(train, labels, test, test_labels, num_classes=NUM_CLASSES, standardise=False)
    assert fair.accuracy > raw.accuracy + 0.1


def test_more_neighbours_than_images_means_all_and_a_missing_class_has_no_accuracy() -> None:
    (train, labels), (test, _) = draw_samples(15), draw_samples(8, seed=1)
    probe = compute_knn_probe(train, labels, test, np.full(8, 2), num_classes=NUM_CLASSES, k=20)
    assert probe.k == 15
    assert np.isnan(probe.per_class[[0, 1, 3, 4, 5]]).all()
    assert probe.per_class[2] == probe.accuracy


def test_results_repeat() -> None:
    (train, labels), (test, test_labels) = draw_samples(300), draw_samples(100, seed=1)
    first, second = (
        compute_knn_probe(train, labels, test, test_labels, num_classes=NUM_CLASSES) for _ in range(2)
    )
    np.testing.assert_array_equal(first.predictions, second.predictions)


def test_wrong_input_is_refused() -> None:
    (train, labels), (test, test_labels) = draw_samples(30), draw_samples(10, seed=1)
    broken = test.copy()
    broken[0, 0] = np.inf
    cases = [
        ((train, labels, broken, test_labels), "Test features: some values are NaN or infinite"),
        ((train, labels, test[:, 1:], test_labels), "12 columns and the test features 11"),
        ((train, labels[1:], test, test_labels), "expected 30 labels"),
        ((train, labels + NUM_CLASSES, test, test_labels), "Training labels"),
    ]
    for arguments, message in cases:
        with pytest.raises(UserError, match=message):
            compute_knn_probe(*arguments, num_classes=NUM_CLASSES)
    with pytest.raises(UserError, match="at least 1 neighbour"):
        compute_knn_probe(train, labels, test, test_labels, num_classes=NUM_CLASSES, k=0)
