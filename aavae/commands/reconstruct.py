"""`python -m aavae reconstruct`."""

from dataclasses import dataclass

from aavae.commands.subjects import OnRuns


@dataclass(frozen=True, kw_only=True)
class ReconstructCommand(OnRuns):
    """Mean squared reconstruction error, from the original image and from an augmented view."""

    num_images: int = 10_000
    """Test images, evenly spaced over the classes."""

    def __call__(self) -> None:
        """Print the errors for each run that has a decoder."""
        from aavae.errors import UserError
        from aavae.evaluation.summary import summarise_reconstruction

        if self.num_images < 1:
            raise UserError("--num-images: give a positive number of images.")
        subjects = self.find_subjects()
        for subject in subjects:
            if not subject.has_decoder:
                raise UserError(f"'{subject.name}' has no decoder, so it cannot reconstruct; leave it out.")
        dataset = self.load_dataset(subjects)
        self.print_summaries(
            [(subject, "") for subject in subjects],
            lambda subject, _: summarise_reconstruction(
                subject, dataset, num_images=self.num_images, seed=self.seed
            ),
        )
