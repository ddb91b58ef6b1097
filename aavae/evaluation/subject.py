"""What can be analysed: a trained run, or one of the two baselines that keep everyone honest."""

import functools
import hashlib
from typing import Literal, NamedTuple

from aavae.config import RepresentationName, RunConfig
from aavae.errors import UserError
from aavae.methods import METHODS
from aavae.runs.registry import Run, find_run, list_runs

Baseline = Literal["untrained", "pixels"]
BASELINES: dict[Baseline, str] = {"pixels": "Raw pixels", "untrained": "Untrained encoder"}

UNTRAINED_CONFIG = RunConfig()
"""The untrained encoder is the default network at the default seed."""


class Subject(NamedTuple):
    """Something with representations of images.

    Attributes:
        name: what the command line and the results call it.
        title: what people read; different for every run and baseline.
        kind: a trained run; the same encoder before training; the pixels themselves.
        run: the trained run; None for a baseline.
    """

    name: str
    title: str
    kind: Literal["trained"] | Baseline
    run: Run | None = None

    @property
    def representations(self) -> tuple[RepresentationName, ...]:
        """The representations it has: pixels are their own h."""
        return ("h",) if self.kind == "pixels" else ("h", "mu", "z")

    def check_representation(self, representation: str) -> None:
        """Raise a UserError if it has no such representation."""
        if representation not in self.representations:
            raise UserError(f"'{self.name}' has no {representation}, its pixels are its h: choose h.")

    @property
    def has_decoder(self) -> bool:
        """Whether it can reconstruct."""
        return self.run is not None and not METHODS[self.run.config.method].contrastive

    @property
    def method(self) -> str:
        """The method's name, or the baseline's."""
        return self.run.config.method if self.run is not None else self.name

    def compute_digest(self) -> str:
        """A digest of everything that decides its representations."""
        if self.run is None:
            settings = UNTRAINED_CONFIG.model_dump_json() if self.kind == "untrained" else ""
            return f"{self.kind}{settings}"
        path = self.run.layout.weights
        try:
            stat = path.stat()
        except OSError as error:
            raise UserError(f"The run '{self.name}' has no weights yet: wait for its first epoch.") from error
        return _digest_file(str(path), stat.st_mtime_ns, stat.st_size)


@functools.lru_cache(maxsize=256)
def _digest_file(path: str, mtime_ns: int, size: int) -> str:
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def find_subject(name: str) -> Subject:
    """Find a run or a baseline by name.

    Raises:
        UserError: there is none.
    """
    for baseline in list_baselines():
        if baseline.name == name:
            return baseline
    return _from_run(find_run(name))


def _from_run(run: Run) -> Subject:
    # A name holds neither space nor bracket: one's own run never passes for a shipped one, and pages that
    # tell models apart by their titles never mix the two up.
    title = run.title if run.shipped else f"{run.name} (yours)"
    return Subject(run.name, title, "trained", run)


def list_subjects() -> list[Subject]:
    """Every run that has a model."""
    return [_from_run(run) for run in list_runs() if run.has_weights]


def list_shipped() -> list[Subject]:
    """Every model that came with the product."""
    return [subject for subject in list_subjects() if subject.run is not None and subject.run.shipped]


def list_baselines() -> list[Subject]:
    """The pixels and the untrained encoder."""
    return [Subject(name, title, name) for name, title in BASELINES.items()]
