"""A model on images that it was not trained on: those of another size it cannot see, others are transfer."""

from collections.abc import Sequence

from aavae.data.image_set import Dataset
from aavae.errors import UserError
from aavae.evaluation.subject import Subject
from aavae.foreign.external import VectorsConfig
from aavae.language import _

_OF_ONE_KIND = ("bundled", "cifar10")
"""The bundled sample is a part of CIFAR-10."""


def explain_misfit(subject: Subject, dataset: Dataset) -> str | None:
    """Why there is nothing of a subject on the images of a set; None: there is, as of baselines.

    The images have another size than a model takes, or vectors are those of other images.
    """
    if (vectors := subject.vectors_config) is not None:
        return _explain_other_images(subject, vectors, dataset)
    size, (height, width) = subject.image_size, dataset.test.image_shape[1:]
    if size is None or (height, width) == (size, size):
        return None
    if (encoder := subject.encoder_config) is not None:
        return (
            None
            if encoder.resize
            else (
                _(
                    "'{name}' takes images of {size}x{size} pixels, and those of '{images}' have "
                    "{width}x{height}: choose other images, or import it again with --resize."
                ).format(name=subject.name, size=size, images=dataset.name, width=width, height=height)
            )
        )
    return _(
        "'{name}' was trained at {size}x{size} pixels, and the images of '{images}' have "
        "{width}x{height}: choose {fitting}, or a model that was trained at their size."
    ).format(
        name=subject.name,
        size=size,
        images=dataset.name,
        width=width,
        height=height,
        fitting=name_fitting_sets(subject),
    )


def _explain_other_images(subject: Subject, vectors: VectorsConfig, dataset: Dataset) -> str | None:
    if vectors.data != dataset.name:
        return _(
            "'{name}' has vectors of the images '{data}' alone, and none of '{images}': choose '{data}'."
        ).format(name=subject.name, data=vectors.data, images=dataset.name)
    if vectors.data_digest != dataset.digest:
        return _(
            "'{name}' has vectors of '{data}' as it was before it was imported anew: import the "
            "vectors again."
        ).format(name=subject.name, data=vectors.data)
    return None


def name_fitting_sets(subject: Subject) -> str | None:
    """The image set that a model was trained on, in quotes; of CIFAR-10 also the sample that comes along.

    Of vectors, the set whose they are; None: nothing is known of it.
    """
    if subject.vectors_config is not None:
        return f"'{subject.vectors_config.data}'"
    if subject.run is None:
        return None
    data = subject.run.config.data
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
        _("{titles}: trained on {data}, shown here on {images}: that is transfer.").format(
            titles=", ".join(names), data=data, images=dataset.name
        )
        for data, names in titles.items()
    ]
