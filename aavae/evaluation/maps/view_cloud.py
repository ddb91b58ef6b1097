"""Many augmented views of one image among the images of a map: does the model keep them together?"""

import numpy as np

from aavae.analysis.features import check_features, standardise_by_train
from aavae.analysis.maps.view_cloud import ViewCloud, compute_view_cloud
from aavae.config import AugmentConfig
from aavae.data.image_set import Dataset
from aavae.data.pool import get_images
from aavae.errors import UserError
from aavae.evaluation.maps.projection import Projection
from aavae.evaluation.maps.settings import ProjectionSettings
from aavae.evaluation.points import load_points
from aavae.evaluation.represent import represent
from aavae.evaluation.subject import Subject
from aavae.evaluation.views import draw_views
from aavae.language import _

DEFAULT_NUM_VIEWS = 64
_NOISE = 2
"""Added to the seed of the samples z: 0 and 1 are those of the data set's images, whose noise would recur."""


def draw_cloud_views(
    dataset: Dataset,
    id: int,
    *,
    num_views: int = DEFAULT_NUM_VIEWS,
    augment: AugmentConfig | None = None,
    seed: int = 0,
) -> np.ndarray:
    """The views of an image that `evaluate_view_cloud` places, float32 (num_views, 3, H, W) in [0, 1].

    Raises:
        UserError: there is no such image.
    """
    image = get_images(dataset, np.array([id]))
    return draw_views(np.repeat(image, num_views, 0), augment or AugmentConfig(), seed, num_views=1)[0]


def evaluate_view_cloud(
    subject: Subject,
    dataset: Dataset,
    settings: ProjectionSettings,
    *,
    projection: Projection,
    id: int,
    num_views: int = DEFAULT_NUM_VIEWS,
    augment: AugmentConfig | None = None,
    seed: int = 0,
) -> ViewCloud:
    """Encode augmented views of an image and compare them with the images of a map.

    Distances are the cosine distances of the map: features standardised by its points. The views are the same
    for every subject.

    Args:
        subject: whose map it is.
        dataset: whose images.
        settings: of the map; only its representation counts.
        projection: the map, aligned or not.
        id: of the image, on the map or not.
        num_views: V, at least 2.
        augment: how views are drawn; the default augmentation if None.
        seed: of the views, and of their samples z.

    Raises:
        UserError: the subject has no such representation, there is no such image, or fewer than 2 views.
    """
    if num_views < 2:
        raise UserError(
            _("num_views: expected at least 2 views to compare, got {num_views}.").format(num_views=num_views)
        )
    name = settings.representation
    subject.check_representation(name)
    views = draw_cloud_views(dataset, id, num_views=num_views, augment=augment, seed=seed)
    points = check_features(load_points(subject, dataset, name, projection.ids), _("Representations"))
    original = load_points(subject, dataset, name, np.array([id]))
    rows = check_features(
        np.concatenate([represent(subject, views, name, seed + _NOISE), original]),
        _("Representations of views"),
    )
    standardised = standardise_by_train(points, rows)
    return compute_view_cloud(
        standardised.test[:-1].numpy(),
        standardised.test[-1].numpy(),
        standardised.train.numpy(),
        projection.coordinates,
        projection.ids != id,
    )
