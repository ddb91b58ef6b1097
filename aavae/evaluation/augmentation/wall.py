"""Many views of one image as a wall: does a decoder return the same picture each time?"""

from typing import NamedTuple

import numpy as np

from aavae.analysis.augmentation.wall_variance import (
    WallVariance,
    compute_variance,
    compute_variance_ratio,
    compute_wall_variance,
)
from aavae.analysis.bootstrap import NUM_RESAMPLES
from aavae.config import AugmentConfig
from aavae.data.image_set import Dataset, choose_evenly
from aavae.errors import UserError
from aavae.evaluation.cache import ResultKind, find_or_compute
from aavae.evaluation.reconstruct import reconstruct
from aavae.evaluation.subject import Subject
from aavae.evaluation.views import draw_views
from aavae.language import _

DEFAULT_NUM_VIEWS = 64
_BLOCK = 100
"""Images whose views are in memory at a time."""

_KIND = ResultKind("wall-variance", version=1, num_resamples=NUM_RESAMPLES)


class Wall(NamedTuple):
    """V views of one image, and what one decoder makes of each.

    Attributes:
        views: float32 (V, 3, S, S) in [0, 1], the same for every subject.
        reconstructions: float32 (V, 3, S, S) in [0, 1]; (0, 3, S, S) where there is no decoder.
        mean: float32 (3, S, S), of the reconstructions; of no size where there are none.
        variance: of the reconstructions, as `compute_variance`; NaN where there are none.
        variance_ratio: variance / variance of the views: 0 where the picture is the same each time. NaN where
            there are no reconstructions, or the views are all the same.
    """

    views: np.ndarray
    reconstructions: np.ndarray
    mean: np.ndarray
    variance: float
    variance_ratio: float


def evaluate_wall(
    subject: Subject,
    dataset: Dataset,
    image: np.ndarray,
    *,
    seed: int = 0,
    num_views: int = DEFAULT_NUM_VIEWS,
    config: AugmentConfig | None = None,
) -> Wall:
    """Augment one image many times and decode each view; not kept on disk.

    Args:
        subject: a model; without a decoder it has no reconstructions.
        dataset: decides the size of the image.
        image: uint8 (3, S, S).
        seed: of the views.
        num_views: V, at least 2.
        config: how views are drawn; the default augmentation if None.

    Raises:
        UserError: the image has another size or type, or fewer than 2 views.
    """
    from aavae.evaluation.augmentation.distorted import check_image

    check_image(image, dataset)
    _check_num_views(num_views)
    repeated = np.repeat(image[None], num_views, 0)
    (views,) = draw_views(repeated, config or AugmentConfig(), seed, num_views=1)
    if not subject.has_decoder:
        return Wall(views, views[:0], np.empty((0, 0, 0), np.float32), float("nan"), float("nan"))
    reconstructions = reconstruct(subject, views)
    return Wall(
        views,
        reconstructions,
        reconstructions.mean(0),
        compute_variance(reconstructions),
        compute_variance_ratio(reconstructions, views),
    )


def evaluate_wall_variance(
    subject: Subject,
    dataset: Dataset,
    *,
    num_images: int = 200,
    num_views: int = 16,
    seed: int = 0,
    ship: bool = False,
) -> WallVariance:
    """The variance ratio of the walls of many test images, with the default augmentation.

    Args:
        subject: a model with a decoder.
        dataset: whose test images.
        num_images: N, evenly spaced over the classes, at least 2; more than there are mean all.
        num_views: of each image, at least 2, the same for every subject.
        seed: of the views and of the bootstrap.
        ship: keep it among the shipped results.

    Raises:
        UserError: the subject has no decoder, or fewer than 2 images or views.
    """
    if not subject.has_decoder:
        raise UserError(
            _("'{title}' has no decoder, so it has no wall: choose an autoencoder.").format(
                title=subject.title
            )
        )
    _check_num_views(num_views)
    if num_images < 2:
        raise UserError(
            _("num_images: expected at least 2 images, got {num_images}.").format(num_images=num_images)
        )
    config = AugmentConfig()
    inputs = {
        "subject": subject.compute_digest(),
        "data": dataset.digest,
        "augment": config.model_dump(),
        "num_images": min(num_images, len(dataset.test)),
        "num_views": num_views,
        "seed": seed,
    }

    def compute() -> WallVariance:
        import torch

        from aavae.augment import augment
        from aavae.representations import to_unit_range

        images = dataset.test.take(choose_evenly(len(dataset.test), num_images))
        generator = torch.Generator().manual_seed(seed)
        ratios = []
        for start in range(0, len(images), _BLOCK):
            block = images[start : start + _BLOCK]
            repeated = to_unit_range(torch.from_numpy(np.repeat(block, num_views, 0)))
            views = augment(repeated, config, generator).numpy()
            shape = (len(block), num_views, *images.shape[1:])
            walls = zip(reconstruct(subject, views).reshape(shape), views.reshape(shape), strict=True)
            ratios += [compute_variance_ratio(wall, seen) for wall, seen in walls]
        between = compute_variance_ratio(reconstruct(subject, images), images.astype(np.float32) / 255)
        return compute_wall_variance(np.array(ratios), between, seed)

    return find_or_compute(WallVariance, _KIND, inputs, compute, ship)


def _check_num_views(num_views: int) -> None:
    if num_views < 2:
        raise UserError(
            _("num_views: expected at least 2 views to compare, got {num_views}.").format(num_views=num_views)
        )
