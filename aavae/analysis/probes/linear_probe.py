"""Linear probe: how well a linear classifier reads the classes off frozen representations.

Fitting chooses a penalty on held out training images; scoring takes what was fitted, and test images.
"""

import time
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from aavae.analysis.features import check_features, check_labels, check_same_width
from aavae.analysis.probes.scores import compute_scores
from aavae.errors import UserError
from aavae.language import _

if TYPE_CHECKING:
    import torch

    from aavae.analysis.probes.linear_classifier import LinearClassifier, TrainingSet
    from aavae.analysis.probes.logistic import Logistic

PENALTIES = (10_000.0, 3_000.0, 1_000.0, 300.0, 100.0, 30.0, 10.0, 3.0, 1.0, 0.3, 0.1)
"""L2 penalties to choose from; scikit-learn's C is the inverse."""
NUM_FOLDS = 5
"""Parts of the training set; a classifier fitted on all but one is validated on that one."""
FEW_IMAGES = 10_000
"""Up to this many training images every part takes its turn to validate: one alone is too noisy.

At 10,000 labels five parts lose 0.1 to 0.2 points to the best penalty, one part 0.3 to 0.4.
"""
SEARCH_IMAGES = 10_000
"""Most images that a candidate is fitted on: the best penalty, which weighs the sum over images, hardly
depends on their number."""
PATIENCE = 2
"""Penalties in a row below the best validation accuracy that end the search."""
SEARCH_TOLERANCE = 1e-3
"""How well the candidates are fitted: their accuracies are within about 0.3 points of the limit."""
FINAL_TOLERANCE = 1e-5
"""How well the final classifier is fitted: within about 0.1 points."""
PROBE_CONSTANTS = {
    "penalties": PENALTIES,
    "num_folds": NUM_FOLDS,
    "few_images": FEW_IMAGES,
    "search_images": SEARCH_IMAGES,
    "patience": PATIENCE,
    "search_tolerance": SEARCH_TOLERANCE,
    "final_tolerance": FINAL_TOLERANCE,
}
"""All that decides a probe besides its images: a part of the key under which its results are kept."""


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
            validated on another; NaN where nothing was: too few images, or only one penalty.
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


class FittedProbe(NamedTuple):
    """A classifier, and how its penalty was chosen.

    Attributes:
        classifier: fitted to all training images.
        penalty: the chosen L2 penalty.
        penalties: float64 (P,), those tried, from strong to weak.
        validation_accuracies: float64 (P,), as in `LinearProbe`.
    """

    classifier: "LinearClassifier"
    penalty: float
    penalties: np.ndarray
    validation_accuracies: np.ndarray


class Search(NamedTuple):
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
    start: "Logistic | None"


class Split(NamedTuple):
    """Images to fit a candidate on, and images to validate it on."""

    fit: "torch.Tensor"
    fit_labels: "torch.Tensor"
    held: "torch.Tensor"
    held_labels: "torch.Tensor"


