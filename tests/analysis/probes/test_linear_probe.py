from typing import NamedTuple

import numpy as np
import pytest
import torch
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

from aavae.analysis.probes.linear_classifier import prepare_training_set
from aavae.analysis.probes.linear_probe import (
    FEW_IMAGES,
    NUM_FOLDS,
    PENALTIES,
    compute_linear_probe,
    draw_folds,
    fit_linear_probe,
)
from aavae.errors import UserError

NUM_CLASSES = 5


class Problem(NamedTuple):
    """The first four arguments of the probe."""

    train: np.ndarray
    train_labels: np.ndarray
    test: np.ndarray
    test_labels: np.ndarray


def draw_problem(num_train: int, d: int, num_test: int = 1000, noise: float = 3.0) -> Problem:
    """Correlated features of Gaussian classes, with offset and scales far from standard."""
    generator = np.random.default_rng(0)
    labels = generator.integers(0, NUM_CLASSES, num_train + num_test)
    centres = generator.normal(size=(NUM_CLASSES, d))
    hidden = centres[labels] + generator.normal(scale=noise, size=(len(labels), d))
    mixed = 7 + hidden @ (generator.normal(size=(d, d)) / np.arange(1, d + 1)) * 100
    features = mixed.astype(np.float32)
    return Problem(features[:num_train], labels[:num_train], features[num_train:], labels[num_train:])


def score_scikit_learn(problem: Problem, penalty: float) -> float:
    scaler = StandardScaler().fit(problem.train.astype(np.float64))
    model = LogisticRegression(C=1 / penalty, max_iter=10_000)
    model.fit(scaler.transform(problem.train.astype(np.float64)), problem.train_labels)
    return float(model.score(scaler.transform(problem.test.astype(np.float64)), problem.test_labels))


@pytest.mark.parametrize(("num_train", "d"), [(200, 60), (1500, 30), (6000, 20)])
def test_it_is_as_accurate_as_scikit_learn_at_the_same_and_nearly_at_the_best_penalty(
    num_train: int, d: int
) -> None:
    problem = draw_problem(num_train, d)
    probe = compute_linear_probe(*problem, num_classes=NUM_CLASSES)
    assert probe.accuracy == pytest.approx(score_scikit_learn(problem, probe.penalty), abs=0.004)
    best = max(score_scikit_learn(problem, penalty) for penalty in PENALTIES[::2])
    assert 0.3 < best < 0.95
    assert probe.accuracy > best - 0.02


def test_what_is_scored_is_the_classifier_that_was_fitted() -> None:
    problem = draw_problem(400, 40)
    fitted = fit_linear_probe(prepare_training_set(problem.train, problem.train_labels, NUM_CLASSES))
    probe = compute_linear_probe(*problem, num_classes=NUM_CLASSES)
    np.testing.assert_array_equal(
        fitted.classifier.predict(torch.from_numpy(problem.test)), probe.predictions
    )
    assert fitted.penalty == probe.penalty
    np.testing.assert_array_equal(fitted.penalties, probe.penalties)
    np.testing.assert_array_equal(fitted.validation_accuracies, probe.validation_accuracies)


def test_test_labels_decide_nothing_but_the_score() -> None:
    problem = draw_problem(400, 40)
    shuffled = problem._replace(test_labels=np.random.default_rng(1).permutation(problem.test_labels))
    honest = compute_linear_probe(*problem, num_classes=NUM_CLASSES)
    blind = compute_linear_probe(*shuffled, num_classes=NUM_CLASSES)
    assert blind.penalty == honest.penalty
    np.testing.assert_array_equal(blind.predictions, honest.predictions)
    np.testing.assert_array_equal(blind.validation_accuracies, honest.validation_accuracies)
    assert honest.accuracy - blind.accuracy > 0.1


def test_test_features_decide_nothing_but_their_own_predictions() -> None:
    problem = draw_problem(400, 40)
    whole = compute_linear_probe(*problem, num_classes=NUM_CLASSES)
    part = compute_linear_probe(
        *problem[:2], problem.test[:7], problem.test_labels[:7], num_classes=NUM_CLASSES
    )
    assert part.penalty == whole.penalty
    np.testing.assert_array_equal(part.predictions, whole.predictions[:7])


