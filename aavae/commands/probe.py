"""`python -m aavae probe`."""

from dataclasses import dataclass

from aavae.commands.subjects import OnRuns, Representation, pair


@dataclass(frozen=True, kw_only=True)
class ProbeCommand(OnRuns):
    """Linear probe: how well a linear classifier does on frozen representations of the test images."""

    representation: Representation = "h"
    """What the probe reads."""
    labels: int | None = None
    """Labelled training images; none: all."""
    folds: bool = False
    """Train on each official fold of the set, as STL-10 has them: mean and deviation over the folds."""

    def __call__(self) -> None:
        """Print accuracy (0 to 1) with its 95 % interval for each run."""
        from aavae.errors import UserError
        from aavae.evaluation.summary import summarise_linear_probe, summarise_official_folds

        if self.folds and self.labels is not None:
            raise UserError("--folds: each fold has its own number of labelled images; leave --labels out.")
        if self.labels is not None and self.labels < 1:
            raise UserError("--labels: give a positive number of labelled images.")
        subjects = self.find_subjects()
        dataset = self.load_dataset(subjects)
        self.print_summaries(
            pair(subjects, self.representation),
            lambda subject, name: (
                summarise_official_folds(subject, dataset, name, seed=self.seed)
                if self.folds
                else summarise_linear_probe(subject, dataset, name, num_labels=self.labels, seed=self.seed)
            ),
        )
