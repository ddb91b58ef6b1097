"""`python -m aavae similarity`."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from aavae.analysis.similarity.pair_measures import Measure
from aavae.commands.subjects import OnRuns, Representation, pair
from aavae.config import AugmentConfig

if TYPE_CHECKING:
    from aavae.data.image_set import Dataset
    from aavae.evaluation.subject import Subject

_FOR_PEOPLE = (
    "run",
    "representation",
    "auc",
    "auc_interval",
    "auc_difference",
    "overlap",
    "effect_size",
    "auc_same_class",
    "auc_other_class",
    "mean_same",
    "mean_different",
    "alignment",
    "uniformity",
)


@dataclass(frozen=True, kw_only=True)
class SimilarityCommand(OnRuns):
    """How alike two augmented views of the same image are, against views of different images."""

    representation: Representation = "mu"
    """What is compared."""
    measure: Measure = "cosine"
    """cosine; euclidean: distance; kl: divergence of the posteriors, of models that have one."""
    num_images: int = 2_000
    """Test images, evenly spaced over the classes."""
    centre: bool = False
    """Subtract the mean representation first; matters to the cosine alone."""
    augment: AugmentConfig = field(default_factory=AugmentConfig)

    def __call__(self) -> None:
        """Print AUC, overlap, effect size and means for each run; --json adds intervals and classes."""
        from aavae.errors import UserError
        from aavae.evaluation.similarity.pairs import explain_no_measure

        if self.num_images < 2:
            raise UserError("--num-images: at least 2 images make a pair.")
        subjects = self.find_subjects()
        if self.measure == "kl":
            for subject in subjects:
                if reason := explain_no_measure(subject, "mu", "kl"):
                    raise UserError(f"--measure kl: {reason.rstrip('.')}; leave '{subject.name}' out.")
        dataset = self.load_dataset(subjects)
        # Posteriors are compared whole: there is but one row for each run.
        representation = "mu" if self.measure == "kl" else self.representation
        self.print_summaries(
            pair(subjects, representation),
            lambda subject, name: self._summarise(subject, subjects[0], dataset, name),
        )

    def _summarise(
        self, subject: "Subject", first: "Subject", dataset: "Dataset", representation: Any
    ) -> dict[str, Any]:
        from aavae.evaluation.similarity.pairs import summarise_pairs
        from aavae.evaluation.similarity.uniformity import summarise_uniformity

        options: dict[str, Any] = {
            "config": self.augment,
            "num_images": self.num_images,
            "seed": self.seed,
        }
        beside = first if subject != first and representation in first.representations else None
        row = summarise_pairs(
            subject, dataset, representation, self.measure, beside, centre=self.centre, **options
        )
        row |= summarise_uniformity(subject, dataset, representation, **options)
        return row if self.json else {key: row.get(key) for key in _FOR_PEOPLE}
