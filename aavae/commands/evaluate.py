"""`python -m aavae evaluate`."""

from dataclasses import dataclass

from aavae.commands.subjects import OnRuns
from aavae.evaluation.subject import Subject


@dataclass(frozen=True, kw_only=True)
class Evaluate(OnRuns):
    """Everything at once: probes, similarity and reconstruction, written to the run's results.json."""

    ship: bool = False
    """Instead fill `checkpoints/_results/` with what the pages show first (for those who publish models)."""

    def __call__(self) -> None:
        """Evaluate each run."""
        from aavae.data.store import load_dataset
        from aavae.evaluation.results import find_row
        from aavae.evaluation.shipping import ship_defaults
        from aavae.evaluation.summary import evaluate_all

        subjects, dataset = self.find_subjects(), load_dataset(self.data)

        def evaluate(subject: Subject, _: str) -> dict[str, object]:
            if self.ship:
                ship_defaults(subject, dataset)
                return {"run": subject.name, "shipped": True}
            results = evaluate_all(subject, dataset)
            probe = find_row(results["linear_probe"], "h")
            return {"run": subject.name, "linear_probe_h": probe and probe["accuracy"], **results}

        def as_row(subject: Subject, name: str) -> dict[str, object]:
            row = evaluate(subject, name)
            return row if self.json else {key: row[key] for key in list(row)[:2]}

        self.print_summaries([(subject, "") for subject in subjects], as_row)
