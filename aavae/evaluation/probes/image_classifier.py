"""The linear probe's answer for any image. Finding a classifier that is there imports no torch."""

import functools
from typing import NamedTuple

import numpy as np

from aavae.analysis.probes.linear_probe import PROBE_CONSTANTS
from aavae.config import RepresentationName
from aavae.data.image_set import Dataset, check_has_labels
from aavae.errors import UserError
from aavae.evaluation.cache import ResultKind, find, find_or_compute
from aavae.evaluation.feature_key import FeatureKey
from aavae.evaluation.subject import Subject
from aavae.language import _

TOLERANCE = 1e-7

_KIND = ResultKind("image-classifier", version=1, tolerance=TOLERANCE, probe=PROBE_CONSTANTS)


class ImageClassifier(NamedTuple):
    """A linear probe with its weights, 15 KB for 512 features.

    Attributes:
        mean: float32 (D,), of the training representations.
        scale: float32 (D,), 1 / standard deviation; 0 for a feature that is constant.
        weights: float16 (P, D), of the standardised features, a row for each class that was there to learn.
        bias: float32 (P,).
        classes: int64 (P,), which classes these are, ascending.
        num_classes: C.
    """

    mean: np.ndarray
    scale: np.ndarray
    weights: np.ndarray
    bias: np.ndarray
    classes: np.ndarray
    num_classes: int


def _describe_inputs(
    subject: Subject, dataset: Dataset, representation: RepresentationName, seed: int
) -> dict[str, object]:
    return {
        "subject": subject.compute_digest(),
        "data": dataset.digest,
        "representation": representation,
        "seed": seed,
    }


def find_image_classifier(
    subject: Subject, dataset: Dataset, *, representation: RepresentationName = "h", seed: int = 0
) -> ImageClassifier | None:
    """A classifier that is there already, shipped or computed earlier."""
    inputs = _describe_inputs(subject, dataset, representation, seed)
    return find(ImageClassifier, _KIND, inputs)


def evaluate_image_classifier(
    subject: Subject,
    dataset: Dataset,
    *,
    representation: RepresentationName = "h",
    seed: int = 0,
    ship: bool = False,
) -> ImageClassifier:
    """Fit the linear probe of all training images once more, with the penalty that it chose, and keep it.

    On the test set its accuracy is that of `evaluate_linear_probe`, but for the rounding of the weights.

    Args:
        subject: a model, or the pixels.
        dataset: whose training images.
        representation: one that the subject has.
        seed: of the probe's choice of a penalty.
        ship: keep it among the shipped results.

    Raises:
        UserError: the subject has no such representation, there are no labels, or the images are all of one
            class.
    """
    check_has_labels(dataset)
    subject.check_representation(representation)
    if ship:
        return _fit(subject, dataset, representation, seed, ship)
    return _remember(FeatureKey(subject, dataset, representation), seed)


@functools.lru_cache(maxsize=32)
def _remember(key: FeatureKey, seed: int) -> ImageClassifier:
    return _fit(key.subject, key.dataset, key.representation, seed, ship=False)


def _fit(
    subject: Subject, dataset: Dataset, representation: RepresentationName, seed: int, ship: bool
) -> ImageClassifier:
    def compute() -> ImageClassifier:
        import torch

        from aavae.analysis.probes.linear_classifier import fit_linear_classifier, prepare_training_set
        from aavae.evaluation.probes.linear_probe import evaluate_linear_probe
        from aavae.evaluation.representations import load_representations

        penalty = evaluate_linear_probe(subject, dataset, representation=representation, seed=seed).penalty
        train = getattr(load_representations(subject, dataset, "labelled-train"), representation)
        num_classes = len(dataset.train.class_names)
        training = prepare_training_set(train, dataset.train.labelled.labels, num_classes)
        # Closer to the limit than the probe, which counts right answers alone: here probabilities are shown.
        classifier = fit_linear_classifier(training, penalty, TOLERANCE)
        mean = classifier.scaling.mean
        # A row of ones above the mean becomes the scale itself, with the rounding of those that are kept.
        (scale,) = classifier.scaling.apply((mean + 1)[None])
        return ImageClassifier(
            mean=mean.numpy(),
            scale=scale.numpy(),
            weights=classifier.logistic.weights.to(torch.float16).numpy(),
            bias=classifier.logistic.bias.numpy(),
            classes=classifier.classes.numpy(),
            num_classes=num_classes,
        )

    inputs = _describe_inputs(subject, dataset, representation, seed)
    return find_or_compute(ImageClassifier, _KIND, inputs, compute, ship)


def classify(classifier: ImageClassifier, representations: np.ndarray) -> np.ndarray:
    """The probability of each class, float32 (N, C): rows sum to 1, a class without training images has 0.

    Args:
        classifier: fitted to the representation of the same model.
        representations: (N, D).

    Raises:
        UserError: another width than the classifier was fitted to.
    """
    width = len(classifier.mean)
    if representations.ndim != 2 or representations.shape[1] != width:
        raise UserError(
            _(
                "The classifier reads representations (N, {width}), got {shape}: take both from the same "
                "model and representation."
            ).format(width=width, shape=representations.shape)
        )
    features = (representations - classifier.mean) * classifier.scale
    logits = features @ classifier.weights.astype(np.float32).T + classifier.bias
    odds = np.exp(logits - logits.max(1, keepdims=True))
    probabilities = np.zeros((len(logits), classifier.num_classes), np.float32)
    probabilities[:, classifier.classes] = odds / odds.sum(1, keepdims=True)
    return probabilities
