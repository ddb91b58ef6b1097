"""What the analysing commands share: the runs they name and the images they use."""

import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal

import tyro

from aavae.commands.output import print_rows
from aavae.config import RepresentationName
from aavae.data.image_set import Dataset
from aavae.evaluation.subject import Subject, find_subject

Representation = Literal["h", "mu", "z", "all"]
Runs = Annotated[tuple[str, ...], tyro.conf.Positional, tyro.conf.arg(metavar="RUN...")]


@dataclass(frozen=True, kw_only=True)
class OnRuns:
    """Flags of every command that analyses runs."""

    runs: Runs
    """Runs, by name or directory, also at an epoch, aavae@4; encoders and vectors that were imported; and the
    baselines `pixels` and `untrained`."""
    data: str = "bundled"
    """The image set: bundled, or one that was imported."""
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

    def load_dataset(self, subjects: Sequence[Subject]) -> Dataset:
        """The images by name, checked to be of the runs' size; where they were trained on others, it says so.

        Raises:
            UserError: there is no such set, or its images have another size than those of a run.
        """
        return load_for(subjects, self.data)

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


def load_for(subjects: Sequence[Subject], name: str) -> Dataset:
    """An image set for runs; see `OnRuns.load_dataset`."""
    from aavae.data.store import load_dataset
    from aavae.evaluation.transfer import check_fits, describe_transfer

    dataset = load_dataset(name)
    check_fits(subjects, dataset)
    for sentence in describe_transfer(subjects, dataset):
        print(sentence, file=sys.stderr)
    return dataset


def pair(
    subjects: Iterable[Subject], representation: Representation
) -> list[tuple[Subject, RepresentationName]]:
    """Each subject with one representation, or with each that it has."""
    if representation != "all":
        return [(subject, representation) for subject in subjects]
    return [(subject, name) for subject in subjects for name in subject.representations]
