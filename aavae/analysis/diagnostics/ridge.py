"""How well a ridge regression reads numbers off frozen representations."""

import numpy as np
import torch

from aavae.analysis.features import check_features, check_same_width, standardise_by_train
from aavae.errors import UserError
from aavae.language import _

PENALTIES = tuple(float(penalty) for penalty in np.logspace(-2, 6, 17))
"""L2 penalties to choose from, on the sum of squared errors of standardised features."""


def compute_ridge_r2(
    train: np.ndarray, train_targets: np.ndarray, test: np.ndarray, test_targets: np.ndarray
) -> np.ndarray:
    """Fit a ridge regression to each target and score it on other images.

    Features are standardised by the training set. The penalty is, for each target, the one with the smallest
    leave-one-out error on the training set, which has a closed form.

    Args:
        train: (num_train, D) representations.
        train_targets: (num_train, T) numbers to predict.
        test: (num_test, D).
        test_targets: (num_test, T).

    Returns:
        float64 (T,), R^2 of each target on the test set: 1 - squared error / squared deviation from the mean.
        1: read without error; 0: no better than guessing the mean; below 0: worse than that.

    Raises:
        UserError: wrong shapes, values that are not finite, or a target that does not vary.
    """
    features, queries = (
        check_features(train, _("Training features")),
        check_features(test, _("Test features")),
    )
    check_same_width(features, queries)
    targets = check_features(train_targets, _("Training targets")).double()
    truth = check_features(test_targets, _("Test targets")).double()
    if (len(targets), len(truth), targets.shape[1]) != (len(features), len(queries), truth.shape[1]):
        raise UserError(
            _("Ridge regression needs one row of targets for each row of features, and equal columns.")
        )
    deviation = (truth - truth.mean(0)).square().sum(0)
    if (deviation == 0).any():
        raise UserError(_("Ridge regression needs targets that vary on the test set; choose more images."))

    features, queries = (part.double() for part in standardise_by_train(features, queries))
    mean = targets.mean(0)
    # features = left * scale @ right: the fit for any penalty, and its leave-one-out errors, follow at once.
    left, scale, right = torch.linalg.svd(features, full_matrices=False)
    projected = left.T @ (targets - mean)
    errors = []
    for penalty in PENALTIES:
        shrinkage = (scale.square() / (scale.square() + penalty))[:, None]
        residual = targets - mean - left @ (shrinkage * projected)
        # The mean is fitted too, which takes 1 / N of every image.
        leverage = left.square() @ shrinkage + 1 / len(features)
        errors.append((residual / (1 - leverage)).square().sum(0))
    penalties = torch.tensor(PENALTIES, dtype=torch.float64)[torch.stack(errors).argmin(0)]
    weights = right.T @ (scale[:, None] / (scale.square()[:, None] + penalties) * projected)
    error = (truth - mean - queries @ weights).square().sum(0)
    return (1 - error / deviation).numpy()
