"""Reconstructions of any images."""

import numpy as np

from aavae.errors import UserError
from aavae.evaluation.computing import prepare
from aavae.evaluation.models import get_painter
from aavae.evaluation.subject import Subject
from aavae.language import _


def reconstruct(subject: Subject, images: np.ndarray, batch_size: int = 500) -> np.ndarray:
    """Decode the posterior means of images.

    Args:
        subject: a run with a decoder.
        images: uint8, or float32 in [0, 1], (N, 3, H, W).
        batch_size: images in a pass.

    Returns:
        float32 (N, 3, H, W) in [0, 1].

    Raises:
        UserError: the subject has no decoder.
    """
    prepare()
    import torch

    from aavae.representations import encode_batches

    if not subject.has_decoder:
        raise UserError(
            _("'{title}' has no decoder, so it cannot reconstruct: choose an autoencoder.").format(
                title=subject.title
            )
        )
    model = get_painter(subject)
    with torch.inference_mode():
        parts = [model.decode(posterior.mu) for posterior in encode_batches(model, images, batch_size)]
        return torch.cat(parts).numpy()
