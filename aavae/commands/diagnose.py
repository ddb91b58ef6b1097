"""`python -m aavae diagnose`."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Literal

from aavae.commands.output import Attempts, print_rows
from aavae.commands.subjects import OnRuns
from aavae.evaluation.absence import DIAGNOSTICS, Diagnostic, explain_absence
from aavae.evaluation.subject import Subject

if TYPE_CHECKING:
    from aavae.data.image_set import Dataset
    from aavae.evaluation.results import Row

Asked = Literal["verdict", Diagnostic]
_ASKED: tuple[Asked, ...] = ("verdict", *DIAGNOSTICS)


@dataclass(frozen=True, kw_only=True)
class DiagnoseCommand(OnRuns):
    """Learning or collapsed; latents, effective rank, probes by layer and by labels, invariance, style."""

    only: tuple[Asked, ...] = _ASKED
    """Which of them; --json also lists the numbers of every latent and singular value."""

    def __call__(self) -> None:
        """Print the verdict on each run, then one row a number, for each run that can have the diagnostic."""
        from tqdm import tqdm

        from aavae.errors import UserError

        subjects = self.find_subjects()
        reasons = [_explain(subject, asked) for subject in subjects for asked in self.only]
        if not self.only:
            raise UserError(f"--only: name at least one of {', '.join(_ASKED)}.")
        if None not in reasons:
            raise UserError(" ".join(filter(None, reasons)))
        dataset = self.load_dataset(subjects)
        rows, attempts = [], Attempts()
        with tqdm(total=len(reasons), unit="analysis", leave=False) as bar:
            for subject in subjects:
                for asked in self.only:
                    bar.set_description(f"{subject.name} {asked}")
                    if _explain(subject, asked) is None:
                        compute = partial(self._ask, subject, dataset, asked)
                        rows += attempts.attempt(f"{subject.name} {asked}", compute) or []
                    bar.update()
        attempts.finish()
        if not self.json:
            rows = _print_verdicts(rows)
        if rows or self.json:
            print_rows(rows, self.json)

    def _ask(self, subject: Subject, dataset: "Dataset", asked: Asked) -> "list[Row]":
        from aavae.evaluation.diagnostics.rows import diagnose, judge

        if asked == "verdict":
            return judge(subject, dataset)
        return diagnose(subject, dataset, asked, seed=self.seed, details=self.json)


def _explain(subject: Subject, asked: Asked) -> str | None:
    """Why a subject cannot have what is asked for; None if it can."""
    return None if asked == "verdict" else explain_absence(subject, asked)


def _print_verdicts(rows: "Sequence[Row]") -> "list[Row]":
    """Print the sentences of verdicts, which are too long for a table; returns the other rows."""
    for row in rows:
        if row["diagnostic"] == "verdict":
            print(f"{row['run']}, {row['representation']}: {row['value']}.")
    return [row for row in rows if row["diagnostic"] != "verdict"]
