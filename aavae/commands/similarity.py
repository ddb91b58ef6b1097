"""`python -m aavae similarity`."""

from dataclasses import dataclass, field

from aavae.commands.subjects import OnRuns, Representation, pair
from aavae.config import AugmentConfig


@dataclass(frozen=True, kw_only=True)
class Similarity(OnRuns):
    """Cosine similarity of two augmented views of the same image, against views of different images."""

    representation: Representation = "mu"
    """What is compared."""
    num_images: int = 2_000
    """Test images, evenly spaced over the classes."""
    centre: bool = False
    """Subtract the mean representation first."""
    augment: AugmentConfig = field(default_factory=AugmentConfig)

    def __call__(self) -> None:
        """Print AUC, overlap and means for each run."""
        from aavae.data.store import load_dataset
        from aavae.errors import UserError
        from aavae.evaluation.summary import summarise_similarity

        if self.num_images < 2:
            raise UserError("--num-images: at least 2 images make a pair.")
        subjects, dataset = self.find_subjects(), load_dataset(self.data)
        self.print_summaries(
            pair(subjects, self.representation),
            lambda subject, name: summarise_similarity(
                subject,
                dataset,
                name,
                config=self.augment,
                num_images=self.num_images,
                seed=self.seed,
                centre=self.centre,
            ),
        )
