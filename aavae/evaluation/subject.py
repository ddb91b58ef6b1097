"""What can be analysed: a trained run, an encoder or vectors of other software, or one of two baselines.

The baselines keep everyone honest.
"""

import functools
import hashlib
import os
import re
from pathlib import Path
from typing import Literal, NamedTuple

from aavae.config import RepresentationName, RunConfig
from aavae.errors import UserError
from aavae.foreign.external import EncoderConfig, External, VectorsConfig, find_external, list_externals
from aavae.formatting import format_choice
from aavae.language import N_, _
from aavae.methods import METHODS
from aavae.nn.design import DESIGN
from aavae.runs.absent_weights import explain_absence
from aavae.runs.registry import RESERVED_NAMES, Run, find_run, list_runs, list_study_runs
from aavae.runs.snapshots import list_snapshots, snapshot_path

Baseline = Literal["untrained", "pixels"]
BASELINES: dict[Baseline, str] = {"pixels": N_("Raw pixels"), "untrained": N_("Untrained encoder")}

_EPOCH = re.compile(r"[0-9]{1,9}")

UNTRAINED_CONFIG = RunConfig()
"""The untrained encoder is the default network at the default seed."""
_UNTRAINED_SETTINGS = UNTRAINED_CONFIG.model_dump_json(include={"model", "seed"})


class Subject(NamedTuple):
    """Something with representations of images.

    Attributes:
        name: what the command line and the results call it.
        kind: a trained run; an encoder of other software; vectors alone; the same encoder as a run's before
            training; the pixels themselves.
        run: the trained run; None for anything else.
        epoch: the run as its snapshot of this epoch has it; None: as it is now.
        external: what other software made; None for anything else.
    """

    name: str
    kind: Literal["trained", "encoder", "vectors"] | Baseline
    run: Run | None = None
    epoch: int | None = None
    external: External | None = None

    @property
    def title(self) -> str:
        """What people read, in their language; different for every run, epoch and baseline."""
        if self.run is not None:
            title = _title_run(self.run)
            return (
                title
                if self.epoch is None
                else _("{title}, epoch {epoch}").format(title=title, epoch=self.epoch)
            )
        if self.kind in BASELINES:
            return _(BASELINES[self.kind])
        return _("{name} (imported)").format(name=self.name)

    @property
    def representations(self) -> tuple[RepresentationName, ...]:
        """The representations it has: pixels are their own h."""
        if self.external is not None:
            return self.external.config.representations
        return ("h",) if self.kind == "pixels" else ("h", "mu", "z")

    def explain_lack(self, representation: str) -> str | None:
        """Why it has no such representation, in a few words; None if it has it."""
        if representation in self.representations:
            return None
        if self.kind == "pixels":
            return _("no {representation}, its pixels are its h").format(representation=representation)
        return _("no {representation}, only {names}").format(
            representation=representation, names=", ".join(self.representations)
        )

    def check_representation(self, representation: str) -> None:
        """Raise a UserError if it has no such representation."""
        if (lack := self.explain_lack(representation)) is not None:
            raise UserError(
                _("'{name}' has {lack}: choose {names}.").format(
                    name=self.name, lack=lack, names=format_choice(self.representations)
                )
            )

    @property
    def encoder_config(self) -> EncoderConfig | None:
        """What is known of an encoder of other software; None for anything else."""
        config = None if self.external is None else self.external.config
        return config if isinstance(config, EncoderConfig) else None

    @property
    def vectors_config(self) -> VectorsConfig | None:
        """What is known of vectors; None for anything else."""
        config = None if self.external is None else self.external.config
        return config if isinstance(config, VectorsConfig) else None

    @property
    def has_decoder(self) -> bool:
        """Whether it can reconstruct."""
        if self.encoder_config is not None:
            return self.encoder_config.decoder is not None
        return self.run is not None and not METHODS[self.run.config.method].contrastive

    @property
    def has_posterior(self) -> bool:
        """Whether its encoder gives a distribution: a mean and a variance."""
        return "z" in self.representations if self.external is not None else self.has_decoder

    @property
    def image_size(self) -> int | None:
        """Height and width of the images that it takes, in pixels; None: any, or only those it is of."""
        if self.run is not None:
            return self.run.config.model.image_size
        return None if self.encoder_config is None else self.encoder_config.image_size

    @property
    def latent_dim(self) -> int | None:
        """Width of mu; None: it has none."""
        if self.run is not None:
            return self.run.config.model.latent_dim
        return None if self.encoder_config is None else self.encoder_config.latent_dim

    @property
    def method(self) -> str:
        """The method's name, or the baseline's; of what other software made, its kind."""
        if self.run is not None:
            return self.run.config.method
        return self.name if self.external is None else self.kind

    @property
    def address(self) -> str:
        """What `find_subject` takes from any process: a directory, a baseline's name."""
        if self.external is not None:
            return str(self.external.path)
        if self.run is None:
            return self.name
        return _add_epoch(str(self.run.layout.path), self.epoch)

    @property
    def weights(self) -> Path | None:
        """The file of a run's weights; anything else has none."""
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
            raise UserError(
                _("'{name}' is not trained, so it has no epochs: leave the epoch out.").format(name=self.name)
            )
        if epoch not in self.epochs:
            text = (
                _("The run '{name}' has no snapshot of epoch {epoch}: choose one of {known}.")
                if self.epochs
                else _(
                    "The run '{name}' has no snapshot of epoch {epoch}: leave the epoch out, it kept none."
                )
            )
            known = ", ".join(map(str, self.epochs))
            raise UserError(text.format(name=self.run.name, epoch=epoch, known=known))
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
        if self.external is not None:
            return self.external.compute_digest()
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
                raise UserError(
                    _("The snapshot '{name}' is gone: choose another epoch.").format(name=self.name)
                ) from error
            assert self.run is not None
            raise UserError(explain_absence(self.run)) from error


