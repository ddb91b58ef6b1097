"""Nearest neighbours of the images of a map. Finding those that are there imports no torch."""

import functools
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from aavae.analysis.maps.settings import check_num_points
from aavae.analysis.neighbour_lists import Neighbours
from aavae.config import RepresentationName
from aavae.data.image_set import Dataset
from aavae.data.pool import choose_ids, count_images, split_ids
from aavae.errors import UserError
from aavae.evaluation.cache import ResultKind, find, find_or_compute
from aavae.evaluation.computing import prepare
from aavae.evaluation.feature_key import FeatureKey
from aavae.evaluation.maps.settings import ProjectionSettings
from aavae.evaluation.points import load_points
from aavae.evaluation.subject import Subject
from aavae.language import _

if TYPE_CHECKING:
    import torch

MAX_NEIGHBOURS = 50
"""Neighbours that are kept of each image; fewer are the beginning of its list."""
SHIPPED_NEIGHBOURS = 15
"""Neighbours that ship with a model: what the default map is made of, and the overlap of two models."""

_KIND = ResultKind("neighbours", version=1)


class StoredNeighbours(NamedTuple):
    """Lists of neighbours as files hold them.

    Attributes:
        indices: uint16 (N, k), or uint32 where there are more points; rows of the map.
        distances: float16 (N, k), cosine distances: near 0, where neighbours lie, finer than similarities.
    """

    indices: np.ndarray
    distances: np.ndarray

    def restore(self) -> Neighbours:
        """The lists as analyses take them."""
        return Neighbours(self.indices.astype(np.int64), 1 - self.distances.astype(np.float32))


def _store(neighbours: Neighbours) -> StoredNeighbours:
    dtype = np.uint16 if len(neighbours.indices) <= 2**16 else np.uint32
    return StoredNeighbours(
        neighbours.indices.astype(dtype), (1 - neighbours.similarities).astype(np.float16)
    )


def _describe_inputs(
    subject: Subject, dataset: Dataset, settings: ProjectionSettings, k: int
) -> dict[str, object]:
    check_num_points(settings.num_points)
    if k < 1:
        raise UserError(_("k: expected at least 1 neighbour, got {k}.").format(k=k))
    num_points = min(settings.num_points, count_images(dataset))
    return {
        "subject": subject.compute_digest(),
        "data": dataset.digest,
        "representation": settings.representation,
        "num_points": num_points,
        "k": min(k, num_points - 1),
    }


def find_neighbours(
    subject: Subject,
    dataset: Dataset,
    settings: ProjectionSettings,
    *,
    k: int = SHIPPED_NEIGHBOURS,
) -> Neighbours | None:
    """Lists that are there already, shipped or computed earlier, of at least k neighbours cut to k.

    Raises:
        UserError: fewer than 3 points, or k below 1.
    """
    for size in (SHIPPED_NEIGHBOURS, MAX_NEIGHBOURS, k):
        if size >= k:
            inputs = _describe_inputs(subject, dataset, settings, size)
            stored = find(StoredNeighbours, _KIND, inputs)
            if stored is not None:
                return stored.restore().take_nearest(k)
    return None


def evaluate_neighbours(
    subject: Subject,
    dataset: Dataset,
    settings: ProjectionSettings,
    *,
    k: int = SHIPPED_NEIGHBOURS,
    ship: bool = False,
) -> Neighbours:
    """The k nearest other points of each point of a map, exactly, by the cosine of standardised features.

    The features are standardised by the points of the map, as the map's own. Up to 50 neighbours, all 50 are
    computed once and kept; those that ship are as few as asked for. The similarities are rounded (a distance
    to 3 digits), the same whether they were kept or have just been computed.

    Args:
        subject: a model, or the pixels.
        dataset: whose images.
        settings: of the map; only its representation and number of points count, so that maps of every method
            share the lists.
        k: neighbours of each point; more than there are others means all.
        ship: keep the lists among the shipped results.

    Returns:
        Rows of the map, and similarities: both (num_points, k).

    Raises:
        UserError: the subject has no such representation, fewer than 3 points, or k below 1.
    """
    subject.check_representation(settings.representation)
    found = None if ship else find_neighbours(subject, dataset, settings, k=k)
    if found is not None:
        return found
    size = k if ship else max(k, MAX_NEIGHBOURS)
    inputs = _describe_inputs(subject, dataset, settings, size)

    def compute() -> StoredNeighbours:
        from aavae.analysis.maps.projection import standardise_points
        from aavae.analysis.neighbours import compute_graph

        ids = choose_ids(dataset, settings.num_points)
        points = standardise_points(load_points(subject, dataset, settings.representation, ids))
        return _store(compute_graph(points.numpy(), min(size, len(ids) - 1)))

    stored = find_or_compute(StoredNeighbours, _KIND, inputs, compute, ship)
    return stored.restore().take_nearest(k)


class TrainingNeighbours(NamedTuple):
    """The training images nearest to one image, nearest first.

    Attributes:
        ids: int64 (k,), numbers of the pool.
        similarities: float32 (k,), cosine similarities in [-1, 1].
    """

    ids: np.ndarray
    similarities: np.ndarray


def evaluate_training_neighbours(
    subject: Subject, dataset: Dataset, *, representation: RepresentationName, id: int, k: int = 8
) -> TrainingNeighbours:
    """The nearest of all training images to one image of the pool, exactly, itself left out.

    By the cosine of features standardised by the training set, as the kNN probe's votes. The first image of a
    model takes seconds, the next ones milliseconds.

    Args:
        subject: a model, or the pixels.
        dataset: whose images.
        representation: one that the subject has.
        id: of a test or training image.
        k: neighbours, at least 1; more than there are means all.

    Raises:
        UserError: the subject has no such representation, there is no such image, or k is below 1.
    """
    subject.check_representation(representation)
    if k < 1:
        raise UserError(_("k: expected at least 1 neighbour, got {k}.").format(k=k))
    (in_train,), (row,) = split_ids(dataset, np.array([id]))
    prepare()
    train, test = _load_directions(FeatureKey(subject, dataset, representation))
    similarities = train @ (train if in_train else test)[row]
    if in_train:
        similarities[row] = -2
    found = similarities.topk(min(k, len(train) - int(in_train)))
    return TrainingNeighbours(found.indices.numpy() + len(dataset.test), found.values.clamp(-1, 1).numpy())


@functools.lru_cache(maxsize=4)
def _load_directions(key: FeatureKey) -> "tuple[torch.Tensor, torch.Tensor]":
    """Unit vectors of all training and test images, standardised by the training set: about 60 MB a model."""
    import torch
    from torch.nn import functional

    from aavae.analysis.features import standardise_by_train
    from aavae.evaluation.representations import load_representations

    train, test = (
        torch.from_numpy(getattr(load_representations(key.subject, key.dataset, split), key.representation))
        for split in ("train", "test")
    )
    standardised = standardise_by_train(train, test)
    return functional.normalize(standardised.train), functional.normalize(standardised.test)
