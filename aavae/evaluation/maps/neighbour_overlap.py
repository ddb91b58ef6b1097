"""The neighbours on which two subjects agree."""

import numpy as np

from aavae.analysis.maps.neighbour_overlap import compute_neighbour_overlap
from aavae.data.image_set import Dataset
from aavae.evaluation.maps.neighbours import SHIPPED_NEIGHBOURS, evaluate_neighbours
from aavae.evaluation.maps.settings import ProjectionSettings
from aavae.evaluation.subject import Subject


def evaluate_neighbour_overlap(
    first: Subject,
    second: Subject,
    dataset: Dataset,
    *,
    settings: ProjectionSettings,
    k: int = SHIPPED_NEIGHBOURS,
) -> np.ndarray:
    """The part of each image's k neighbours that both subjects find, in the space and not on the map.

    Args:
        first: a subject.
        second: another one.
        dataset: whose images.
        settings: of the map whose images these are; only representation and number of points count.
        k: neighbours; more than there are others means all.

    Returns:
        float32 (num_points,), from 0 to 1, in the order of the map's ids; the mean is the figure in words.

    Raises:
        UserError: a subject has no such representation, fewer than 3 points, or k below 1.
    """
    lists = [evaluate_neighbours(subject, dataset, settings, k=k).indices for subject in (first, second)]
    return compute_neighbour_overlap(lists[0], lists[1])
