"""One value for each image of a map, to colour it by."""

from typing import Literal, NamedTuple

import numpy as np

from aavae.config import RepresentationName
from aavae.data.image_set import Dataset
from aavae.data.pool import get_images
from aavae.evaluation.cache import ResultKind, find_or_compute
from aavae.evaluation.subject import Subject

ProbeName = Literal["knn", "linear"]
WRONG, RIGHT, TRAINING = 0, 1, 2
"""What a probe makes of a test image; a training image, or one without a label, is not judged."""

_KIND = ResultKind("errors", version=1)


class _Errors(NamedTuple):
    """Of each image: float32 (N,)."""

    values: np.ndarray


def judge(
    subject: Subject,
    dataset: Dataset,
    *,
    representation: RepresentationName,
    probe: ProbeName,
    ids: np.ndarray,
) -> np.ndarray:
    """Whether a probe that was fitted to all training images is right: WRONG, RIGHT or TRAINING.

    Args:
        subject: with the representation.
        dataset: whose images they are.
        representation: that the probe reads.
        probe: the vote of 20 nearest neighbours, or the linear classifier.
        ids: int64 (N,), see `aavae.data.pool`.

    Returns:
        uint8 (N,).
    """
    from aavae.evaluation.probes.knn_probe import evaluate_knn_probe
    from aavae.evaluation.probes.linear_probe import evaluate_linear_probe

    evaluate = evaluate_knn_probe if probe == "knn" else evaluate_linear_probe
    right = (
        evaluate(subject, dataset, representation=representation).predictions == dataset.test.labelled.labels
    )
    num_test = len(right)
    values = np.full(len(ids), TRAINING, np.uint8)
    tested = ids < num_test
    values[tested] = np.where(right[ids[tested]], RIGHT, WRONG)
    return values


def evaluate_errors(subject: Subject, dataset: Dataset, ids: np.ndarray) -> np.ndarray:
    """Mean squared error of each image's reconstruction from the image itself, pixels in [0, 1].

    Args:
        subject: with a decoder.
        dataset: whose images they are.
        ids: int64 (N,), see `aavae.data.pool`.

    Returns:
        float32 (N,).

    Raises:
        UserError: it has no decoder.
    """
    from aavae.analysis.augmentation.reconstruction import compute_reconstruction_error
    from aavae.evaluation.reconstruct import reconstruct

    inputs = {"subject": subject.compute_digest(), "data": dataset.digest, "ids": _digest_ids(ids)}

    def compute() -> _Errors:
        parts = []
        # Reconstructions of all images at once would take a gigabyte.
        for part in np.array_split(ids, -(-len(ids) // 2_000)):
            images = get_images(dataset, part)
            parts.append(compute_reconstruction_error(images, reconstruct(subject, images)).per_image)
        return _Errors(np.concatenate(parts).astype(np.float32))

    return find_or_compute(_Errors, _KIND, inputs, compute).values


def _digest_ids(ids: np.ndarray) -> str:
    import hashlib

    return hashlib.sha256(np.ascontiguousarray(ids, "<i8").data).hexdigest()
