"""How a linear probe does with few labels and with many."""

from typing import NamedTuple

import numpy as np

from aavae.analysis.probes.linear_probe import PROBE_CONSTANTS
from aavae.data.image_set import Dataset, check_has_labels
from aavae.evaluation.cache import ResultKind, find_or_compute
from aavae.evaluation.probes.linear_probe import evaluate_linear_probe
from aavae.evaluation.subject import Subject

COUNTS = (10, 100, 1_000, 10_000, 50_000)
"""Numbers of labelled images, the same number of each class."""
FEW_LABELS = 1_000
"""Up to this many labels, which images have one matters: the probe is repeated."""
NUM_DRAWS = 3
"""Draws of the labelled images where it is repeated."""

_KIND = ResultKind(
    "label-curve", version=1, counts=COUNTS, few_labels=FEW_LABELS, num_draws=NUM_DRAWS, probe=PROBE_CONSTANTS
)


class LabelCurve(NamedTuple):
    """Accuracy of the linear probe on h against the number of labels.

    Attributes:
        counts: int64 (K,), labelled training images, ascending; the last is all of them.
        accuracies: float64 (K,), in [0, 1], on all test images: means over the draws.
        lows: float64 (K,), of the worst draw; where there is one draw, the mean itself.
        highs: float64 (K,), of the best draw.
    """

    counts: np.ndarray
    accuracies: np.ndarray
    lows: np.ndarray
    highs: np.ndarray


def evaluate_label_curve(subject: Subject, dataset: Dataset, *, ship: bool = False) -> LabelCurve:
    """Linear probe on h with 10, 100, 1,000, ... labels, as far as the training images go, and with all.

    Raises:
        UserError: there are no labels, or the images are all of one class.
    """
    check_has_labels(dataset)
    inputs = {"subject": subject.compute_digest(), "data": dataset.digest, "num_draws": NUM_DRAWS}

    def compute() -> LabelCurve:
        total = dataset.train.num_labelled
        counts = [*(count for count in COUNTS if count < total), total]
        accuracies = [
            [
                evaluate_linear_probe(
                    subject, dataset, representation="h", num_labels=count, seed=seed
                ).accuracy
                for seed in range(NUM_DRAWS if count <= FEW_LABELS and count < total else 1)
            ]
            for count in counts
        ]
        means, lows, highs = ([reduce(draws) for draws in accuracies] for reduce in (np.mean, np.min, np.max))
        return LabelCurve(*(np.array(column) for column in (counts, means, lows, highs)))

    return find_or_compute(LabelCurve, _KIND, inputs, compute, ship)
