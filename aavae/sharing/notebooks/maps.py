"""The Embedding map page again."""

from collections.abc import Sequence

from aavae.data.image_set import Dataset
from aavae.evaluation.maps.settings import ProjectionSettings
from aavae.evaluation.subject import Subject
from aavae.language import _
from aavae.sharing.notebook import code, text
from aavae.sharing.recomputation import Recomputation, open_subjects, show_rows, write_command

_COMPUTE = """\
from aavae.analysis.maps.alignment import align
from aavae.data.pool import get_classes
from aavae.evaluation.maps.projection import evaluate_projection
from aavae.evaluation.maps.settings import ProjectionSettings
from aavae.figures.maps.embedding import MapPoints, plot_embedding, tabulate_embedding

settings = {settings}
# A map that is kept is read; else it is laid out now, which takes UMAP a minute or more.
projections = [evaluate_projection(subject, dataset, settings) for subject in subjects]
ids = projections[0].ids
labels, names = get_classes(dataset, ids)
# All further maps are turned onto the first one.
first, *others = [projection.coordinates for projection in projections]
maps = [
    MapPoints(coordinates, labels, names, ids)
    for coordinates in (first, *(align(other, first) for other in others))
]
rows = [
    {{"model": subject.title, **row}}
    for subject, points in zip(subjects, maps, strict=True)
    for row in tabulate_embedding(points)
]"""
_FIGURE = """\
figures = [
    plot_embedding(points, title=f"{subject.title}, trustworthiness {projection.describe_trust()}")
    for subject, points, projection in zip(subjects, maps, projections, strict=True)
]"""


def recompute_maps(
    subjects: Sequence[Subject], dataset: Dataset, settings: ProjectionSettings
) -> Recomputation:
    """The map of each model, all in one frame."""
    flags = [
        *("--representation", settings.representation),
        *("--num-points", str(settings.num_points)),
        *("--method", settings.method),
    ]
    return Recomputation(
        commands=[write_command("project", subjects, dataset, *flags)],
        cells=[
            *open_subjects(subjects, dataset),
            text(_("## Maps")),
            code(_COMPUTE.format(settings=settings)),
            show_rows(),
            code(_FIGURE),
            *(code(f"figures[{number}]") for number in range(len(subjects))),
        ],
        seed=settings.seed,
    )
