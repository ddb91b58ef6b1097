import numpy as np
import pytest
import torch
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

from aavae.analysis.probes.linear_classifier import fit_linear_classifier, prepare_training_set
from aavae.errors import UserError

NUM_CLASSES = 4


def draw_problem(n: int = 400, d: int = 6) -> tuple[np.ndarray, np.ndarray]:
    """Features far from standard, of classes that overlap; one class has no images."""
    generator = np.random.default_rng(0)
    labels = generator.choice([0, 1, 3], n)
    features = 50 + 9 * (generator.normal(size=(NUM_CLASSES, d))[labels] + generator.normal(size=(n, d)))
    return features.astype(np.float32), labels


def test_its_answers_are_scikit_learns_on_features_as_they_are() -> None:
    features, labels = draw_problem()
    classifier = fit_linear_classifier(
        prepare_training_set(features[:300], labels[:300], NUM_CLASSES), 3.0, 1e-8
    )
    scaler = StandardScaler().fit(features[:300].astype(np.float64))
    theirs = LogisticRegression(C=1 / 3.0, tol=1e-8, max_iter=10_000)
    theirs.fit(scaler.transform(features[:300]), labels[:300])
    answers = classifier.predict(torch.from_numpy(features[300:])).numpy()
    assert (answers == theirs.predict(scaler.transform(features[300:]))).mean() > 0.98


def test_the_training_set_is_standardised_and_its_labels_count_the_classes_that_are_there() -> None:
    features, labels = draw_problem()
    training = prepare_training_set(features, labels, NUM_CLASSES)
    torch.testing.assert_close(training.features.mean(0), torch.zeros(6), atol=1e-5, rtol=0)
    assert training.classes.tolist() == [0, 1, 3]
    assert torch.equal(training.classes[training.labels], torch.from_numpy(labels))


def test_predicting_leaves_the_features_as_they_were() -> None:
    features, labels = draw_problem()
    classifier = fit_linear_classifier(prepare_training_set(features, labels, NUM_CLASSES), 1.0, 1e-5)
    queries = torch.from_numpy(features.copy())
    assert torch.equal(classifier.predict(queries), classifier.predict(queries))
    np.testing.assert_array_equal(queries, features)


def test_a_single_class_is_refused() -> None:
    features, labels = draw_problem()
    with pytest.raises(UserError, match="at least 2 classes"):
        prepare_training_set(features, np.zeros_like(labels), NUM_CLASSES)
