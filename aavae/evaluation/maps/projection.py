"""Maps of a subject's representations of images. Finding one that is there imports neither torch nor umap."""

import math
from typing import NamedTuple

import numpy as np

from aavae.analysis.maps.settings import check_num_points, check_tsne_settings, check_umap_settings
from aavae.data.image_set import Dataset
from aavae.data.pool import choose_ids, count_images
from aavae.errors import UserError
from aavae.evaluation.cache import ResultKind, find, find_or_compute
from aavae.evaluation.maps.neighbours import evaluate_neighbours
from aavae.evaluation.maps.settings import MAP_METHODS, ProjectionSettings
from aavae.evaluation.points import load_points
from aavae.evaluation.subject import Subject
from aavae.language import N_, _

NOTHING_TO_TRUST = N_("nothing to trust, all images have the same representation")
"""In place of the trustworthiness of a map."""


class Projection(NamedTuple):
    """A map: where each image lies.

    Attributes:
        coordinates: float32 (N, 2).
        ids: int64 (N,), numbers of the pool, ascending: test images first.
        trustworthiness: from 0 to 1, of neighbourhoods of 15 points; NaN where all images have the same
            representation, so that there is nothing to trust.
    """

    coordinates: np.ndarray
    ids: np.ndarray
    trustworthiness: float

    def describe_trust(self) -> str:
        """The trustworthiness in figures, or why there is none, in words."""
        return _(NOTHING_TO_TRUST) if math.isnan(self.trustworthiness) else f"{self.trustworthiness:.3f}"


class _StoredProjection(NamedTuple):
    """A map as files hold it, 41 KB for 10,000 points: the ids follow from their number.

    Attributes:
        steps: uint16 (N, 2), where a point lies between the corners, in parts of 65,535.
        low: float32 (2,), the smallest of each coordinate.
        high: float32 (2,), the largest.
        trustworthiness: from 0 to 1, or NaN.
    """

    steps: np.ndarray
    low: np.ndarray
    high: np.ndarray
    trustworthiness: float


_STEPS = 2**16 - 1
_KIND = ResultKind("map", version=1, steps=_STEPS)


def _store(coordinates: np.ndarray, trustworthiness: float) -> _StoredProjection:
    low, high = coordinates.min(0), coordinates.max(0)
    extent = np.where(high > low, high - low, 1)
    steps = ((coordinates - low) / extent * _STEPS).round().astype(np.uint16)
    return _StoredProjection(steps, low, high, trustworthiness)


def _restore(stored: _StoredProjection, dataset: Dataset) -> Projection:
    coordinates = (stored.low + stored.steps / _STEPS * (stored.high - stored.low)).astype(np.float32)
    return Projection(coordinates, choose_ids(dataset, len(coordinates)), stored.trustworthiness)


def _describe_inputs(subject: Subject, dataset: Dataset, settings: ProjectionSettings) -> dict[str, object]:
    check_num_points(settings.num_points)
    num_points = min(settings.num_points, count_images(dataset))
    inputs: dict[str, object] = {
        "subject": subject.compute_digest(),
        "data": dataset.digest,
        "representation": settings.representation,
        "num_points": num_points,
        "method": settings.method,
    }
    if settings.method == "umap":
        check_umap_settings(settings.n_neighbors, settings.min_dist)
        n_neighbors = min(settings.n_neighbors, num_points)
        inputs |= {"n_neighbors": n_neighbors, "min_dist": float(settings.min_dist), "seed": settings.seed}
    elif settings.method == "tsne":
        check_tsne_settings(settings.perplexity)
        inputs |= {"perplexity": float(settings.perplexity), "seed": settings.seed}
    elif settings.method != "pca":
        raise UserError(
            _("method: expected one of {names}, got {method!r}.").format(
                names=", ".join(MAP_METHODS), method=settings.method
            )
        )
    return inputs


def find_projection(subject: Subject, dataset: Dataset, settings: ProjectionSettings) -> Projection | None:
    """A map that is there already, shipped or computed earlier; imports none of torch, umap and sklearn.

    Raises:
        UserError: a setting is out of range.
    """
    stored = find(_StoredProjection, _KIND, _describe_inputs(subject, dataset, settings))
    return None if stored is None else _restore(stored, dataset)


def evaluate_projection(
    subject: Subject, dataset: Dataset, settings: ProjectionSettings, *, ship: bool = False
) -> Projection:
    """Lay out the images of the pool that `choose_ids` chooses, and say how far the map can be trusted.

    PCA takes a second; UMAP and t-SNE are slow: run them in a job. Coordinates are rounded to 1/65,535 of the
    map's extent, the same whether they were kept or have just been computed.

    Args:
        subject: a model, or the pixels.
        dataset: whose images.
        settings: what else decides the map.
        ship: keep it among the shipped results.

    Raises:
        UserError: the subject has no such representation, or a setting is out of range.
    """
    subject.check_representation(settings.representation)
    inputs = _describe_inputs(subject, dataset, settings)

    def compute() -> _StoredProjection:
        from aavae.analysis.maps.trustworthiness import compute_trustworthiness

        points = load_points(
            subject, dataset, settings.representation, choose_ids(dataset, settings.num_points)
        )
        coordinates = _lay_out(subject, dataset, settings, points)
        return _store(coordinates, compute_trustworthiness(points, coordinates))

    return _restore(find_or_compute(_StoredProjection, _KIND, inputs, compute, ship), dataset)


def _lay_out(
    subject: Subject, dataset: Dataset, settings: ProjectionSettings, points: np.ndarray
) -> np.ndarray:
    from aavae.analysis.maps.projection import compute_pca, compute_tsne, compute_umap

    if settings.method == "pca":
        return compute_pca(points)
    if settings.method == "tsne":
        return compute_tsne(points, settings.perplexity, settings.seed)
    graph = evaluate_neighbours(subject, dataset, settings, k=settings.n_neighbors - 1)
    return compute_umap(points, graph, settings.n_neighbors, settings.min_dist, settings.seed)
