"""The models of subjects, kept in memory for as long as their files stay the same."""

import functools
from typing import TYPE_CHECKING

from aavae.errors import UserError
from aavae.evaluation.absence import explain_no_encoder
from aavae.evaluation.computing import prepare
from aavae.evaluation.subject import UNTRAINED_CONFIG, Subject
from aavae.language import _

if TYPE_CHECKING:
    from aavae.foreign.onnx_model import OnnxModel
    from aavae.models import Autoencoder, Model


def get_model(subject: Subject, image_size: int = UNTRAINED_CONFIG.model.image_size) -> "Model | OnnxModel":
    """The subject's model, in evaluation mode; shared between callers, so never change it.

    Args:
        subject: a run, an encoder of other software, or the untrained encoder.
        image_size: of the images that the untrained encoder shall see; a run has its own.

    Raises:
        UserError: the run has no readable weights, or there are vectors alone.
    """
    if (reason := explain_no_encoder(subject)) is not None:
        raise UserError(_("{reason} Choose a model.").format(reason=reason))
    # One model of a run, whatever the images are.
    size = subject.image_size or image_size
    return _load(subject, subject.compute_digest(), size)


def get_painter(subject: Subject) -> "Autoencoder | OnnxModel":
    """The model of a subject that has a decoder."""
    prepare()
    from aavae.models import SimCLR

    model = get_model(subject)
    assert not isinstance(model, SimCLR)
    return model


@functools.lru_cache(maxsize=12)
def _load(subject: Subject, digest: str, image_size: int) -> "Model | OnnxModel":
    prepare()
    from aavae.models import Normalise, build_untrained_model
    from aavae.runs.model import load_model

    if subject.external is not None:
        from aavae.foreign.onnx_model import load_onnx_model

        return load_onnx_model(subject.external)
    if subject.run is None:
        # Unchecked: images of a size that no run can have can still be looked at.
        model = UNTRAINED_CONFIG.model.model_copy(update={"image_size": image_size})
        return build_untrained_model(UNTRAINED_CONFIG.model_copy(update={"model": model}), Normalise())
    return load_model(subject.run, subject.weights)
