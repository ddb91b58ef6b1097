"""Linear probe: how well a linear classifier reads the classes off frozen representations."""

import time
from typing import NamedTuple

import numpy as np
import torch

from aavae.analysis.features import check_features, check_labels, check_same_width, standardise_by_train
from aavae.analysis.logistic import Logistic, fit_logistic
from aavae.analysis.principal import compute_principal
from aavae.analysis.scores import compute_scores
from aavae.errors import UserError

PENALTIES = (30_000.0, 10_000.0, 3_000.0, 1_000.0, 300.0, 100.0, 30.0, 10.0, 3.0, 1.0, 0.3, 0.1)
"""L2 penalties to choose from; scikit-learn's C is the inverse."""
NUM_FOLDS = 5
"""Parts of the training set; a classifier fitted on all but one is validated on that one."""
FEW_IMAGES = 1_000
"""Up to this many training images every part takes its turn to validate: one alone is too noisy."""
PATIENCE = 2
"""Penalties in a row below the best validation accuracy that end the search."""
SEARCH_TOLERANCE = 3e-4
"""How well the candidates are fitted: their accuracies are within about 0.2 points of the limit."""
FINAL_TOLERANCE = 1e-5
"""How well the final classifier is fitted."""


class LinearProbe(NamedTuple):
    """What a linear probe found.

    Attributes:
        accuracy: part of the test images that are right, in [0, 1].
        interval: its 95 % Wilson interval over test images, (low, high).
        per_class: float64 (C,), accuracy on each true class; NaN for a class without test images.
        confusion: int64 (C, C), counts: row = true class, column = predicted class.
        predictions: int64 (num_test,).
        penalty: the chosen L2 penalty, on the sum of cross-entropies; scikit-learn's C is its inverse.
        penalties: float64 (P,), those tried, from strong to weak.
        validation_accuracies: float64 (P,), of classifiers fitted on one part of the training set and
            validated on another; NaN where too few images leave nothing to validate on.
        num_train: training images, those for validation included.
        num_test: test images.
        seconds: time that the probe took, the search included.
    """

    accuracy: float
    interval: tuple[float, float]
    per_class: np.ndarray
    confusion: np.ndarray
    predictions: np.ndarray
    penalty: float
    penalties: np.ndarray
    validation_accuracies: np.ndarray
    num_train: int
    num_test: int
    seconds: float


class Path(NamedTuple):
    """Classifiers along a path of penalties.

    Attributes:
        penalties: those tried, from strong to weak.
        accuracies: validation accuracy of each.
        best: index of the best one.
        start: a classifier for the best one, from which to fit the final one; None if none was fitted.
    """

    penalties: list[float]
    accuracies: list[float]
    best: int
    start: Logistic | None


def compute_linear_probe(
    train: np.ndarray,
    train_labels: np.ndarray,
    test: np.ndarray,
    test_labels: np.ndarray,
    num_classes: int,
    seed: int = 0,
    penalties: tuple[float, ...] = PENALTIES,
) -> LinearProbe:
    """Fit multinomial logistic regression on frozen representations and score it on the test set.

    Features are standardised by the training set. The L2 penalty is the one with the best accuracy on held
    out training images, never on test images, the strongest one in a tie; then the classifier is fitted to
    the whole training set. Up to 1,000 training images the accuracy is that of 5-fold cross-validation; from
    there on, that of one stratified fifth. The search goes from strong to weak penalties, each fit starting
    from the last, and stops when two in a row are worse than the best. Where no class has two images there
    is nothing to validate on, and the penalty is the one nearest to 1 (scikit-learn's default).

    Args:
        train: (num_train, D) representations.
        train_labels: integers (num_train,), in [0, num_classes); classes may be missing, but not all but one.
        test: (num_test, D).
        test_labels: integers (num_test,); they decide the score and nothing else.
        num_classes: C.
        seed: decides which training images validate.
        penalties: positive L2 penalties to choose from, in any order.

    Raises:
        UserError: wrong shapes, labels out of range, a single training class, values that are not finite, or
            penalties that are not positive.
    """
    started = time.perf_counter()
    features, queries = check_features(train, "Training features"), check_features(test, "Test features")
    check_same_width(features, queries)
    labels = check_labels(train_labels, len(features), num_classes, "Training labels")
    truth = check_labels(test_labels, len(queries), num_classes, "Test labels")
    if not penalties or not all(0 < penalty < np.inf for penalty in penalties):
        raise UserError(f"penalties: expected at least one positive number, got {list(penalties)}.")
    # A class without training images would drive its bias to minus infinity: fit only the others.
    present, labels = labels.unique(return_inverse=True)
    if len(present) < 2:
        raise UserError(
            "A linear probe needs training images of at least 2 classes, got 1; choose more images."
        )

    features, queries = standardise_by_train(features, queries)
    # A rotation changes neither the penalty nor the fit, and makes the optimiser fast.
    features, axes = compute_principal(features)
    path = _search(features, labels, len(present), sorted(penalties, reverse=True), seed)
    penalty = path.penalties[path.best]
    weights, bias = fit_logistic(features, labels, len(present), penalty, path.start, FINAL_TOLERANCE)
    classifier = Logistic(weights @ axes.T, bias)
    predictions = present[classifier.predict(queries)].numpy()
    scores = compute_scores(predictions, truth.numpy(), num_classes)
    return LinearProbe(
        *scores,
        predictions=predictions,
        penalty=penalty,
        penalties=np.array(path.penalties),
        validation_accuracies=np.array(path.accuracies),
        num_train=len(features),
        num_test=len(queries),
        seconds=time.perf_counter() - started,
    )


