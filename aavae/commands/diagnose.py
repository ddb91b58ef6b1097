"""`python -m aavae diagnose`."""

from dataclasses import dataclass
from functools import partial

from aavae.commands.output import Attempts, print_rows
from aavae.commands.subjects import OnRuns
from aavae.evaluation.absence import DIAGNOSTICS, Diagnostic


@dataclass(frozen=True, kw_only=True)
class DiagnoseCommand(OnRuns):
    """Latents and their noise, effective rank, probes by layer and by labels, invariance, style."""

    only: tuple[Diagnostic, ...] = DIAGNOSTICS
    """Which of them; --json also lists the numbers of every latent and singular value."""

    def __call__(self) -> None:
        """Print one row a number, for each run that can have the diagnostic."""
        from tqdm import tqdm

        from aavae.errors import UserError
        from aavae.evaluation.absence import explain_absence
        from aavae.evaluation.diagnostics.rows import diagnose

        subjects = self.find_subjects()
        reasons = [explain_absence(subject, diagnostic) for subject in subjects for diagnostic in self.only]
        if not self.only:
            raise UserError(f"--only: name at least one of {', '.join(DIAGNOSTICS)}.")
        if None not in reasons:
            raise UserError(" ".join(filter(None, reasons)))
        dataset = self.load_dataset(subjects)
        rows, attempts = [], Attempts()
        with tqdm(total=len(reasons), unit="analysis", leave=False) as bar:
            for subject in subjects:
                for diagnostic in self.only:
                    bar.set_description(f"{subject.name} {diagnostic}")
                    compute = partial(
                        diagnose, subject, dataset, diagnostic, seed=self.seed, details=self.json
                    )
                    if explain_absence(subject, diagnostic) is None:
                        rows += attempts.attempt(f"{subject.name} {diagnostic}", compute) or []
                    bar.update()
        attempts.finish()
        print_rows(rows, self.json)
