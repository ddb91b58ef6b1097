"""A model on images that it was not trained on: those of another size it cannot see, others are transfer."""

from collections.abc import Sequence

from aavae.data.image_set import Dataset
from aavae.errors import UserError
from aavae.evaluation.subject import Subject

_OF_ONE_KIND = ("bundled", "cifar10")
"""The bundled sample is a part of CIFAR-10."""


def explain_misfit(subject: Subject, dataset: Dataset) -> str | None:
    """Why a model cannot see the images of a set: they have another size. None: it can, as baselines can."""
    if subject.run is None:
        return None
    config = subject.run.config
    size, (height, width) = config.model.image_size, dataset.test.image_shape[1:]
    if (height, width) == (size, size):
        return None
    return (
        f"'{subject.name}' was trained at {size}x{size} pixels, and the images of '{dataset.name}' have "
        f"{width}x{height}: choose {name_fitting_sets(subject)}, or a model that was trained at their size."
    )


def name_fitting_sets(subject: Subject) -> str:
    """The image set that a model was trained on, in quotes; of CIFAR-10 also the sample that comes along."""
    data = subject.run.config.data if subject.run is not None else ""
    names = reversed(_OF_ONE_KIND) if data in _OF_ONE_KIND else [data]
    return " or ".join(f"'{name}'" for name in names)


def check_fits(subjects: Sequence[Subject], dataset: Dataset) -> None:
    """Check that models can see the images of a set.

    Raises:
        UserError: one of them cannot.
    """
    for subject in subjects:
        if (reason := explain_misfit(subject, dataset)) is not None:
            raise UserError(reason)


def is_of_set(subject: Subject, name: str) -> bool:
    """Whether a model was trained on an image set; CIFAR-10 and its sample are one; a baseline was not."""
    if subject.run is None:
        return False
    data = subject.run.config.data
    return data == name or {data, name} <= set(_OF_ONE_KIND)


def describe_transfer(subjects: Sequence[Subject], dataset: Dataset) -> list[str]:
    """A sentence for each image set that some of the models were trained on, if it is another one."""
    titles: dict[str, list[str]] = {}
    for subject in subjects:
        if subject.run is not None and not is_of_set(subject, dataset.name):
            titles.setdefault(subject.run.config.data, []).append(subject.title)
    return [
        f"{', '.join(names)}: trained on {data}, shown here on {dataset.name}: that is transfer."
        for data, names in titles.items()
    ]
