"""Representations of a data set's images, cached on disk."""

from typing import Literal

import numpy as np

from aavae.config import RepresentationName
from aavae.data.image_set import Dataset, ImageSet
from aavae.evaluation.cache import ResultKind, find_or_compute
from aavae.evaluation.models import get_model
from aavae.evaluation.subject import Subject
from aavae.foreign.vectors import read_vectors
from aavae.representations import Representations, compute_representations

Split = Literal["train", "test", "labelled-train", "labelled-test"]
"""All images of a split, or those of it that have a label."""
_SEEDS = {"train": 0, "test": 1}
"""Of the samples z. They differ: with the same noise in both splits, the i-th test image would find the i-th
training image."""

_KIND = ResultKind("representations", version=1, seeds=_SEEDS)


def load_representations(subject: Subject, dataset: Dataset, split: Split) -> Representations:
    """Representations of all images of a split, in the order of the data set.

    Where all images of a split have a label, those that have one are the split itself. Pixels have an h, the
    flattened image in [0, 1], and neither mu nor z (zero columns); so have vectors.

    Raises:
        UserError: there are no vectors of this split.
    """
    name = split.removeprefix("labelled-")
    whole = _get_part(dataset, name)
    part = split if whole.num_labelled < len(whole) else name
    if subject.kind == "pixels":
        images = _get_part(dataset, part).images
        empty = np.empty((len(images), 0), np.float32)
        return Representations(images.reshape(len(images), -1).astype(np.float32) / 255, empty, empty)
    if subject.kind == "vectors":
        rows = None if part == name else np.flatnonzero(whole.labels >= 0)
        return _take_vectors(subject, name, rows)
    inputs = {
        "subject": subject.compute_digest(),
        "data": dataset.digest,
        "split": part,
        "seed": _SEEDS[name],
    }

    def compute() -> Representations:
        images = _get_part(dataset, part).images
        return compute_representations(get_model(subject, images.shape[-1]), images, _SEEDS[name])

    return find_or_compute(Representations, _KIND, inputs, compute)


def _get_part(dataset: Dataset, part: str) -> ImageSet:
    """All images of a split, or those of it that have a label."""
    whole = dataset.train if part.endswith("train") else dataset.test
    return whole.labelled if part.startswith("labelled-") else whole


def _take_vectors(subject: Subject, split: str, rows: np.ndarray | None) -> Representations:
    """The vectors of a split, or of some rows of it."""
    assert subject.external is not None
    vectors = read_vectors(subject.external, split)
    if rows is not None:
        vectors = vectors[rows]
    empty = np.empty((len(vectors), 0), np.float32)
    return Representations(vectors, empty, empty)


def load_features(
    subject: Subject, dataset: Dataset, representation: RepresentationName
) -> tuple[np.ndarray, np.ndarray]:
    """One representation of all labelled training and of all labelled test images, float32 (N, D) each.

    Raises:
        UserError: the subject has no such representation.
    """
    subject.check_representation(representation)
    train = load_representations(subject, dataset, "labelled-train")
    test = load_representations(subject, dataset, "labelled-test")
    return getattr(train, representation), getattr(test, representation)