def compute_linear_probe(
    train: np.ndarray,
    train_labels: np.ndarray,
    test: np.ndarray,
    test_labels: np.ndarray,
    *,
    num_classes: int,
    seed: int = 0,
    penalties: tuple[float, ...] = PENALTIES,
) -> LinearProbe:
    """Fit multinomial logistic regression on frozen representations and score it on the test set.

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
    from aavae.analysis.probes.linear_classifier import prepare_training_set

    started = time.perf_counter()
    # All is checked before the fit, which may take seconds.
    training = prepare_training_set(train, train_labels, num_classes)
    queries = check_features(test, _("Test features"))
    check_same_width(training.features, queries)
    truth = check_labels(test_labels, len(queries), num_classes, _("Test labels"))
    fitted = fit_linear_probe(training, seed, penalties)
    predictions = fitted.classifier.predict(queries).numpy()
    return LinearProbe(
        *compute_scores(predictions, truth.numpy(), num_classes),
        predictions=predictions,
        penalty=fitted.penalty,
        penalties=fitted.penalties,
        validation_accuracies=fitted.validation_accuracies,
        num_train=len(training.features),
        num_test=len(queries),
        seconds=time.perf_counter() - started,
    )


def fit_linear_probe(
    training: "TrainingSet", seed: int = 0, penalties: tuple[float, ...] = PENALTIES
) -> FittedProbe:
    """Choose a penalty, and fit the classifier to the whole training set.

    The L2 penalty is the one with the best accuracy on held out training images, never on test images, the
    strongest one in a tie. Up to 5,000 training images the accuracy is that of 5-fold cross-validation; from
    there on, that on one stratified fifth, of classifiers fitted to at most 10,000 of the others. The search
    goes from strong to weak penalties, each fit starting from the last, and stops when two in a row are worse
    than the best. Where no class has two images there is nothing to validate on, and the penalty is the one
    nearest to 1 (scikit-learn's default).

    Args:
        training: what `prepare_training_set` returned.
        seed: decides which training images validate.
        penalties: positive L2 penalties to choose from, in any order.

    Raises:
        UserError: penalties that are not positive.
    """
    from aavae.analysis.principal import compute_principal
    from aavae.analysis.probes.linear_classifier import fit_linear_classifier
    from aavae.analysis.probes.logistic import fit_logistic

    if not penalties or not all(0 < penalty < np.inf for penalty in penalties):
        raise UserError(
            _("penalties: expected at least one positive number, got {penalties}.").format(
                penalties=list(penalties)
            )
        )
    features = training.features
    # A part of the images shows the principal axes well enough, as long as they are many more than the axes.
    sample = _draw_rows(len(features), max(SEARCH_IMAGES, 2 * features.shape[1]), seed)
    principal = compute_principal(features[sample])
    fit = partial(fit_logistic, num_classes=len(training.classes), principal=principal)
    search = _search(fit, features, training.labels, sorted(penalties, reverse=True), seed)
    penalty = search.penalties[search.best]
    classifier = fit_linear_classifier(training, penalty, FINAL_TOLERANCE, principal, search.start)
    return FittedProbe(classifier, penalty, np.array(search.penalties), np.array(search.accuracies))


def draw_folds(labels: "torch.Tensor", seed: int) -> "torch.Tensor":
    """Deal the images of each class into NUM_FOLDS parts of equal size, at random.

    Args:
        labels: int64 (N,).
        seed: decides which image goes where.

    Returns:
        int64 (N,), the part of each image; -1 for the only image of its class, which cannot be spared.
    """
    import torch

    order = _draw_rows(len(labels), len(labels), seed)
    order = order[labels[order].argsort(stable=True)]
    folds = torch.empty_like(labels)
    # Dealt in one go, class after class, so that the parts differ by one image at most.
    folds[order] = torch.arange(len(labels)) % NUM_FOLDS
    folds[labels.bincount()[labels] < 2] = -1
    return folds


def _draw_rows(num_rows: int, most: int, seed: int) -> "torch.Tensor":
    """Some rows at random, or all: int64 (min(num_rows, most),)."""
    import torch

    return torch.randperm(num_rows, generator=torch.Generator().manual_seed(seed))[:most]


def _draw_splits(features: "torch.Tensor", labels: "torch.Tensor", seed: int) -> list[Split]:
    """One split of many images, or one for each fold of few; none where no class has two images."""
    folds = draw_folds(labels, seed)
    turns = NUM_FOLDS if len(labels) <= FEW_IMAGES else 1
    splits = []
    for turn in range(turns):
        held, rest = (folds == turn).nonzero()[:, 0], (folds != turn).nonzero()[:, 0]
        if len(held):
            fit = rest[_draw_rows(len(rest), SEARCH_IMAGES, seed)]
            splits.append(Split(features[fit], labels[fit], features[held], labels[held]))
    return splits


def _search(
    fit: "Callable[..., Logistic]",
    features: "torch.Tensor",
    labels: "torch.Tensor",
    penalties: list[float],
    seed: int,
) -> Search:
    """Follow the penalties from strong to weak until the validation accuracy falls."""
    splits = _draw_splits(features, labels, seed)
    if not splits or len(penalties) == 1:
        nearest = int(np.abs(np.log(penalties)).argmin())
        return Search(penalties, [float("nan")] * len(penalties), nearest, None)
    classifiers: list[Logistic | None] = [None] * len(splits)
    accuracies, best, start, worse = [], 0, None, 0
    for index, penalty in enumerate(penalties):
        correct = 0
        for turn, split in enumerate(splits):
            classifier = fit(
                split.fit,
                split.fit_labels,
                penalty=penalty,
                start=classifiers[turn],
                tolerance=SEARCH_TOLERANCE,
            )
            correct += int((classifier.predict(split.held) == split.held_labels).sum())
            classifiers[turn] = classifier
        accuracies.append(correct / sum(len(split.held) for split in splits))
        if index == 0 or accuracies[index] > accuracies[best]:
            best, start = index, classifiers[0]
        worse = worse + 1 if accuracies[index] < accuracies[best] else 0
        if worse == PATIENCE:
            break
    return Search(penalties[: len(accuracies)], accuracies, best, start)
