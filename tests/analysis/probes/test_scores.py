import numpy as np
import pytest
from sklearn.metrics import accuracy_score, confusion_matrix

from aavae.analysis.intervals import wilson_interval
from aavae.analysis.probes.scores import compute_scores


def test_scores_equal_scikit_learns() -> None:
    generator = np.random.default_rng(0)
    labels, predictions = generator.integers(0, 5, 300), generator.integers(0, 5, 300)
    scores = compute_scores(predictions, labels, 5)
    expected = confusion_matrix(labels, predictions)
    np.testing.assert_array_equal(scores.confusion, expected)
    assert scores.confusion.dtype == np.int64
    assert scores.accuracy == accuracy_score(labels, predictions)
    np.testing.assert_allclose(scores.per_class, expected.diagonal() / expected.sum(1))
    assert scores.interval == wilson_interval(expected.trace(), 300)


def test_a_class_without_images_has_no_accuracy_and_an_empty_row() -> None:
    scores = compute_scores(np.array([0, 2, 1]), np.array([0, 2, 2]), 4)
    np.testing.assert_array_equal(scores.per_class, [1, np.nan, 0.5, np.nan])
    np.testing.assert_array_equal(scores.confusion, [[1, 0, 0, 0], [0] * 4, [0, 1, 1, 0], [0] * 4])
    assert scores.accuracy == pytest.approx(2 / 3)
