"""Probe of a subject's frozen representations by nearest neighbours."""

from aavae.analysis.probes.knn_probe import TEMPERATURE, KnnProbe, compute_knn_probe
from aavae.config import RepresentationName
from aavae.data.image_set import Dataset
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
    """Probe by nearest neighbours: all training images vote on all test images."""
    inputs = {
        "subject": subject.compute_digest(),
        "data": dataset.digest,
        "representation": representation,
        "k": k,
    }

    def compute() -> KnnProbe:
        from aavae.evaluation.representations import load_features

        train, test = load_features(subject, dataset, representation)
        num_classes = len(dataset.train.class_names)
        return compute_knn_probe(
            train, dataset.train.labels, test, dataset.test.labels, num_classes=num_classes, k=k
        )

    return find_or_compute(KnnProbe, _KIND, inputs, compute, ship)
