"""What decides the representations of a data set's images: the key of what is kept of them in memory."""

from aavae.config import RepresentationName
from aavae.data.image_set import Dataset
from aavae.evaluation.subject import Subject


class FeatureKey:
    """A subject, a data set and a representation; equal for the same weights and images.

    Args:
        subject: a model, or the pixels.
        dataset: whose images.
        representation: one that the subject has.
    """

    def __init__(self, subject: Subject, dataset: Dataset, representation: RepresentationName) -> None:
        self.subject = subject
        self.dataset = dataset
        self.representation: RepresentationName = representation
        self._key = (subject.compute_digest(), dataset.digest, representation)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, FeatureKey) and self._key == other._key

    def __hash__(self) -> int:
        return hash(self._key)