def draw_folds(labels: torch.Tensor, seed: int) -> torch.Tensor:
    """Deal the images of each class into NUM_FOLDS parts of equal size, at random.

    Args:
        labels: int64 (N,).
        seed: decides which image goes where.

    Returns:
        int64 (N,), the part of each image; -1 for the only image of its class, which cannot be spared.
    """
    generator = torch.Generator().manual_seed(seed)
    order = torch.randperm(len(labels), generator=generator)
    order = order[labels[order].argsort(stable=True)]
    folds = torch.empty_like(labels)
    # Dealt in one go, class after class, so that the parts differ by one image at most.
    folds[order] = torch.arange(len(labels)) % NUM_FOLDS
    folds[labels.bincount()[labels] < 2] = -1
    return folds


class Split(NamedTuple):
    """Images to fit a candidate on, and images to validate it on."""

    fit: torch.Tensor
    fit_labels: torch.Tensor
    held: torch.Tensor
    held_labels: torch.Tensor


def _draw_splits(features: torch.Tensor, labels: torch.Tensor, seed: int) -> list[Split]:
    """One split of many images, or one for each fold of few; none where no class has two images."""
    folds = draw_folds(labels, seed)
    turns = range(NUM_FOLDS if len(labels) <= FEW_IMAGES else 1)
    masks = [folds == turn for turn in turns]
    return [
        Split(features[~held], labels[~held], features[held], labels[held]) for held in masks if held.any()
    ]


def _search(
    features: torch.Tensor, labels: torch.Tensor, num_classes: int, penalties: list[float], seed: int
) -> Path:
    """Follow the penalties from strong to weak until the validation accuracy falls."""
    splits = _draw_splits(features, labels, seed)
    if not splits or len(penalties) == 1:
        nearest = int(np.abs(np.log(penalties)).argmin())
        return Path(penalties, [float("nan")] * len(penalties), nearest, None)
    classifiers: list[Logistic | None] = [None] * len(splits)
    accuracies, best, start, worse = [], 0, None, 0
    for index, penalty in enumerate(penalties):
        correct = 0
        for turn, (fit, fit_labels, held, held_labels) in enumerate(splits):
            classifier = fit_logistic(
                fit, fit_labels, num_classes, penalty, classifiers[turn], SEARCH_TOLERANCE
            )
            correct += int((classifier.predict(held) == held_labels).sum())
            classifiers[turn] = classifier
        accuracies.append(correct / sum(len(split.held) for split in splits))
        worse += 1
        if accuracies[index] >= accuracies[best]:
            worse = 0
        if index == 0 or accuracies[index] > accuracies[best]:
            best, start = index, classifiers[0]
        if worse == PATIENCE:
            break
    return Path(penalties[: len(accuracies)], accuracies, best, start)
