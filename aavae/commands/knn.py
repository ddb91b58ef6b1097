"""`python -m aavae knn`."""

from dataclasses import dataclass

from aavae.commands.subjects import OnRuns, Representation, pair


@dataclass(frozen=True, kw_only=True)
class KnnCommand(OnRuns):
    """kNN probe: the nearest training images vote on each test image; nothing is trained."""

    representation: Representation = "h"
    """In which the neighbours are sought."""
    k: int = 20
    """Neighbours that vote."""

    def __call__(self) -> None:
        """Print accuracy (0 to 1) for each run."""
        from aavae.evaluation.summary import summarise_knn_probe

        subjects = self.find_subjects()
        dataset = self.load_dataset(subjects)
        self.print_summaries(
            pair(subjects, self.representation),
            lambda subject, name: summarise_knn_probe(subject, dataset, name, k=self.k),
        )
