"""The one way to find a run: by its name among those that exist, or by its directory. Imports no torch."""

import json
import os
import re
import secrets
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal, NamedTuple

from pydantic import ValidationError

from aavae.atomic import advise
from aavae.config import ImportedConfig, Origin, RunConfig, describe_first_fault, parse_run_config
from aavae.errors import UserError
from aavae.language import _, pgettext
from aavae.methods import METHODS
from aavae.paths import checkpoints_dir, runs_dir, study_models_dir
from aavae.permissions import read_owner, write_owner
from aavae.runs.layout import RunLayout, read_metrics, write_json
from aavae.runs.status import Status, read_status

NO_RUN = "none"
"""What a link has where it could have a run and has none."""
RESERVED_NAMES = (NO_RUN, "None", "pixels", "untrained")
"""Names that no run gets: links, choices and commands mean the baselines, or no run at all, by them."""
EXTERNAL_FILE = "external.json"
"""Says of a directory among the runs that it is none: see `aavae.foreign.external`."""
_UNFINISHED = ".new-"
_LEFT_SECONDS = 3600
"""A directory that has not got its name after this long belongs to a process that was killed."""
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


class Run(NamedTuple):
    """A run on disk.

    Attributes:
        name: its directory's name.
        config: what was asked for.
        layout: its files.
        shipped: whether it came with the product.
    """

    name: str
    config: RunConfig
    layout: RunLayout
    shipped: bool

    @property
    def title(self) -> str:
        """The name that people read: the method for one of the shipped few, else the run's own name."""
        is_one_of_few = self.shipped and not self.is_of_study
        return _(METHODS[self.config.method].title) if is_one_of_few else self.name

    @property
    def is_of_study(self) -> bool:
        """Whether it is one of the many models that shipped with the studies' tables."""
        return self.shipped and self.layout.path.parent == study_models_dir()

    @property
    def origin(self) -> Origin | None:
        """Where an imported model comes from; None: it was trained here, or came with the product."""
        return self.config.origin if isinstance(self.config, ImportedConfig) else None

    @property
    def whose(self) -> Literal["shipped", "imported", "received", "yours"]:
        """Whose model it is, as titles say it: imported from other software, or received as a file."""
        if self.shipped:
            return "shipped"
        if self.origin is not None:
            return "imported"
        return "received" if os.path.isfile(self.layout.receipt) else "yours"

    @property
    def owner(self) -> str:
        """For whom a server for a class made it; empty: its machine's user."""
        return "" if self.shipped else read_owner(self.layout.path)

    @property
    def has_weights(self) -> bool:
        """Whether there is a model to look at."""
        return os.path.isfile(self.layout.weights)

    @property
    def status(self) -> Status:
        """The run's life; a shipped run is finished."""
        if self.shipped:
            return Status(state="finished", epoch=self.config.num_epochs)
        return read_status(self.layout.status)

    @property
    def metrics(self) -> list[dict[str, Any]]:
        """The epochs' metrics so far."""
        return read_metrics(self.layout.metrics)


class DamagedRun(NamedTuple):
    """A directory among the runs that holds no readable configuration."""

    name: str
    path: Path
    reason: str


def _read_run(path: Path, shipped: bool) -> Run | DamagedRun:
    layout = RunLayout(path)
    try:
        config = parse_run_config(json.loads(layout.config.read_text(encoding="utf-8")))
    except FileNotFoundError:
        return DamagedRun(path.name, path, _("it has no config.json"))
    except ValidationError as error:
        return DamagedRun(
            path.name,
            path,
            _("its config.json is not valid: {fault}").format(fault=describe_first_fault(error)),
        )
    except (OSError, ValueError, RecursionError):
        return DamagedRun(path.name, path, _("its config.json cannot be read"))
    return Run(path.name, config, layout, shipped)


