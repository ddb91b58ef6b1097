"""How good a classifier's predictions are: shared by the probes."""

from typing import NamedTuple

import numpy as np

from aavae.analysis.intervals import wilson_interval


class Scores(NamedTuple):
    """Predictions against the true classes.

    Attributes:
        accuracy: part of the test images that are right, in [0, 1].
        interval: its 95 % Wilson interval over test images, (low, high).
        per_class: float64 (C,), accuracy on the images of each true class; NaN for a class without any.
        confusion: int64 (C, C), counts: row = true class, column = predicted class.
    """

    accuracy: float
    interval: tuple[float, float]
    per_class: np.ndarray
    confusion: np.ndarray


def compute_scores(predictions: np.ndarray, labels: np.ndarray, num_classes: int) -> Scores:
    """Score predictions.

    Args:
        predictions: int64 (N,), in [0, num_classes).
        labels: int64 (N,), the true classes.
        num_classes: C.
    """
    confusion = np.bincount(labels * num_classes + predictions, minlength=num_classes**2)
    confusion = confusion.reshape(num_classes, num_classes).astype(np.int64)
    counts = confusion.sum(1)
    hits = np.diagonal(confusion)
    per_class = np.divide(hits, counts, out=np.full(num_classes, np.nan), where=counts > 0)
    correct = int(hits.sum())
    return Scores(correct / len(labels), wilson_interval(correct, len(labels)), per_class, confusion)
