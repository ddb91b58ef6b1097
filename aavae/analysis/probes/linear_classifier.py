"""A linear classifier of frozen representations: fitted to training images, then a value that predicts."""

from typing import NamedTuple

import numpy as np
import torch

from aavae.analysis.features import Scaling, check_features, check_labels, standardise
from aavae.analysis.principal import Principal, compute_principal
from aavae.analysis.probes.logistic import Logistic, fit_logistic
from aavae.errors import UserError
from aavae.language import _


class TrainingSet(NamedTuple):
    """Labelled representations as a classifier is fitted to them.

    Attributes:
        features: float32 (N, D), standardised.
        scaling: what standardised them, and will do so with the features to classify.
        labels: int64 (N,), indices into `classes`.
        classes: int64 (P,), the classes that have images, ascending.
    """

    features: torch.Tensor
    scaling: Scaling
    labels: torch.Tensor
    classes: torch.Tensor


class LinearClassifier(NamedTuple):
    """A fitted classifier.

    Attributes:
        scaling: takes features to what `logistic` reads.
        logistic: tells the classes apart that had training images.
        classes: int64 (P,), which classes these are, ascending.
    """

    scaling: Scaling
    logistic: Logistic
    classes: torch.Tensor

    def predict(self, features: torch.Tensor) -> torch.Tensor:
        """The most probable class of each row of (N, D) features, as they are: int64 (N,)."""
        return self.classes[self.logistic.predict(self.scaling.apply(features))]


def prepare_training_set(train: np.ndarray, train_labels: np.ndarray, num_classes: int) -> TrainingSet:
    """Check labelled representations and standardise them.

    Args:
        train: (N, D) representations.
        train_labels: integers (N,), in [0, num_classes); classes may be missing, but not all but one.
        num_classes: C.

    Raises:
        UserError: wrong shapes, labels out of range, a single class, or values that are not finite.
    """
    features = check_features(train, _("Training features"))
    labels = check_labels(train_labels, len(features), num_classes, _("Training labels"))
    # A class without training images would drive its bias to minus infinity: fit only the others.
    classes, labels = labels.unique(return_inverse=True)
    if len(classes) < 2:
        raise UserError(
            _("A linear probe needs training images of at least 2 classes, got 1; choose more images.")
        )
    return TrainingSet(*standardise(features), labels, classes)


def fit_linear_classifier(
    training: TrainingSet,
    penalty: float,
    tolerance: float,
    principal: Principal | None = None,
    start: Logistic | None = None,
) -> LinearClassifier:
    """Fit multinomial logistic regression to all images of a training set; see `fit_logistic`.

    Args:
        training: what it learns from.
        penalty: L2 penalty on the sum of cross-entropies, positive; scikit-learn's C is its inverse.
        tolerance: how close to the limit.
        principal: axes of the features or of some of them; None: computed from all.
        start: where to begin, such as the solution for a near penalty.
    """
    principal = principal or compute_principal(training.features)
    logistic = fit_logistic(
        training.features,
        training.labels,
        len(training.classes),
        penalty=penalty,
        principal=principal,
        start=start,
        tolerance=tolerance,
    )
    return LinearClassifier(training.scaling, logistic, training.classes)