def _scan(directory: Path, shipped: bool) -> list[Run | DamagedRun]:
    """Read every run's configuration; what is deleted meanwhile, or hidden from this user, is not there."""
    paths = [path for path in list_directories(directory) if not os.path.isfile(path / EXTERNAL_FILE)]
    runs = [_read_run(path, shipped) for path in paths]
    return [run for run in runs if isinstance(run, Run) or os.path.isdir(run.path)]


def list_directories(directory: Path) -> list[Path]:
    """The directories in a directory that have names which runs can have, by name."""
    names = sorted(name for name in _list(directory) if _NAME.fullmatch(name))
    return [directory / name for name in names if os.path.isdir(directory / name)]


def _list(directory: Path) -> list[str]:
    try:
        return os.listdir(directory)
    except OSError:
        return []


def _get_time(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0


def list_runs() -> list[Run]:
    """Shipped runs in the order of the methods' table, then one's own, newest first."""
    order = list(METHODS)
    shipped = [run for run in _scan(checkpoints_dir(), shipped=True) if isinstance(run, Run)]
    own = [run for run in _scan(runs_dir(), shipped=False) if isinstance(run, Run)]
    shipped.sort(key=lambda run: (order.index(run.config.method), run.name))
    own.sort(key=lambda run: _get_time(run.layout.config), reverse=True)
    return shipped + own


def list_study_runs() -> list[Run]:
    """The models that shipped with the studies' tables, by name; `list_runs` leaves them out."""
    return [run for run in _scan(study_models_dir(), shipped=True) if isinstance(run, Run)]


def list_damaged_runs() -> list[DamagedRun]:
    """Directories that should be runs but cannot be read; they affect no other run."""
    both = _scan(checkpoints_dir(), shipped=True) + _scan(runs_dir(), shipped=False)
    return [run for run in both if isinstance(run, DamagedRun)]


def find_run(name: str) -> Run:
    """Find a run by its name, or by its directory.

    Raises:
        UserError: there is none, or it is damaged.
    """
    for directory, shipped in ((checkpoints_dir(), True), (runs_dir(), False), (study_models_dir(), True)):
        run = _find_in(directory, name, shipped)
        if run is not None:
            return run
    for damaged in list_damaged_runs():
        if damaged.name == name:
            raise UserError(
                _("The run '{name}' is damaged: {reason}.").format(name=name, reason=damaged.reason)
            )
    if _is_external(name):
        raise UserError(
            _("'{name}' comes from other software and is no run: it was not trained here.").format(name=name)
        )
    path = _find_directory(name)
    if path is not None:
        run = _read_run(path, shipped=path.parent in (checkpoints_dir(), study_models_dir()))
        if isinstance(run, DamagedRun):
            raise UserError(_("The run '{name}' is damaged: {reason}.").format(name=name, reason=run.reason))
        return run
    known = ", ".join(run.name for run in list_runs()) or pgettext("in a list", "none")
    raise UserError(_("There is no run '{name}'; runs here: {known}.").format(name=name, known=known))


def _find_in(directory: Path, name: str, shipped: bool) -> Run | None:
    """The run that `_scan` would read under this name, without reading the others; None: there is none."""
    # The list decides: where the file system ignores case, a path alone would find other names, too.
    if not _NAME.fullmatch(name) or name not in _list(directory):
        return None
    path = directory / name
    if not os.path.isdir(path) or os.path.isfile(path / EXTERNAL_FILE):
        return None
    run = _read_run(path, shipped)
    return run if isinstance(run, Run) else None


def _is_external(name: str) -> bool:
    return bool(_NAME.fullmatch(name)) and os.path.isfile(runs_dir() / name / EXTERNAL_FILE)


def _find_directory(name: str) -> Path | None:
    try:
        path = Path(name).expanduser()
        return path.resolve() if name and (path / "config.json").is_file() else None
    except (OSError, RuntimeError):  # a name too long for a file, or an unknown home
        return None


def check_trainable_further(run: Run) -> None:
    """Check that a run is one of which training can go on.

    Raises:
        UserError: it came with the product, or was trained elsewhere.
    """
    if run.shipped:
        raise UserError(
            _("'{name}' is a shipped model and complete: train a new run instead.").format(name=run.name)
        )
    if run.origin is not None:
        raise UserError(
            _(
                "'{name}' was imported from {file} and cannot be trained here: train a new run instead."
            ).format(name=run.name, file=run.origin.file)
        )


def create_run(name: str, config: RunConfig, fill: Callable[[RunLayout], object] | None = None) -> Run:
    """Claim a new run directory; of several callers with one name exactly one succeeds.

    Args:
        name: of the directory.
        config: what the run is.
        fill: writes further files of the run, before anybody can see it.

    Raises:
        UserError: the name is taken, reserved or not usable as a directory's name, or nothing can be written.
    """

    def fill_directory(path: Path) -> None:
        write_json(RunLayout(path).config, config.model_dump(mode="json"))
        write_owner(path)
        if fill is not None:
            fill(RunLayout(path))

    return Run(name, config, RunLayout(claim_directory(name, fill_directory)), shipped=False)


def claim_directory(name: str, fill: Callable[[Path], object]) -> Path:
    """Make a new directory among the runs; of several callers with one name exactly one succeeds.

    Args:
        name: of the directory.
        fill: writes its files, before anybody can see it.

    Returns:
        The directory.

    Raises:
        UserError: the name is taken, reserved or not usable as a directory's name, or nothing can be written.
    """
    check_name(name)
    path = runs_dir() / name
    # Complete before it has its name: what goes wrong, or is killed, leaves no directory that takes the name.
    _remove_leftovers()
    fresh = path.with_name(f"{_UNFINISHED}{secrets.token_hex(8)}")
    try:
        fresh.mkdir(parents=True)
        fill(fresh)
        fresh.rename(path)
    except OSError as error:
        if path.exists():
            raise UserError(
                _("The directory {path} exists already: choose another name.").format(path=path)
            ) from error
        raise UserError(
            _("The directory {path} cannot be made {advice}.").format(path=path, advice=advise(error))
        ) from error
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    return path


def _remove_leftovers() -> None:
    for name in _list(runs_dir()):
        path = runs_dir() / name
        if name.startswith(_UNFINISHED) and time.time() - _get_time(path) > _LEFT_SECONDS:
            shutil.rmtree(path, ignore_errors=True)


def check_name(name: str) -> None:
    """Check that a new run may have a name.

    Raises:
        UserError: the name is taken, reserved or not usable as a directory's name.
    """
    check_usable(name)
    if any(run.name == name for run in list_runs()):
        raise UserError(
            _("There is a run '{name}' already: choose another name, or resume it.").format(name=name)
        )
    if (runs_dir() / name).exists():
        raise UserError(
            _("The directory {path} exists already: choose another name.").format(path=runs_dir() / name)
        )


def check_usable(name: str) -> None:
    """Check that a name can be a run's at all, new or not.

    Raises:
        UserError: it is reserved or not usable as a directory's name.
    """
    if not _NAME.fullmatch(name):
        raise UserError(
            _(
                "'{name}' cannot name a run: use up to 64 letters, digits, dots, dashes and underscores."
            ).format(name=name)
        )
    if name in RESERVED_NAMES:
        raise UserError(
            _(
                "'{name}' cannot name a run: links and commands mean something else by it; choose "
                "another name."
            ).format(name=name)
        )


def choose_name(config: RunConfig, prefix: str = "") -> str:
    """A free name that says what the run is, e.g. `aavae-2`."""
    return _choose_numbered(f"{prefix}{config.method}")


def choose_free_name(name: str) -> str:
    """A name if no run has it, else one with a number behind it."""
    return name if name not in _list_taken() and name not in RESERVED_NAMES else _choose_numbered(name[:58])


def _choose_numbered(stem: str) -> str:
    taken, number = _list_taken(), 1
    while f"{stem}-{number}" in taken:
        number += 1
    return f"{stem}-{number}"


def _list_taken() -> set[str]:
    return {*_list(runs_dir()), *(run.name for run in list_runs())}
