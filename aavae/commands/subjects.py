"""What the analysing commands share: the runs they name and the images they use."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Annotated, Any, Literal

import tyro

from aavae.commands.output import print_rows
from aavae.config import RepresentationName
from aavae.evaluation.subject import Subject, find_subject

Representation = Literal["h", "mu", "z", "all"]
Runs = Annotated[tuple[str, ...], tyro.conf.Positional, tyro.conf.arg(metavar="RUN...")]


@dataclass(frozen=True, kw_only=True)
class OnRuns:
    """Flags of every command that analyses runs."""

    runs: Runs
    """Runs, by name or directory, also at an epoch, aavae@4; and the baselines `pixels` and `untrained`."""
    data: str = "bundled"
    """bundled, or an imported set: cifar10."""
    seed: int = 0
    """Decides every random choice."""
    json: bool = False
    """Print one JSON array on standard output."""

    def find_subjects(self) -> list[Subject]:
        """The runs by name, all of them checked before the first is computed.

        Raises:
            UserError: there is no such run, or none was named.
        """
        from aavae.errors import UserError

        if not self.runs:
            raise UserError("Name at least one run; `python -m aavae models` lists them.")
        return [find_subject(name) for name in self.runs]

    def print_summaries(
        self, pairs: Iterable[tuple[Subject, str]], summarise: Callable[[Subject, str], dict[str, Any]]
    ) -> None:
        """Compute a row for each pair of subject and representation, with a progress bar, and print them."""
        print_rows(self.compute_summaries(pairs, summarise), self.json)

    def compute_summaries(
        self, pairs: Iterable[tuple[Subject, str]], summarise: Callable[[Subject, str], dict[str, Any] | None]
    ) -> list[dict[str, Any]]:
        """Compute a row for each pair, with a progress bar; no row where `summarise` returns None."""
        from tqdm import tqdm

        bar = tqdm(list(pairs), unit="analysis", leave=False)
        rows = []
        for subject, representation in bar:
            bar.set_description(f"{subject.name} {representation}".strip())
            row = summarise(subject, representation)
            if row is not None:
                rows.append(row)
        return rows


def pair(
    subjects: Iterable[Subject], representation: Representation
) -> list[tuple[Subject, RepresentationName]]:
    """Each subject with one representation, or with each that it has."""
    if representation != "all":
        return [(subject, representation) for subject in subjects]
    return [(subject, name) for subject in subjects for name in subject.representations]