@pytest.mark.parametrize("num_train", [300, 5500])
def test_validation_accuracies_are_those_of_scikit_learn_on_the_same_folds(num_train: int) -> None:
    problem = draw_problem(num_train, 15)
    penalties = (1000.0, 30.0, 1.0)
    probe = compute_linear_probe(*problem, num_classes=NUM_CLASSES, seed=3, penalties=penalties)
    _, numbers = np.unique(problem.train_labels, return_inverse=True)
    folds = draw_folds(torch.from_numpy(numbers), seed=3).numpy()
    features = StandardScaler().fit_transform(problem.train.astype(np.float64))
    turns = range(NUM_FOLDS) if num_train <= FEW_IMAGES else [0]
    for penalty, accuracy in zip(probe.penalties, probe.validation_accuracies, strict=True):
        correct = total = 0
        for held in (folds == turn for turn in turns):
            model = LogisticRegression(C=1 / penalty, max_iter=10_000).fit(
                features[~held], problem.train_labels[~held]
            )
            correct += (model.predict(features[held]) == problem.train_labels[held]).sum()
            total += held.sum()
        assert accuracy == pytest.approx(correct / total, abs=0.01)


def test_the_penalty_is_the_best_on_validation_and_the_strongest_of_equals() -> None:
    probe = compute_linear_probe(*draw_problem(300, 80), num_classes=NUM_CLASSES)
    assert probe.penalty == probe.penalties[probe.validation_accuracies.argmax()]
    assert (np.diff(probe.penalties) < 0).all()
    # Classes far apart: any of these penalties is right on all images.
    easy = compute_linear_probe(
        *draw_problem(500, 10, noise=0.01), num_classes=NUM_CLASSES, penalties=(0.1, 10.0, 1.0)
    )
    assert (easy.validation_accuracies == 1).all()
    assert easy.penalty == 10
    assert easy.accuracy == 1


def test_choosing_the_penalty_beats_a_weak_one_where_features_outnumber_images() -> None:
    problem = draw_problem(150, 300, noise=10)
    chosen = compute_linear_probe(*problem, num_classes=NUM_CLASSES)
    weak = compute_linear_probe(*problem, num_classes=NUM_CLASSES, penalties=(1e-3,))
    assert weak.penalty == 1e-3
    assert chosen.penalty > 0.1
    assert chosen.accuracy > weak.accuracy


def test_the_search_stops_once_weaker_penalties_only_hurt() -> None:
    problem = draw_problem(150, 300, noise=10)
    penalties = tuple(10.0**power for power in range(4, -7, -1))
    probe = compute_linear_probe(*problem, num_classes=NUM_CLASSES, penalties=penalties)
    assert len(probe.penalties) < len(penalties)
    assert (probe.validation_accuracies[-2:] < probe.validation_accuracies.max()).all()
    np.testing.assert_array_equal(probe.penalties, penalties[: len(probe.penalties)])


def test_results_are_consistent_and_repeat() -> None:
    problem = draw_problem(500, 20)
    first, second = (compute_linear_probe(*problem, num_classes=NUM_CLASSES, seed=5) for _ in range(2))
    np.testing.assert_array_equal(first.predictions, second.predictions)
    np.testing.assert_array_equal(first.validation_accuracies, second.validation_accuracies)
    assert first.accuracy == (first.predictions == problem.test_labels).mean()
    assert first.confusion.sum() == first.num_test == len(problem.test)
    assert first.num_train == 500
    assert first.interval[0] < first.accuracy < first.interval[1]
    np.testing.assert_allclose(first.per_class, first.confusion.diagonal() / first.confusion.sum(1))
    assert first.seconds > 0


def test_scale_offset_copies_and_constants_of_features_change_nothing() -> None:
    problem = draw_problem(500, 20)
    plain = compute_linear_probe(*problem, num_classes=NUM_CLASSES)

    def disguise(features: np.ndarray) -> np.ndarray:
        constant = np.full((len(features), 1), 0.1, np.float32)
        return np.concatenate([features * np.linspace(-3, 90, 20) - 5, constant], 1)

    disguised = problem._replace(train=disguise(problem.train), test=disguise(problem.test))
    probe = compute_linear_probe(*disguised, num_classes=NUM_CLASSES)
    assert probe.penalty == plain.penalty
    assert (probe.predictions == plain.predictions).mean() > 0.99


