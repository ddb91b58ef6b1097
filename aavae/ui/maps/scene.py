"""What the maps show: the models' maps of the same images in one frame."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from aavae.data.image_set import Dataset
from aavae.data.pool import get_classes, get_images, split_ids
from aavae.evaluation.maps.neighbours import find_neighbours
from aavae.evaluation.maps.projection import Projection
from aavae.evaluation.maps.settings import ProjectionSettings
from aavae.evaluation.subject import Subject
from aavae.language import _
from aavae.ui.controls.able import keep_able
from aavae.ui.linked_maps import Captions, Pictures, find_pictures, make_pictures
from aavae.ui.maps.background import Wanted, start, wait
from aavae.ui.maps.class_names import show_class_names
from aavae.ui.notices.skeleton import load, working

_CARD_NEIGHBOURS = 5


class Scene(NamedTuple):
    """What the maps show.

    Attributes:
        subjects: one to four models.
        dataset: whose images they are.
        settings: of the maps.
        projections: a map for each model; all others are turned onto the first.
        method: how they were laid out.
        ids: of the N images.
        captions: what is said of each.
        pictures: their thumbnails; None where the app cannot write them.
        neighbours: for each model int (N, 5), positions of each image's nearest ones, nearest first; None
            where they are not there for all models.
        is_complete: whether these are the maps that were asked for, none of them still to be computed.
    """

    subjects: Sequence[Subject]
    dataset: Dataset
    settings: ProjectionSettings
    projections: Sequence[Projection]
    method: str
    ids: np.ndarray
    captions: Captions
    pictures: Pictures | None
    neighbours: Sequence[np.ndarray] | None
    is_complete: bool


def find_scene(subjects: Sequence[Subject], dataset: Dataset, settings: ProjectionSettings) -> Scene:
    """The models' maps by UMAP; where one is missing, all by PCA while it is computed in the background.

    Args:
        subjects: one to four models.
        dataset: whose images the maps show.
        settings: of the maps.

    Raises:
        UserError: no model has the representation of these images.
    """
    whose = ("test",) if settings.num_points <= len(dataset.test) else ("test", "train")
    subjects = keep_able(subjects, settings.representation, whose)
    wanted = [Wanted(subject, dataset, settings) for subject in subjects]
    found = [each.find() for each in wanted]
    missing = [each for each, projection in zip(wanted, found, strict=True) if projection is None]
    coming = [each for each in missing if each.is_coming or start(each)]
    if coming:
        wait(coming)
    if missing:
        # All by the same method, or they could not be compared.
        found = [_lay_out(each) for each in wanted]
    projections = [projection for projection in found if projection is not None]
    return _make_scene(subjects, dataset, settings, projections, is_complete=not missing)


def _lay_out(wanted: Wanted) -> Projection:
    with working(_("Laying out a first map"), "results"):
        from aavae.evaluation.maps.projection import evaluate_projection

        return evaluate_projection(wanted.subject, wanted.dataset, wanted.settings._replace(method="pca"))


def _make_scene(
    subjects: Sequence[Subject],
    dataset: Dataset,
    settings: ProjectionSettings,
    projections: Sequence[Projection],
    *,
    is_complete: bool,
) -> Scene:
    load("results")
    from aavae.analysis.maps.alignment import align

    first, *others = projections
    projections = [
        first,
        *(each._replace(coordinates=align(each.coordinates, first.coordinates)) for each in others),
    ]
    ids = projections[0].ids
    labels, names = get_classes(dataset, ids)
    captions = Captions(
        labels,
        show_class_names(names),
        split_ids(dataset, ids)[1],
        int((ids < len(dataset.test)).sum()),
        len(dataset.test.class_names),
    )
    # To gather 60,000 images takes a tenth of a second.
    height = max(dataset.test.image_shape[1:])
    pictures = find_pictures(len(ids), height, dataset.digest)
    if pictures is None:
        pictures = make_pictures(get_images(dataset, ids), dataset.digest)
    return Scene(
        subjects=subjects,
        dataset=dataset,
        settings=settings,
        projections=projections,
        method="UMAP" if is_complete else _("PCA, UMAP to follow"),
        ids=ids,
        captions=captions,
        pictures=pictures,
        neighbours=_find_neighbours(subjects, dataset, settings),
        is_complete=is_complete,
    )


def _find_neighbours(
    subjects: Sequence[Subject], dataset: Dataset, settings: ProjectionSettings
) -> list[np.ndarray] | None:
    found = [find_neighbours(subject, dataset, settings, k=_CARD_NEIGHBOURS) for subject in subjects]
    there = [graph.indices for graph in found if graph is not None]
    return there if len(there) == len(found) else None
