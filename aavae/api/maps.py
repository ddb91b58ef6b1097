"""A map of a model's representations, for a notebook: the one of the page and the command."""

from dataclasses import dataclass, field
from typing import get_args

import numpy as np

from aavae.api.arguments import check_choice, check_count, check_representation, check_seed
from aavae.api.images import find_dataset
from aavae.api.model import LoadedModel, find_model
from aavae.config import RepresentationName
from aavae.data.image_set import Dataset
from aavae.data.pool import get_classes
from aavae.evaluation.maps.projection import evaluate_projection
from aavae.evaluation.maps.settings import DEFAULT_NUM_POINTS, MapMethod, ProjectionSettings
from aavae.evaluation.transfer import check_fits


@dataclass(frozen=True)
class MapResult:
    """Where a model puts images, in the plane.

    Attributes:
        model: whose representation is laid out.
        images: the name of the image set.
        settings: what else decides the map.
        trustworthiness: of neighbourhoods of 15 points, from 0 to 1; NaN where all images are the same to it.
        coordinates: float32 (N, 2).
        ids: int64 (N,), which images: test images are numbered from 0, training images follow them.
        labels: int64 (N,), indices into `class_names`.
        class_names: the name of each class; images without a label are a class of their own, the last.
    """

    model: LoadedModel
    images: str
    settings: ProjectionSettings
    trustworthiness: float
    coordinates: np.ndarray = field(repr=False)
    ids: np.ndarray = field(repr=False)
    labels: np.ndarray = field(repr=False)
    class_names: tuple[str, ...] = field(repr=False)


def project(
    model: LoadedModel | str,
    images: str | Dataset = "bundled",
    representation: RepresentationName = "h",
    *,
    method: MapMethod = "umap",
    num_points: int = DEFAULT_NUM_POINTS,
    seed: int = 0,
) -> MapResult:
    """Lay the representations of images out in the plane: `python -m aavae project`.

    UMAP and t-SNE of 10,000 points take a minute or more; what was laid out before is read from the cache.

    Args:
        model: from `load`, or its name.
        images: the name of a set, or one from `load_images`; test images are taken first, evenly spaced.
        representation: `h`, `mu` or `z`.
        method: `umap`, `tsne` or `pca`.
        num_points: images on the map, at least 3; more than there are means all.
        seed: decides the layouts of UMAP and t-SNE; 0 or more.

    Raises:
        UserError: the images do not fit the model, or an argument is wrong.
    """
    check_representation(representation)
    check_choice("method", method, get_args(MapMethod))
    num_points = check_count("num_points", num_points, least=3)
    settings = ProjectionSettings(
        representation=representation, num_points=num_points, method=method, seed=check_seed(seed)
    )
    model, dataset = find_model(model), find_dataset(images)
    check_fits([model.subject], dataset)
    projection = evaluate_projection(model.subject, dataset, settings)
    labels, class_names = get_classes(dataset, projection.ids)
    return MapResult(
        model=model,
        images=dataset.name,
        settings=settings,
        trustworthiness=float(projection.trustworthiness),
        coordinates=projection.coordinates,
        ids=projection.ids,
        labels=labels,
        class_names=class_names,
    )
