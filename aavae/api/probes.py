"""Probes of a model's representations, for a notebook: the numbers of the page and the commands."""

from dataclasses import dataclass, field
from typing import Literal

from aavae.analysis.probes.knn_probe import KnnProbe
from aavae.analysis.probes.linear_probe import LinearProbe
from aavae.api.arguments import check_count, check_representation, check_seed
from aavae.api.images import find_dataset
from aavae.api.model import LoadedModel, find_model
from aavae.config import RepresentationName
from aavae.data.image_set import Dataset
from aavae.evaluation.transfer import check_fits


@dataclass(frozen=True)
class ProbeResult:
    """How well a classifier does on a frozen representation.

    Attributes:
        model: whose representation.
        images: the name of the image set.
        representation: `h`, `mu` or `z`.
        kind: `linear` or `knn`.
        accuracy: part of the test images that are right, in [0, 1].
        interval: its 95 % Wilson interval over test images, (low, high); it does not cover the training seed.
        num_train: labelled training images.
        num_test: labelled test images.
        per_class: the accuracy on each class; NaN for one without test images.
        found: all that the analysis found, such as the confusions.
    """

    model: LoadedModel
    images: str
    representation: RepresentationName
    kind: Literal["linear", "knn"]
    accuracy: float
    interval: tuple[float, float]
    num_train: int
    num_test: int
    per_class: dict[str, float] = field(repr=False)
    found: LinearProbe | KnnProbe = field(repr=False)


def linear_probe(
    model: LoadedModel | str,
    images: str | Dataset = "bundled",
    representation: RepresentationName = "h",
    *,
    num_labels: int | None = None,
    seed: int = 0,
) -> ProbeResult:
    """Train a linear classifier on a frozen representation: `python -m aavae probe`.

    A multinomial logistic regression on standardised features, trained on the training images and judged on
    the test images. What was computed before, here, on a page or by a command, is read from the cache.

    Args:
        model: from `load`, or its name.
        images: the name of a set, or one from `load_images`; it needs labels.
        representation: `h`, `mu` or `z`.
        num_labels: labelled training images, as many of each class as can be; None: all.
        seed: decides which these are, and the split that chooses the penalty; 0 or more.

    Raises:
        UserError: there are no labels, the images do not fit the model, or an argument is wrong.
    """
    from aavae.evaluation.probes.linear_probe import evaluate_linear_probe

    if num_labels is not None:
        num_labels = check_count("num_labels", num_labels, least=1)
    seed = check_seed(seed)
    model, dataset = _find(model, images, representation)
    probe = evaluate_linear_probe(
        model.subject, dataset, representation=representation, num_labels=num_labels, seed=seed
    )
    return _make_result("linear", model, dataset, representation, probe)


def knn_probe(
    model: LoadedModel | str,
    images: str | Dataset = "bundled",
    representation: RepresentationName = "h",
    *,
    k: int = 20,
) -> ProbeResult:
    """Let the nearest training images vote on each test image: `python -m aavae knn`. Nothing is trained.

    Args:
        model: from `load`, or its name.
        images: the name of a set, or one from `load_images`; it needs labels.
        representation: `h`, `mu` or `z`.
        k: neighbours that vote, 1 or more.

    Raises:
        UserError: there are no labels, the images do not fit the model, or an argument is wrong.
    """
    from aavae.evaluation.probes.knn_probe import evaluate_knn_probe

    k = check_count("k", k, least=1)
    model, dataset = _find(model, images, representation)
    probe = evaluate_knn_probe(model.subject, dataset, representation=representation, k=k)
    return _make_result("knn", model, dataset, representation, probe)


def _find(
    model: LoadedModel | str, images: str | Dataset, representation: RepresentationName
) -> tuple[LoadedModel, Dataset]:
    model, dataset = find_model(model), find_dataset(images)
    check_representation(representation)
    model.subject.check_representation(representation)
    check_fits([model.subject], dataset)
    return model, dataset


def _make_result(
    kind: Literal["linear", "knn"],
    model: LoadedModel,
    dataset: Dataset,
    representation: RepresentationName,
    probe: LinearProbe | KnnProbe,
) -> ProbeResult:
    return ProbeResult(
        model=model,
        images=dataset.name,
        representation=representation,
        kind=kind,
        accuracy=probe.accuracy,
        interval=probe.interval,
        num_train=probe.num_train,
        num_test=probe.num_test,
        per_class=dict(zip(dataset.test.class_names, probe.per_class.tolist(), strict=True)),
        found=probe,
    )
