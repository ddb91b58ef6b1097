"""Linear probe of a subject's frozen representations."""

import numpy as np

from aavae.analysis.probes.linear_probe import PROBE_CONSTANTS, LinearProbe, compute_linear_probe
from aavae.config import RepresentationName
from aavae.data.image_set import Dataset, check_has_labels
from aavae.evaluation.cache import ResultKind, find_or_compute
from aavae.evaluation.subject import Subject

_KIND = ResultKind("linear-probe", version=1, probe=PROBE_CONSTANTS)


def draw_labelled(labels: np.ndarray, num_labels: int | None, seed: int) -> np.ndarray:
    """Indices of a training subset with the same number of images of each class, as far as possible.

    Args:
        labels: int64 (N,).
        num_labels: size of the subset; None or at least N takes all.
        seed: decides which.

    Returns:
        Sorted indices.
    """
    if num_labels is None or num_labels >= len(labels):
        return np.arange(len(labels))
    order = np.random.default_rng(seed).permutation(len(labels))
    rank_in_class = np.empty(len(labels), np.int64)
    for label in np.unique(labels):
        members = order[labels[order] == label]
        rank_in_class[members] = np.arange(len(members))
    # By rank, then at random: every class gives its first image before any gives its second.
    chosen = order[np.argsort(rank_in_class[order], kind="stable")][:num_labels]
    return np.sort(chosen)


def evaluate_linear_probe(
    subject: Subject,
    dataset: Dataset,
    *,
    representation: RepresentationName = "h",
    num_labels: int | None = None,
    seed: int = 0,
    ship: bool = False,
) -> LinearProbe:
    """Linear probe trained on (a part of) the labelled training images, tested on all labelled test images.

    Raises:
        UserError: there are no labels, or the images are all of one class; or the subject has no such
            representation.
    """
    check_has_labels(dataset)
    num_train = dataset.train.num_labelled
    inputs = {
        "subject": subject.compute_digest(),
        "data": dataset.digest,
        "representation": representation,
        "num_labels": min(num_labels or num_train, num_train),
        "seed": seed,
    }

    def compute() -> LinearProbe:
        from aavae.evaluation.representations import load_features

        train, test = dataset.train.labelled, dataset.test.labelled
        features, queries = load_features(subject, dataset, representation)
        chosen = draw_labelled(train.labels, num_labels, seed)
        num_classes = len(train.class_names)
        return compute_linear_probe(
            features[chosen], train.labels[chosen], queries, test.labels, num_classes=num_classes, seed=seed
        )

    return find_or_compute(LinearProbe, _KIND, inputs, compute, ship)
