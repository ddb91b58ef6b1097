"""The models of subjects, kept in memory for as long as their files stay the same."""

import functools
from typing import TYPE_CHECKING

from aavae.evaluation.computing import prepare
from aavae.evaluation.subject import UNTRAINED_CONFIG, Subject

if TYPE_CHECKING:
    from aavae.models import Autoencoder, Model


def get_model(subject: Subject) -> "Model":
    """The subject's model, in evaluation mode; shared between callers, so never change it.

    Raises:
        UserError: the run has no readable weights.
    """
    return _load(subject, subject.compute_digest())


def get_autoencoder(subject: Subject) -> "Autoencoder":
    """The model of a subject that has a decoder."""
    prepare()
    from aavae.models import Autoencoder

    model = get_model(subject)
    assert isinstance(model, Autoencoder)
    return model


@functools.lru_cache(maxsize=12)
def _load(subject: Subject, digest: str) -> "Model":
    prepare()
    from aavae.models import Normalise, build_untrained_model
    from aavae.runs.model import load_model

    if subject.run is None:
        return build_untrained_model(UNTRAINED_CONFIG, Normalise())
    return load_model(subject.run, subject.weights)
