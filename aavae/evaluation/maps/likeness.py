"""How alike a model finds images: cosines of its representations, standardised over the training images."""

import numpy as np

from aavae.analysis.features import check_features, standardise_by_train
from aavae.config import RepresentationName
from aavae.data.image_set import Dataset
from aavae.data.pool import take
from aavae.evaluation.representations import load_representations
from aavae.evaluation.subject import Subject
from aavae.language import _


def load_standardised(
    subject: Subject, dataset: Dataset, representation: RepresentationName, ids: np.ndarray
) -> np.ndarray:
    """Representations of images, each number in standard deviations from its mean over the training images.

    Args:
        subject: with the representation.
        dataset: whose images they are.
        representation: h, mu or z.
        ids: int64 (N,), see `aavae.data.pool`.

    Returns:
        float32 (N, D).

    Raises:
        UserError: the subject has no such representation, or an id that no image has.
    """
    subject.check_representation(representation)
    test, train = (
        getattr(load_representations(subject, dataset, split), representation) for split in ("test", "train")
    )
    rows = check_features(take(dataset, ids, test, train), _("Representations"))
    return standardise_by_train(check_features(train, _("Training representations")), rows).test.numpy()


def evaluate_cosines(
    subject: Subject, dataset: Dataset, *, representation: RepresentationName, ids: np.ndarray, other: int
) -> np.ndarray:
    """Cosine of each image with another one.

    Args:
        subject: with the representation.
        dataset: whose images they are.
        representation: h, mu or z.
        ids: int64 (N,), see `aavae.data.pool`.
        other: id of the image that all are compared with.

    Returns:
        float32 (N,), in [-1, 1]; 0 where a representation is all zeros.

    Raises:
        UserError: the subject has no such representation, or an id that no image has.
    """
    rows = load_standardised(subject, dataset, representation, np.append(ids, other))
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    directions = np.divide(rows, lengths, out=np.zeros_like(rows), where=lengths > 0)
    return (directions[:-1] @ directions[-1]).clip(-1, 1)
