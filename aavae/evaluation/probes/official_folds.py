"""Linear probe by the official folds of a data set: one on each fold, as STL-10's protocol has it."""

from typing import NamedTuple

import numpy as np

from aavae.analysis.probes.linear_probe import PROBE_CONSTANTS, compute_linear_probe
from aavae.config import RepresentationName
from aavae.data.image_set import Dataset, check_has_labels
from aavae.errors import UserError
from aavae.evaluation.cache import ResultKind, find_or_compute
from aavae.evaluation.subject import Subject
from aavae.language import _

_KIND = ResultKind("official-folds", version=1, probe=PROBE_CONSTANTS)


class FoldProbes(NamedTuple):
    """Linear probes that are trained on one of K folds each, and tested on all test images.

    Attributes:
        mean: of the accuracies, in [0, 1]: what papers report.
        deviation: their standard deviation over the folds, with K in the denominator.
        accuracies: float64 (K,), in the order of the folds.
        num_train: images in a fold.
        num_test: test images.
    """

    mean: float
    deviation: float
    accuracies: np.ndarray
    num_train: int
    num_test: int


def evaluate_official_folds(
    subject: Subject,
    dataset: Dataset,
    *,
    representation: RepresentationName = "h",
    seed: int = 0,
    ship: bool = False,
) -> FoldProbes:
    """Train a linear probe on the images of each official fold (Coates, Lee and Ng, AISTATS 2011).

    Args:
        subject: a model, or the pixels.
        dataset: with official folds.
        representation: one that the subject has.
        seed: of each probe's choice of a penalty.
        ship: keep it among the shipped results.

    Raises:
        UserError: the data set has no folds or no labels, a fold is all of one class, or the subject has no
            such representation.
    """
    check_has_labels(dataset)
    folds = dataset.folds
    if folds is None:
        raise UserError(
            _("'{name}' has no official folds: probe all of its labelled images instead.").format(
                name=dataset.name
            )
        )
    subject.check_representation(representation)
    inputs = {
        "subject": subject.compute_digest(),
        "data": dataset.digest,
        # The digest is of images and labels alone.
        "folds": folds.tolist(),
        "representation": representation,
        "seed": seed,
    }

    def compute() -> FoldProbes:
        from aavae.evaluation.representations import load_features

        features, queries = load_features(subject, dataset, representation)
        train, test = dataset.train.labelled, dataset.test.labelled
        accuracies = np.array(
            [
                compute_linear_probe(
                    features[rows],
                    train.labels[rows],
                    queries,
                    test.labels,
                    num_classes=len(train.class_names),
                    seed=seed,
                ).accuracy
                for rows in folds
            ]
        )
        return FoldProbes(
            mean=float(accuracies.mean()),
            deviation=float(accuracies.std()),
            accuracies=accuracies,
            num_train=folds.shape[1],
            num_test=len(test),
        )

    return find_or_compute(FoldProbes, _KIND, inputs, compute, ship)
