"""Alignment and uniformity of a subject's representations of augmented test images."""

from typing import Any

from aavae.analysis.bootstrap import NUM_RESAMPLES
from aavae.analysis.similarity.uniformity import ALPHA, TEMPERATURE, Uniformity, compute_uniformity
from aavae.config import AugmentConfig, RepresentationName
from aavae.data.image_set import Dataset
from aavae.evaluation.cache import ResultKind, find, find_or_compute
from aavae.evaluation.results import Row
from aavae.evaluation.similarity.pairs import DEFAULT_NUM_IMAGES
from aavae.evaluation.subject import Subject
from aavae.evaluation.views import encode_views

_KIND = ResultKind("uniformity", version=1, alpha=ALPHA, temperature=TEMPERATURE, num_resamples=NUM_RESAMPLES)


def _describe_inputs(
    subject: Subject,
    dataset: Dataset,
    representation: RepresentationName,
    config: AugmentConfig,
    num_images: int,
    seed: int,
) -> dict[str, object]:
    return {
        "subject": subject.compute_digest(),
        "data": dataset.digest,
        "representation": representation,
        "augment": config.model_dump(),
        "num_images": num_images,
        "seed": seed,
    }


def find_uniformity(
    subject: Subject, dataset: Dataset, *, representation: RepresentationName = "mu"
) -> Uniformity | None:
    """What `evaluate_uniformity` returns by its defaults, if it is there already."""
    inputs = _describe_inputs(subject, dataset, representation, AugmentConfig(), DEFAULT_NUM_IMAGES, 0)
    return find(Uniformity, _KIND, inputs)


def evaluate_uniformity(
    subject: Subject,
    dataset: Dataset,
    *,
    representation: RepresentationName = "mu",
    config: AugmentConfig | None = None,
    num_images: int = DEFAULT_NUM_IMAGES,
    seed: int = 0,
    ship: bool = False,
) -> Uniformity:
    """Alignment and uniformity of the views that `evaluate_pairs` compares.

    Raises:
        UserError: the subject has no such representation.
    """
    subject.check_representation(representation)
    config = config or AugmentConfig()
    inputs = _describe_inputs(subject, dataset, representation, config, num_images, seed)

    def compute() -> Uniformity:
        views = encode_views(subject, dataset, config, num_images=num_images, seed=seed)
        return compute_uniformity(*(getattr(view, representation) for view in views), seed=seed)

    return find_or_compute(Uniformity, _KIND, inputs, compute, ship)


def summarise_uniformity(subject: Subject, dataset: Dataset, representation: Any, **options: Any) -> Row:
    """Alignment and uniformity with their intervals, to go into a row."""
    row: Row = {}
    for name, values in (
        evaluate_uniformity(subject, dataset, representation=representation, **options)._asdict().items()
    ):
        value, *interval = values.tolist()
        row |= {name: value, f"{name}_interval": interval}
    return row
