"""What a report says of models, of images and of the software."""

import platform
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version

from aavae.data.image_set import Dataset
from aavae.evaluation.subject import Subject
from aavae.kept_text import show_text
from aavae.language import _
from aavae.methods import METHODS
from aavae.sharing.model_card import describe_training
from aavae.sharing.page_report import ModelFacts

_PACKAGES = ("torch", "numpy", "scikit-learn", "scipy", "umap-learn", "plotly", "streamlit")


def describe_model(subject: Subject) -> ModelFacts:
    """A model: its name, its method, the digest of what decides its representations, and its training.

    Raises:
        UserError: the file of its weights is not there.
    """
    facts = {_("Name"): subject.name, _("Digest"): subject.compute_digest()}
    if subject.run is not None:
        config = subject.run.config
        facts |= {_("Method"): METHODS[config.method].title, _("Seed of the training"): str(config.seed)}
        return ModelFacts(
            subject.title, facts, describe_training(subject, subject.run), config.model_dump_json(indent=2)
        )
    if subject.external is not None:
        return ModelFacts(subject.title, facts, settings=subject.external.config.model_dump_json(indent=2))
    return ModelFacts(subject.title, facts)


def describe_images(dataset: Dataset) -> Mapping[str, str]:
    """An image set: its name, its size and the digest of its contents."""
    return {
        _("Name"): dataset.name,
        _("Title"): show_text(dataset.title),
        _("Training images"): f"{len(dataset.train):,}",
        _("Test images"): f"{len(dataset.test):,}",
        _("Digest"): dataset.digest,
    }


def list_versions() -> Mapping[str, str]:
    """The versions of Python and of the libraries that compute and draw."""
    versions = {"Python": platform.python_version()}
    for name in _PACKAGES:
        try:
            versions[name] = version(name)
        except PackageNotFoundError:
            continue
    return versions
