"""Probe of a subject's frozen representations by nearest neighbours."""

from aavae.analysis.probes.knn_probe import TEMPERATURE, KnnProbe, compute_knn_probe
from aavae.config import RepresentationName
from aavae.data.image_set import Dataset, check_has_labels
from aavae.evaluation.cache import ResultKind, find_or_compute
from aavae.evaluation.subject import Subject

_KIND = ResultKind("knn-probe", version=1, temperature=TEMPERATURE)


def evaluate_knn_probe(
    subject: Subject,
    dataset: Dataset,
    *,
    representation: RepresentationName = "h",
    k: int = 20,
    ship: bool = False,
) -> KnnProbe:
    """Probe by nearest neighbours: all labelled training images vote on all labelled test images.

    Raises:
        UserError: there are no labels, or the subject has no such representation.
    """
    check_has_labels(dataset)
    inputs = {
        "subject": subject.compute_digest(),
        "data": dataset.digest,
        "representation": representation,
        "k": k,
    }

    def compute() -> KnnProbe:
        from aavae.evaluation.representations import load_features

        features, queries = load_features(subject, dataset, representation)
        train, test = dataset.train.labelled, dataset.test.labelled
        num_classes = len(train.class_names)
        return compute_knn_probe(features, train.labels, queries, test.labels, num_classes=num_classes, k=k)

    return find_or_compute(KnnProbe, _KIND, inputs, compute, ship)
