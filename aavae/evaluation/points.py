"""Representations of images of the pool, as points of a space."""

import numpy as np

from aavae.config import RepresentationName
from aavae.data.image_set import Dataset
from aavae.data.pool import split_ids, take
from aavae.evaluation.computing import prepare
from aavae.evaluation.subject import Subject


def load_points(
    subject: Subject, dataset: Dataset, representation: RepresentationName, ids: np.ndarray
) -> np.ndarray:
    """Representations of images of the pool, float32 (N, D), in the order of their ids.

    Raises:
        UserError: the subject has no such representation, or there is no such image.
    """
    prepare()
    from aavae.evaluation.representations import load_representations

    subject.check_representation(representation)
    in_train, _ = split_ids(dataset, ids)
    test = getattr(load_representations(subject, dataset, "test"), representation)
    if not in_train.any():
        return test[ids]
    return take(dataset, ids, test, getattr(load_representations(subject, dataset, "train"), representation))