@pytest.mark.parametrize("num_train", [2, 5, 10, 13])
def test_a_handful_of_images(num_train: int) -> None:
    labels = np.arange(num_train) % NUM_CLASSES
    features = np.eye(NUM_CLASSES, 64)[labels] + np.random.default_rng(0).normal(
        scale=0.05, size=(num_train, 64)
    )
    probe = compute_linear_probe(features, labels, features, labels, num_classes=NUM_CLASSES)
    assert probe.accuracy == 1
    assert np.isfinite(probe.validation_accuracies).all() == (num_train > NUM_CLASSES)


def test_with_one_image_a_class_the_penalty_is_the_one_nearest_to_1() -> None:
    features, labels = np.eye(3), np.arange(3)
    probe = compute_linear_probe(
        features, labels, features, labels, num_classes=3, penalties=(0.01, 100.0, 5.0)
    )
    assert probe.penalty == 5
    assert np.isnan(probe.validation_accuracies).all()


def test_a_class_missing_from_training_is_never_predicted_and_one_missing_from_the_test_has_no_accuracy() -> (
    None
):
    problem = draw_problem(500, 20)
    seen, asked = problem.train_labels != 2, problem.test_labels != 4
    probe = compute_linear_probe(
        problem.train[seen],
        problem.train_labels[seen],
        problem.test[asked],
        problem.test_labels[asked],
        num_classes=NUM_CLASSES,
    )
    assert 2 not in probe.predictions
    assert 4 in probe.predictions
    assert probe.confusion.shape == (NUM_CLASSES, NUM_CLASSES)
    assert probe.per_class[2] == 0
    assert np.isnan(probe.per_class[4])
    assert (probe.per_class[[0, 1, 3]] > 0.2).all()


def test_features_that_never_vary_give_the_most_common_class() -> None:
    labels = np.array([0, 1, 1, 1, 2, 2])
    probe = compute_linear_probe(np.ones((6, 3)), labels, np.ones((2, 3)), np.array([1, 0]), num_classes=3)
    assert probe.predictions.tolist() == [1, 1]
    assert probe.accuracy == 0.5


def test_wrong_input_is_refused_in_one_sentence() -> None:
    train, labels, test, test_labels = draw_problem(20, 4, num_test=6)
    broken = train.copy()
    broken[3, 1] = np.nan
    cases = [
        ((train, np.full(20, 3), test, test_labels), "at least 2 classes"),
        ((broken, labels, test, test_labels), "Training features: some values are NaN"),
        ((train, labels, np.full_like(test, np.inf), test_labels), "Test features: some values are NaN"),
        ((train, labels, test[:, :3], test_labels), "4 columns and the test features 3"),
        ((train, labels[:-1], test, test_labels), "expected 20 labels"),
        ((train, labels, test, test_labels + NUM_CLASSES), "Test labels"),
        ((train[:0], labels[:0], test, test_labels), "non-empty"),
        ((train, labels, test[:0], test_labels[:0]), "non-empty"),
    ]
    for arguments, message in cases:
        with pytest.raises(UserError, match=message):
            compute_linear_probe(*Problem(*arguments), num_classes=NUM_CLASSES)


@pytest.mark.parametrize("penalties", [(), (0.0,), (1.0, -1.0), (float("nan"),), (float("inf"),)])
def test_penalties_that_are_not_positive_numbers_are_refused(penalties: tuple[float, ...]) -> None:
    with pytest.raises(UserError, match="penalties"):
        compute_linear_probe(*draw_problem(20, 4), num_classes=NUM_CLASSES, penalties=penalties)


def test_folds_deal_each_class_evenly() -> None:
    labels = torch.from_numpy(np.random.default_rng(0).choice(4, 503, p=[0.6, 0.3, 0.08, 0.02]))
    folds = draw_folds(labels, seed=0)
    counts = torch.stack([(labels[folds == fold]).bincount(minlength=4) for fold in range(NUM_FOLDS)])
    assert ((counts.amax(0) - counts.amin(0)) <= 1).all()
    assert counts.sum(1).amax() - counts.sum(1).amin() <= 1
    assert counts.sum() == 503
    assert torch.equal(folds, draw_folds(labels, seed=0))
    assert not torch.equal(folds, draw_folds(labels, seed=1))


def test_the_only_image_of_a_class_never_validates() -> None:
    folds = draw_folds(torch.tensor([0, 0, 1, 2, 2, 2]), seed=0)
    assert folds[2] == -1
    assert (folds[[0, 1, 3, 4, 5]] >= 0).all()
