"""Maps of a subject's representations of test images."""

from typing import NamedTuple

import numpy as np

from aavae.config import RepresentationName
from aavae.data.image_set import Dataset, choose_evenly
from aavae.evaluation.cache import find, find_or_compute
from aavae.evaluation.subject import Subject

DEFAULT_NUM_POINTS = 3_000


class Projection(NamedTuple):
    """A map: where each image lies.

    Attributes:
        coordinates: float32 (N, 2).
        indices: int64 (N,), rows of the test set.
    """

    coordinates: np.ndarray
    indices: np.ndarray


class ProjectionSettings(NamedTuple):
    """What decides a map besides the subject and the images."""

    representation: RepresentationName = "h"
    num_points: int = DEFAULT_NUM_POINTS
    n_neighbors: int = 15
    min_dist: float = 0.1
    seed: int = 0


def _describe_inputs(subject: Subject, dataset: Dataset, settings: ProjectionSettings) -> dict[str, object]:
    return {"subject": subject.compute_digest(), "data": dataset.digest, **settings._asdict()}


def _load_points(
    subject: Subject, dataset: Dataset, settings: ProjectionSettings
) -> tuple[np.ndarray, np.ndarray]:
    from aavae.evaluation.representations import load_representations

    indices = choose_evenly(len(dataset.test), settings.num_points)
    representations = load_representations(subject, dataset, "test")
    return getattr(representations, settings.representation)[indices], indices


def find_umap(subject: Subject, dataset: Dataset, settings: ProjectionSettings) -> Projection | None:
    """A UMAP map that is there already, shipped or computed earlier; imports neither torch nor umap."""
    return find(Projection, "umap", _describe_inputs(subject, dataset, settings))


def evaluate_umap(
    subject: Subject, dataset: Dataset, settings: ProjectionSettings, ship: bool = False
) -> Projection:
    """A UMAP map; slow: run it in a job."""
    from aavae.analysis.projection import compute_umap

    def compute() -> Projection:
        points, indices = _load_points(subject, dataset, settings)
        coordinates = compute_umap(points, settings.n_neighbors, settings.min_dist, settings.seed)
        return Projection(coordinates, indices)

    return find_or_compute(Projection, "umap", _describe_inputs(subject, dataset, settings), compute, ship)


def evaluate_pca(subject: Subject, dataset: Dataset, settings: ProjectionSettings) -> Projection:
    """The two directions of largest variance: at once, to look at while UMAP computes."""
    from aavae.analysis.projection import compute_pca

    points, indices = _load_points(subject, dataset, settings)
    return Projection(compute_pca(points), indices)
