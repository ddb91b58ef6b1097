"""How probable the original image is under a subject's decoder, in the units of the training loss."""

from typing import NamedTuple

import torch

from aavae.data.image_set import Dataset
from aavae.evaluation.cache import ResultKind, find_or_compute
from aavae.evaluation.models import get_model
from aavae.evaluation.subject import Subject
from aavae.losses.gaussian import compute_negative_log_likelihood
from aavae.models import Autoencoder
from aavae.representations import encode_batches, to_unit_range

_KIND = ResultKind("likelihood", version=1)


class Likelihood(NamedTuple):
    """The reconstruction term of the loss, of clean images.

    Attributes:
        reconstruction: mean of -log N(image; decoded mu, I), in nats an image.
        num_images: test images averaged over.
    """

    reconstruction: float
    num_images: int


@torch.inference_mode()
def evaluate_likelihood(subject: Subject, dataset: Dataset, batch_size: int = 500) -> Likelihood:
    """Negative log likelihood of all test images, encoded as they are and decoded from the posterior mean.

    Args:
        subject: a run with a decoder.
        dataset: the images.
        batch_size: images in a pass.
    """
    inputs = {"subject": subject.compute_digest(), "data": dataset.digest}

    def compute() -> Likelihood:
        model = get_model(subject)
        assert isinstance(model, Autoencoder)
        nats = []
        originals = torch.from_numpy(dataset.test.images)
        posteriors = encode_batches(model, dataset.test.images, batch_size)
        for images, posterior in zip(originals.split(batch_size), posteriors, strict=True):
            targets = model.normalise(to_unit_range(images))
            nats.append(compute_negative_log_likelihood(targets, model.decoder(posterior.mu)))
        return Likelihood(torch.cat(nats).double().mean().item(), len(dataset.test))

    return find_or_compute(Likelihood, _KIND, inputs, compute)
