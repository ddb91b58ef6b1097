"""The models of subjects, kept in memory for as long as their files stay the same."""

import functools

from aavae.evaluation.subject import UNTRAINED_CONFIG, Subject
from aavae.models import Autoencoder, Model, Normalise, build_untrained_model
from aavae.runs.model import load_model


def get_model(subject: Subject) -> Model:
    """The subject's model, in evaluation mode; shared between callers, so never change it.

    Raises:
        UserError: the run has no readable weights.
    """
    return _load(subject, subject.compute_digest())


def get_autoencoder(subject: Subject) -> Autoencoder:
    """The model of a subject that has a decoder."""
    model = get_model(subject)
    assert isinstance(model, Autoencoder)
    return model


@functools.lru_cache(maxsize=12)
def _load(subject: Subject, digest: str) -> Model:
    if subject.run is None:
        return build_untrained_model(UNTRAINED_CONFIG, Normalise())
    return load_model(subject.run, subject.weights)
