"""k nearest neighbours: how well a representation groups the classes, with nothing to train."""

from typing import NamedTuple

import numpy as np

from aavae.analysis.features import check_features, check_labels, check_same_width, standardise_by_train
from aavae.analysis.probes.scores import compute_scores
from aavae.errors import UserError
from aavae.language import _

TEMPERATURE = 0.07
"""Sharpness of the votes: a neighbour of cosine similarity s counts exp(s / TEMPERATURE)."""


class KnnProbe(NamedTuple):
    """What a kNN probe found.

    Attributes:
        accuracy: part of the test images that are right, in [0, 1].
        interval: its 95 % Wilson interval over test images, (low, high).
        per_class: float64 (C,), accuracy on each true class; NaN for a class without test images.
        predictions: int64 (num_test,).
        k: neighbours that voted: the number asked for, or all where there were fewer.
        num_train: images that could be neighbours.
        num_test: images classified.
    """

    accuracy: float
    interval: tuple[float, float]
    per_class: np.ndarray
    predictions: np.ndarray
    k: int
    num_train: int
    num_test: int


def compute_knn_probe(
    train: np.ndarray,
    train_labels: np.ndarray,
    test: np.ndarray,
    test_labels: np.ndarray,
    *,
    num_classes: int,
    k: int = 20,
    standardise: bool = True,
) -> KnnProbe:
    """Classify each test image by its k nearest training images.

    Cosine similarity; each neighbour votes for its class with weight exp(similarity / 0.07), as in Wu et al.
    2018 (arXiv 1805.01978, section 3.4). Features are centred and standardised first, by the training set's
    statistics, so that representations of different scale and offset are compared fairly.

    Args:
        train: (num_train, D) representations.
        train_labels: integers (num_train,), in [0, num_classes).
        test: (num_test, D).
        test_labels: integers (num_test,).
        num_classes: C.
        k: neighbours that vote; more than num_train means all of them.
        standardise: whether to centre and standardise; otherwise the features as they are.

    Raises:
        UserError: wrong shapes, labels out of range, or values that are not finite.
    """
    import torch

    from aavae.analysis.neighbours import search

    bank, queries = check_features(train, _("Training features")), check_features(test, _("Test features"))
    check_same_width(bank, queries)
    bank_labels = check_labels(train_labels, len(bank), num_classes, _("Training labels"))
    query_labels = check_labels(test_labels, len(queries), num_classes, _("Test labels"))
    if k < 1:
        raise UserError(_("k: expected at least 1 neighbour, got {k}.").format(k=k))
    k = min(k, len(bank))
    if standardise:
        bank, queries = standardise_by_train(bank, queries)
    similarities, indices = search(bank, queries, k)
    # Similarities are at most 1: shifting by it keeps exp from overflowing and changes no vote's share.
    weights = ((similarities - 1) / TEMPERATURE).exp()
    votes = torch.zeros(len(queries), num_classes).scatter_add_(1, bank_labels[indices], weights)
    predictions = votes.argmax(1).numpy()
    scores = compute_scores(predictions, query_labels.numpy(), num_classes)
    return KnnProbe(
        accuracy=scores.accuracy,
        interval=scores.interval,
        per_class=scores.per_class,
        predictions=predictions,
        k=k,
        num_train=len(bank),
        num_test=len(queries),
    )
