"""Test images as directions in memory: whose latent is nearest to that of any image?"""

import functools
import threading
from typing import NamedTuple

import numpy as np
import torch
from torch.nn import functional

from aavae.analysis.features import check_features, standardise_by_train
from aavae.config import RepresentationName
from aavae.data.image_set import Dataset
from aavae.data.pool import choose_ids, get_images
from aavae.evaluation.cache import ResultKind, find, find_or_compute, is_kept
from aavae.evaluation.feature_key import FeatureKey
from aavae.evaluation.points import load_points
from aavae.evaluation.represent import represent
from aavae.evaluation.subject import Subject
from aavae.language import _
from aavae.packed import pack, unpack

NUM_IMAGES = 10_000
SHIPPED_REPRESENTATION: RepresentationName = "mu"
"""What the lab compares at first; h is four times as wide."""

_LARGEST = 31
"""Of the codes: 6 bits with the sign, 0.9 MB for 128 features. Of 10,000 images some 20 (SimCLR) to 800 (VAE)
are then looked at closely to rank a distorted one; with 8 bits a third more bytes, and a quarter of them."""
_ROUNDING = 1e-5
"""How far the cosine of two directions in 32 bits may be off."""
_CLOSER = threading.Lock()

_KIND = ResultKind("image-bank", version=1, largest=_LARGEST)


class ImageBank(NamedTuple):
    """Directions of at most 10,000 test images, evenly spaced.

    Attributes:
        ids: int64 (M,), numbers of the pool.
        directions: float32 (M, D), unit vectors of the features standardised by these images; rounded where
            `errors` is not 0.
        errors: float32 (M,), how far each of them may be off: the length of what rounding took away.
        mean: float32 (D,), of the features.
        scale: float32 (D,), 1 / standard deviation; 0 for a feature that is constant.
    """

    ids: np.ndarray
    directions: torch.Tensor
    errors: torch.Tensor
    mean: torch.Tensor
    scale: torch.Tensor

    def find_directions(self, features: np.ndarray) -> torch.Tensor:
        """Unit vectors of other features (N, D), standardised the same way: float32 (N, D)."""
        return functional.normalize((check_features(features, _("Features")) - self.mean) * self.scale)


def load_image_bank(subject: Subject, dataset: Dataset, representation: RepresentationName) -> ImageBank:
    """Directions of test images, as the map and its neighbours compare them; kept in memory.

    Those that came with a model are rounded; `count_nearer` knows.

    Raises:
        UserError: the subject has no such representation.
    """
    subject.check_representation(representation)
    return _load(FeatureKey(subject, dataset, representation))


def is_bank_kept(subject: Subject, dataset: Dataset, representation: RepresentationName) -> bool:
    """Whether `load_image_bank` encodes no image, and so takes no time."""
    return is_kept(_KIND, _describe_inputs(FeatureKey(subject, dataset, representation)))


@functools.lru_cache(maxsize=8)
def _load(key: FeatureKey) -> ImageBank:
    """5 MB for 128 features, 20 MB for 512."""
    ids = choose_ids(key.dataset, min(NUM_IMAGES, len(key.dataset.test)))
    stored = find(_StoredBank, _KIND, _describe_inputs(key))
    return _compute(key, ids) if stored is None else _restore(stored, ids)


def _compute(key: FeatureKey, ids: np.ndarray) -> ImageBank:
    points = check_features(load_points(key.subject, key.dataset, key.representation, ids), _("Features"))
    mean = points.mean(0)
    # A row of ones above the mean becomes the scale itself.
    standardised, (scale,) = standardise_by_train(points, (mean + 1)[None])
    return ImageBank(ids, functional.normalize(standardised), torch.zeros(len(ids)), mean, scale)


def count_nearer(
    bank: ImageBank,
    subject: Subject,
    dataset: Dataset,
    *,
    directions: torch.Tensor,
    limits: torch.Tensor,
    others: np.ndarray,
) -> np.ndarray:
    """How many images of a bank are nearer to each of some directions than a limit, exactly: int64 (V,).

    Rounded directions tell for most images; the few that they leave in doubt are encoded, and stay exact.

    Args:
        bank: from `load_image_bank`.
        subject: whose bank it is.
        dataset: whose images are in it.
        directions: float32 (V, D), from `find_directions`.
        limits: float32 (V,), cosines.
        others: bool (M,), which images count.
    """
    # Another session would see directions and errors of different moments.
    with _CLOSER:
        similarities = directions @ bank.directions.T
        doubtful = ((similarities - limits[:, None]).abs() <= bank.errors + _ROUNDING).any(0)
        (rows,) = (doubtful & (bank.errors > 0) & torch.from_numpy(others)).nonzero(as_tuple=True)
        if len(rows):
            images = get_images(dataset, bank.ids[rows.numpy()])
            bank.directions[rows] = bank.find_directions(represent(subject, images, SHIPPED_REPRESENTATION))
            bank.errors[rows] = 0
            similarities[:, rows] = directions @ bank.directions[rows].T
    return ((similarities > limits[:, None]) & torch.from_numpy(others)).sum(1).numpy()


class _StoredBank(NamedTuple):
    """A bank as files hold it.

    Attributes:
        codes: uint8, the packed bytes of int8 (M, D): directions in steps.
        steps: float32 (M,), the step of each image's direction.
        errors: float32 (M,), of the bank.
        mean: float32 (D,), of the bank.
        scale: float32 (D,), of the bank.
    """

    codes: np.ndarray
    steps: np.ndarray
    errors: np.ndarray
    mean: np.ndarray
    scale: np.ndarray


def _store(bank: ImageBank) -> _StoredBank:
    directions = bank.directions.numpy()
    steps = np.maximum(np.abs(directions).max(1) / _LARGEST, np.finfo(np.float32).tiny)
    codes = (directions / steps[:, None]).round().astype(np.int8)
    errors = np.linalg.norm(directions - codes * steps[:, None], axis=1)
    packed = np.frombuffer(pack(codes.tobytes()), np.uint8)
    return _StoredBank(packed, steps, errors, bank.mean.numpy(), bank.scale.numpy())


def _restore(stored: _StoredBank, ids: np.ndarray) -> ImageBank:
    codes = np.frombuffer(unpack(stored.codes.tobytes()), np.int8).reshape(len(ids), -1)
    tensors = (codes * stored.steps[:, None], stored.errors, stored.mean, stored.scale)
    return ImageBank(ids, *map(torch.from_numpy, tensors))


def _describe_inputs(key: FeatureKey) -> dict[str, object]:
    return {
        "subject": key.subject.compute_digest(),
        "data": key.dataset.digest,
        "representation": key.representation,
        "num_images": min(NUM_IMAGES, len(key.dataset.test)),
    }


def ship_image_bank(subject: Subject, dataset: Dataset) -> None:
    """Keep the directions of `SHIPPED_REPRESENTATION` among the shipped results, rounded.

    Raises:
        UserError: the subject has no such representation.
    """
    subject.check_representation(SHIPPED_REPRESENTATION)
    key = FeatureKey(subject, dataset, SHIPPED_REPRESENTATION)

    def compute() -> _StoredBank:
        return _store(_compute(key, choose_ids(dataset, min(NUM_IMAGES, len(dataset.test)))))

    find_or_compute(_StoredBank, _KIND, _describe_inputs(key), compute, ship=True)
