"""`python -m aavae evaluate`."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from aavae.commands.output import print_note
from aavae.commands.subjects import OnRuns
from aavae.evaluation.subject import Subject

if TYPE_CHECKING:
    from aavae.data.image_set import Dataset
    from aavae.evaluation.results import Row


@dataclass(frozen=True, kw_only=True)
class EvaluateCommand(OnRuns):
    """Everything at once: probes, similarity, reconstruction, latents and rank, kept for each image set.

    Results of your own run are written to its directory, as results/SET.json, those of a shipped model to the
    cache: what came with the product stays as it is.
    """

    ship: bool = False
    """Instead replace the published results, and fill `checkpoints/_results/` with what the pages show first
    (for those who publish models)."""

    def __call__(self) -> None:
        """Evaluate each run."""
        from aavae.evaluation.results import find_row
        from aavae.evaluation.shipping import ship_defaults
        from aavae.evaluation.summary import evaluate_all

        subjects = self.find_subjects()
        dataset = self.load_dataset(subjects)
        # Before the first of them is computed, which takes minutes.
        paths = {subject.name: self._choose_path(subject, dataset) for subject in subjects}

        def evaluate(subject: Subject, _: str) -> dict[str, object]:
            if self.ship:
                ship_defaults(subject, dataset)
            results = evaluate_all(subject, dataset)
            path = self._write(results, paths[subject.name])
            for reason in dict.fromkeys(results["missing"].values()):
                print_note(f"{subject.name}: {reason}")
            probe = find_row(results["linear_probe"], "h")
            row = {"run": subject.name, "linear_probe_h": probe and probe["accuracy"], "path": path}
            return {**row, **results} if self.json else row

        self.print_summaries([(subject, "") for subject in subjects], evaluate)

    def _choose_path(self, subject: Subject, dataset: "Dataset") -> Path | None:
        """Where results go; None where they are only printed, which is said."""
        from aavae.evaluation.results import find_writable_path, require_publishable, results_path

        if self.ship:
            return require_publishable(subject, dataset)
        path = find_writable_path(subject, dataset)
        if path is None:
            wanted = results_path(subject, dataset)
            print_note(
                f"{wanted.parent} cannot be written, nor can the cache: the results of '{subject.name}' are "
                "only printed; set AAVAE_CACHE to a folder that can be written to keep them."
            )
        return path

    def _write(self, results: "Row", path: Path | None) -> str | None:
        """Write results, if they can be; returns where they are."""
        from aavae.errors import UserError
        from aavae.evaluation.results import write_results

        if path is None:
            return None
        try:
            write_results(results, path)
        except OSError as error:
            message = f"{path} cannot be written ({error.strerror})"
            if self.ship:
                raise UserError(f"{message}: nothing is published.") from error
            print_note(f"{message}: the results are only printed.")
            return None
        return str(path)
