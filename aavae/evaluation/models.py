"""The models of subjects, kept in memory for as long as their files stay the same."""

import functools
from typing import TYPE_CHECKING

from aavae.evaluation.computing import prepare
from aavae.evaluation.subject import UNTRAINED_CONFIG, Subject

if TYPE_CHECKING:
    from aavae.models import Autoencoder, Model


def get_model(subject: Subject, image_size: int = UNTRAINED_CONFIG.model.image_size) -> "Model":
    """The subject's model, in evaluation mode; shared between callers, so never change it.

    Args:
        subject: a run, or the untrained encoder.
        image_size: of the images that the untrained encoder shall see; a run has its own.

    Raises:
        UserError: the run has no readable weights.
    """
    # One model of a run, whatever the images are.
    size = image_size if subject.run is None else subject.run.config.model.image_size
    return _load(subject, subject.compute_digest(), size)


def get_autoencoder(subject: Subject) -> "Autoencoder":
    """The model of a subject that has a decoder."""
    prepare()
    from aavae.models import Autoencoder

    model = get_model(subject)
    assert isinstance(model, Autoencoder)
    return model


@functools.lru_cache(maxsize=12)
def _load(subject: Subject, digest: str, image_size: int) -> "Model":
    prepare()
    from aavae.models import Normalise, build_untrained_model
    from aavae.runs.model import load_model

    if subject.run is None:
        # Unchecked: images of a size that no run can have can still be looked at.
        model = UNTRAINED_CONFIG.model.model_copy(update={"image_size": image_size})
        return build_untrained_model(UNTRAINED_CONFIG.model_copy(update={"model": model}), Normalise())
    return load_model(subject.run, subject.weights)