@functools.lru_cache(maxsize=256)
def _digest_file(path: str, mtime_ns: int, size: int) -> str:
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def find_subject(name: str) -> Subject:
    """Find a run, what other software made, or a baseline by name; or a directory, as `runs/mine`.

    A run can be named at an epoch: `aavae@4`, `runs/mine@4`.

    Raises:
        UserError: there is none, or no snapshot of that epoch.
    """
    stem, mark, epoch = name.rpartition("@")
    if not mark or os.path.isdir(name):
        return _find_now(name)
    if not _EPOCH.fullmatch(epoch):
        raise UserError(
            _("'{name}': after the @ comes the number of an epoch, as in aavae@4.").format(name=name)
        )
    return _find_now(stem).at(int(epoch))


def _find_now(name: str) -> Subject:
    for baseline in list_baselines():
        if baseline.name == name:
            return baseline
    if (external := find_external(name)) is not None:
        return _from_external(external)
    return _from_run(find_run(name))


def _from_external(external: External) -> Subject:
    return Subject(external.name, external.config.kind, external=external)


def _from_run(run: Run, epoch: int | None = None) -> Subject:
    return Subject(_add_epoch(run.name, epoch), "trained", run, epoch)


def _title_run(run: Run) -> str:
    # A name holds neither space nor bracket: one's own run never passes for a shipped one, and pages that
    # tell models apart by their titles never mix the two up.
    if run.shipped:
        return _(run.title)
    titles = {
        "imported": _("{name} (imported)"),
        "received": _("{name} (received)"),
        "yours": _("{name} (yours)"),
    }
    return titles[run.whose].format(name=run.name)


def _add_epoch(name: str, epoch: int | None) -> str:
    return name if epoch is None else f"{name}@{epoch}"


def list_subjects() -> list[Subject]:
    """Every run that has a model and a name that means the run, then what other software made."""
    runs = [_from_run(run) for run in list_runs() if run.has_weights and run.name not in RESERVED_NAMES]
    return runs + [_from_external(external) for external in list_externals()]


def list_study_subjects() -> list[Subject]:
    """The models that shipped with the studies, of which `list_subjects` has none."""
    return [_from_run(run) for run in list_study_runs() if run.has_weights]


def list_shipped() -> list[Subject]:
    """Every model that came with the product."""
    return [subject for subject in list_subjects() if subject.run is not None and subject.run.shipped]


def list_baselines() -> list[Subject]:
    """The pixels and the untrained encoder."""
    return [Subject(name, name) for name in BASELINES]
