"""One image, distorted: what each decoder makes of it, where its latent goes, and what the probe says."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import torch

from aavae.analysis.augmentation.reconstruction import compute_reconstruction_error
from aavae.augment.distortion import distort
from aavae.config import RepresentationName
from aavae.data.image_set import Dataset
from aavae.distortion import Distortion
from aavae.errors import UserError
from aavae.evaluation.augmentation.image_bank import count_nearer, load_image_bank
from aavae.evaluation.models import get_model, get_painter
from aavae.evaluation.probes.image_classifier import classify, evaluate_image_classifier
from aavae.evaluation.subject import Subject
from aavae.language import _
from aavae.models import draw_z
from aavae.representations import encode_batches

_SEED = 2
"""Of the samples z: 0 and 1 are those of the data set's images, whose noise would recur."""
_BATCH_SIZE = 500


class Distorted(NamedTuple):
    """What V distortions of one image, 3 x S x S pixels, do to one subject.

    Attributes:
        inputs: float32 (V, 3, S, S) in [0, 1], what the encoder sees.
        reconstructions: float32 (V, 3, S, S) in [0, 1]; (0, 3, S, S) where there is no decoder.
        errors: float64 (V,), mean squared error of each against the original; NaN where there is no decoder.
        baseline_error: the same for the reconstruction of the image as it is.
        cosines: float32 (V,), cosine of the representations of the image and of its distortion, as they are.
        ranks: int64 (V,), how many other images are nearer to the distortion than its own image: 0 where the
            image is still its own nearest neighbour. By the cosine of standardised features, as on the map.
        num_others: how many other images there are.
        probabilities_before: float32 (C,), the linear probe's answer for the image as it is; NaN where there
            is no probe.
        probabilities: float32 (V, C), its answers for the distortions.
        no_answer: why there is no probe, as a sentence; "" if there is one.
    """

    inputs: np.ndarray
    reconstructions: np.ndarray
    errors: np.ndarray
    baseline_error: float
    cosines: np.ndarray
    ranks: np.ndarray
    num_others: int
    probabilities_before: np.ndarray
    probabilities: np.ndarray
    no_answer: str


def evaluate_distorted(
    subject: Subject,
    dataset: Dataset,
    image: np.ndarray,
    *,
    distortions: Sequence[Distortion],
    representation: RepresentationName = "h",
    image_id: int | None = None,
) -> Distorted:
    """Encode an image and its distortions, and compare.

    The first image of a model takes seconds, the next ones milliseconds: nothing is kept on disk but the
    representations of the data set and the classifier.

    Args:
        subject: a model, or the pixels.
        dataset: decides the other images and the probe.
        image: uint8 (3, S, S), of the size of the data set's.
        distortions: V of them, at least 1.
        representation: whose cosine, rank and answer.
        image_id: the image's number in the pool where it is one of the data set's, so that it is not compared
            with itself.

    Raises:
        UserError: the image has another size or type, there is no distortion, or the subject has no such
            representation.
    """
    check_image(image, dataset)
    if not distortions:
        raise UserError(_("Give at least one distortion; `Distortion()` changes nothing."))
    subject.check_representation(representation)
    inputs = distort(image[None], distortions)
    clean = image[None].astype(np.float32) / 255
    features, reconstructions = _encode(subject, np.concatenate([clean, inputs]), representation)
    if len(reconstructions):
        targets = np.broadcast_to(clean, reconstructions.shape)
        errors = compute_reconstruction_error(targets, reconstructions).per_image
    else:
        errors = np.full(len(features), np.nan)
    ranks, num_others = _rank(subject, dataset, representation, features, image_id)
    probabilities, no_answer = _ask(subject, dataset, representation, features)
    return Distorted(
        inputs=inputs,
        reconstructions=reconstructions[1:],
        errors=errors[1:],
        baseline_error=float(errors[0]),
        cosines=_compute_cosines(features),
        ranks=ranks,
        num_others=num_others,
        probabilities_before=probabilities[0],
        probabilities=probabilities[1:],
        no_answer=no_answer,
    )


def _ask(
    subject: Subject, dataset: Dataset, representation: RepresentationName, features: np.ndarray
) -> tuple[np.ndarray, str]:
    """The linear probe's answers, (N, C), and why there are none: it takes labels, of two classes or more."""
    try:
        classifier = evaluate_image_classifier(subject, dataset, representation=representation)
    except UserError as error:
        # A set without labels has no class; the probability of one that nobody knows is not known, either.
        num_classes = max(1, len(dataset.train.class_names))
        return np.full((len(features), num_classes), np.nan, np.float32), str(error)
    return classify(classifier, features), ""


def check_image(image: np.ndarray, dataset: Dataset) -> None:
    """Refuse what is no image of the data set's size.

    Raises:
        UserError: another shape, or not uint8.
    """
    expected = dataset.test.image_shape
    if image.shape != expected or image.dtype != np.uint8:
        raise UserError(
            _(
                "The image must be uint8 of shape {expected}, as those of {images}; this one is {dtype} of "
                "shape {shape}."
            ).format(expected=expected, images=dataset.name, dtype=image.dtype, shape=image.shape)
        )


@torch.inference_mode()
def _encode(
    subject: Subject, images: np.ndarray, representation: RepresentationName
) -> tuple[np.ndarray, np.ndarray]:
    """Representations and reconstructions in one pass: encoding twice would double the wait."""
    if subject.kind == "pixels":
        return images.reshape(len(images), -1), images[:0]
    model = get_model(subject, images.shape[-1])
    generator = torch.Generator().manual_seed(_SEED)
    features, reconstructions = [], [torch.from_numpy(images[:0])]
    for posterior in encode_batches(model, images, _BATCH_SIZE):
        features.append(
            draw_z(posterior, generator) if representation == "z" else getattr(posterior, representation)
        )
        if subject.has_decoder:
            reconstructions.append(get_painter(subject).decode(posterior.mu))
    return torch.cat(features).numpy(), torch.cat(reconstructions).numpy()


def _compute_cosines(features: np.ndarray) -> np.ndarray:
    """Cosine of the first row with each other one; with a row of zeros it is 0."""
    lengths = np.linalg.norm(features, axis=1)
    products = features[1:] @ features[0]
    return np.divide(products, lengths[1:] * lengths[0], out=np.zeros_like(products), where=products != 0)


def _rank(
    subject: Subject,
    dataset: Dataset,
    representation: RepresentationName,
    features: np.ndarray,
    image_id: int | None,
) -> tuple[np.ndarray, int]:
    bank = load_image_bank(subject, dataset, representation)
    clean, *__ = directions = bank.find_directions(features)
    distorted = directions[1:]
    others = bank.ids != image_id
    nearer = count_nearer(
        bank, subject, dataset, directions=distorted, limits=distorted @ clean, others=others
    )
    return nearer, int(np.count_nonzero(others))
