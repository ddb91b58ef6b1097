"""What can be analysed: a trained run, or one of the two baselines that keep everyone honest."""

import functools
import hashlib
import os
import re
from pathlib import Path
from typing import Literal, NamedTuple

from aavae.config import RepresentationName, RunConfig
from aavae.errors import UserError
from aavae.methods import METHODS
from aavae.nn.design import DESIGN
from aavae.runs.registry import RESERVED_NAMES, Run, find_run, list_runs, list_study_runs
from aavae.runs.snapshots import list_snapshots, snapshot_path

Baseline = Literal["untrained", "pixels"]
BASELINES: dict[Baseline, str] = {"pixels": "Raw pixels", "untrained": "Untrained encoder"}

_EPOCH = re.compile(r"[0-9]{1,9}")

UNTRAINED_CONFIG = RunConfig()
"""The untrained encoder is the default network at the default seed."""
_UNTRAINED_SETTINGS = UNTRAINED_CONFIG.model_dump_json(include={"model", "seed"})


class Subject(NamedTuple):
    """Something with representations of images.

    Attributes:
        name: what the command line and the results call it.
        title: what people read; different for every run, epoch and baseline.
        kind: a trained run; the same encoder before training; the pixels themselves.
        run: the trained run; None for a baseline.
        epoch: the run as its snapshot of this epoch has it; None: as it is now.
    """

    name: str
    title: str
    kind: Literal["trained"] | Baseline
    run: Run | None = None
    epoch: int | None = None

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

    @property
    def address(self) -> str:
        """What `find_subject` takes from any process: a run's directory, a baseline's name."""
        if self.run is None:
            return self.name
        return _add_epoch(str(self.run.layout.path), self.epoch)

    @property
    def weights(self) -> Path | None:
        """The file of its weights; a baseline has none."""
        if self.run is None:
            return None
        layout = self.run.layout
        return layout.weights if self.epoch is None else snapshot_path(layout.snapshots, self.epoch)

    @property
    def now(self) -> "Subject":
        """The same run as it is now."""
        return self if self.run is None else _from_run(self.run)

    @property
    def snapshots(self) -> list[int]:
        """The epochs before its last one of which a run keeps a snapshot, ascending."""
        if self.run is None:
            return []
        last = self.run.config.num_epochs
        return [epoch for epoch in list_snapshots(self.run.layout.snapshots) if epoch < last]

    @property
    def epochs(self) -> list[int]:
        """The epochs at which a run can be looked at, ascending: its snapshots, then its end once reached."""
        if self.run is None or self.run.status.state != "finished":
            return self.snapshots
        return [*self.snapshots, self.run.config.num_epochs]

    def at(self, epoch: int) -> "Subject":
        """The run as it was at an epoch; at its last one it is the run itself.

        Raises:
            UserError: there is no snapshot of this epoch.
        """
        if self.run is None:
            raise UserError(f"'{self.name}' is not trained, so it has no epochs: leave the epoch out.")
        if epoch not in self.epochs:
            known = ", ".join(map(str, self.epochs))
            advice = f"choose one of {known}" if known else "leave the epoch out, it kept none"
            raise UserError(f"The run '{self.run.name}' has no snapshot of epoch {epoch}: {advice}.")
        return self.now if epoch == self.run.config.num_epochs else _from_run(self.run, epoch)

    def rewind(self, epoch: int) -> "Subject":
        """The run at the latest of its epochs up to this one; as it is now where there is none."""
        earlier = [known for known in self.epochs if known <= epoch]
        return self.at(earlier[-1]) if earlier else self.now

    def compute_digest(self) -> str:
        """A digest of everything that decides its representations.

        Raises:
            UserError: the file of its weights is not there.
        """
        if self.weights is None:
            # Without a file of weights, the design of the network says which ones it has.
            return (
                f"untrained{_UNTRAINED_SETTINGS} design {DESIGN}" if self.kind == "untrained" else self.kind
            )
        try:
            stat = self.weights.stat()
            return _digest_file(str(self.weights), stat.st_mtime_ns, stat.st_size)
        except OSError as error:
            if self.epoch is not None:
                raise UserError(f"The snapshot '{self.name}' is gone: choose another epoch.") from error
            raise UserError(f"The run '{self.name}' has no weights yet: wait for its first epoch.") from error


@functools.lru_cache(maxsize=256)
def _digest_file(path: str, mtime_ns: int, size: int) -> str:
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def find_subject(name: str) -> Subject:
    """Find a run or a baseline by name, or a run at an epoch: `aavae@4`, or its directory, `runs/mine@4`.

    Raises:
        UserError: there is none, or no snapshot of that epoch.
    """
    stem, mark, epoch = name.rpartition("@")
    if not mark or os.path.isdir(name):
        return _find_now(name)
    if not _EPOCH.fullmatch(epoch):
        raise UserError(f"'{name}': after the @ comes the number of an epoch, as in aavae@4.")
    return _find_now(stem).at(int(epoch))


def _find_now(name: str) -> Subject:
    for baseline in list_baselines():
        if baseline.name == name:
            return baseline
    return _from_run(find_run(name))


def _from_run(run: Run, epoch: int | None = None) -> Subject:
    # A name holds neither space nor bracket: one's own run never passes for a shipped one, and pages that
    # tell models apart by their titles never mix the two up.
    title = run.title if run.shipped else f"{run.name} ({run.whose})"
    if epoch is not None:
        title += f", epoch {epoch}"
    return Subject(_add_epoch(run.name, epoch), title, "trained", run, epoch)


def _add_epoch(name: str, epoch: int | None) -> str:
    return name if epoch is None else f"{name}@{epoch}"


def list_subjects() -> list[Subject]:
    """Every run that has a model and a name that means the run."""
    return [_from_run(run) for run in list_runs() if run.has_weights and run.name not in RESERVED_NAMES]


def list_study_subjects() -> list[Subject]:
    """The models that shipped with the studies, of which `list_subjects` has none."""
    return [_from_run(run) for run in list_study_runs() if run.has_weights]


def list_shipped() -> list[Subject]:
    """Every model that came with the product."""
    return [subject for subject in list_subjects() if subject.run is not None and subject.run.shipped]


def list_baselines() -> list[Subject]:
    """The pixels and the untrained encoder."""
    return [Subject(name, title, name) for name, title in BASELINES.items()]
