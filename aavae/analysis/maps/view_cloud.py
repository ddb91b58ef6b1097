"""Does a representation keep the views of one image together, beside how far apart other images are?"""

from typing import NamedTuple

import numpy as np
import torch
from torch.nn import functional

from aavae.analysis.features import check_features
from aavae.analysis.maps.placing import place
from aavae.errors import UserError
from aavae.language import _


class ViewCloud(NamedTuple):
    """Views of an image: measured in the latent space, and placed on the map.

    Attributes:
        coordinates: float32 (V, 2), where `place` estimates that each view lies.
        spread: mean cosine distance between two of the views, from 0 to 2.
        distance: mean cosine distance between a view and another image of the map, from 0 to 2.
        ratio: spread / distance: 0 where the model sees one image, 1 where it sees any images.
        num_found: views whose nearest image of the map is the image itself.
    """

    coordinates: np.ndarray
    spread: float
    distance: float
    ratio: float
    num_found: int


def compute_view_cloud(
    views: np.ndarray, image: np.ndarray, points: np.ndarray, coordinates: np.ndarray, others: np.ndarray
) -> ViewCloud:
    """Compare the views of an image with each other, with the image and with the other images of a map.

    Args:
        views: (V, D), V at least 2, standardised by the points of the map.
        image: (D,), the image itself, standardised likewise; it may be on the map or not.
        points: (N, D), the points of the map, standardised.
        coordinates: (N, 2), their places.
        others: bool (N,), which of the points are other images, at least one.

    Raises:
        UserError: wrong shapes, fewer than 2 views, no other image, or values that are not finite.
    """
    if len(views) < 2:
        raise UserError(_("A cloud needs at least 2 views to compare, got {count}.").format(count=len(views)))
    if others.shape != points.shape[:1] or not others.any():
        raise UserError(_("A cloud needs to know which points are other images, and at least one of them."))
    if image.shape != views.shape[1:]:
        raise UserError(
            _("An image of shape {image} is no row like its views, {views}.").format(
                image=image.shape, views=views.shape
            )
        )
    placed = place(views, points, coordinates)
    directions = functional.normalize(check_features(np.concatenate([views, image[None]]), _("Views")))
    cloud, itself = directions[:-1], directions[-1]
    to_others = cloud @ functional.normalize(check_features(points[others], _("Other images"))).T
    pairs = torch.triu_indices(len(views), len(views), 1).unbind()
    spread = float(1 - (cloud @ cloud.T)[pairs].mean())
    distance = float(1 - to_others.mean())
    return ViewCloud(
        placed,
        spread,
        distance,
        # Where even the other images are all alike, views are as far apart as any.
        spread / distance if distance > 0 else 1.0,
        int((cloud @ itself > to_others.amax(1)).sum()),
    )
