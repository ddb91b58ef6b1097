"""A run as one zip: packed for others, and received from a stranger, of whom nothing is believed."""

import hashlib
import json
import re
import shutil
import time
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, NamedTuple

import torch
from pydantic import ValidationError

from aavae import packed
from aavae.config import RunConfig, describe_first_fault, parse_run_config
from aavae.errors import UserError
from aavae.formatting import format_bytes
from aavae.importing.zip_members import ZipMember, read_member
from aavae.language import _
from aavae.models import Normalise, build_untrained_model
from aavae.paths import runs_dir
from aavae.permissions import check_allowed
from aavae.runs.epoch_samples import read_epoch_samples, save_epoch_samples
from aavae.runs.layout import RunLayout, read_metrics, write_metrics
from aavae.runs.receipt import Receipt, write_receipt
from aavae.runs.registry import Run, check_name, choose_free_name, create_run
from aavae.runs.snapshots import list_snapshots, snapshot_path
from aavae.runs.status import Status, name_state, write_status
from aavae.train.state import load_weights

MAX_BYTES = 8 * 2**30
"""The most that a run may unpack to."""
_MAX_SMALL_BYTES = 64 * 2**20
_PART = 2**20
_SAMPLES = "samples/latest.npz"
_SMALL = ("config.json", "metrics.jsonl", _SAMPLES)
_WEIGHTS = "model.safetensors"
_SNAPSHOT = re.compile(r"snapshots/[0-9]{5,9}\.safetensors")
_ERRORS = (zipfile.BadZipFile, zlib.error, OSError, ValueError, EOFError, NotImplementedError)


def pack_run(run: Run, target: IO[bytes]) -> None:
    """Write a finished run as a zip: its settings, curves, samples, weights as they are, and snapshots.

    Raises:
        UserError: it is not finished, or its weights cannot be read.
    """
    if run.status.state != "finished":
        raise UserError(
            _("The run '{name}' is {state}: it is a file once it is finished.").format(
                name=run.name, state=name_state(run.status.state)
            )
        )
    layout = run.layout
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(layout.config, f"{run.name}/config.json")
        for path, name in ((layout.metrics, "metrics.jsonl"), (layout.samples, _SAMPLES)):
            if path.is_file():
                archive.write(path, f"{run.name}/{name}")
        _pack_weights(archive, layout.weights, f"{run.name}/{_WEIGHTS}")
        for epoch in list_snapshots(layout.snapshots):
            name = f"{run.name}/snapshots/{epoch:05d}.safetensors"
            _pack_weights(archive, snapshot_path(layout.snapshots, epoch), name)


def _pack_weights(archive: zipfile.ZipFile, path: Path, name: str) -> None:
    try:
        content = path.read_bytes()
        if path.suffix == packed.SUFFIX:
            content = packed.unpack(content)
    except OSError as error:
        raise UserError(
            _("The weights {path} cannot be read: train the run again.").format(path=path)
        ) from error
    archive.writestr(name, content, zipfile.ZIP_STORED)


def is_run_archive(path: Path) -> bool:
    """Whether a file looks like what `pack_run` writes: a zip with the settings of a run."""
    try:
        with zipfile.ZipFile(path) as archive:
            return any(re.fullmatch(r"[^/]+/config\.json", name) for name in archive.namelist())
    except _ERRORS:
        return False


def receive_run(path: Path, name: str | None = None, file_name: str | None = None) -> Run:
    """Make a run of a zip that `pack_run` wrote somewhere, after a look at all that is in it.

    Nothing in it is run or unpickled. Its weights must be those of the networks that its settings describe,
    and finite; there is either the whole run or none.

    Args:
        path: the zip.
        name: of the new run; a free one like that in the zip if not given.
        file_name: what the zip is called, for people; the path's own name if not given.

    Raises:
        UserError: it holds anything else than a run, the name cannot be a new run's, or whoever asks may add
            none.
    """
    check_allowed("import models")
    file_name = file_name or path.name
    if name is not None:
        check_name(name)
    try:
        with path.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        contents = _list_contents(path, file_name)
        config = _read_config(path, contents, file_name)
        free = shutil.disk_usage(_find_existing(runs_dir())).free
    except _ERRORS as error:
        raise _explain_damage(file_name, error) from error
    if (needed := sum(member.size for member in contents.members.values())) > free:
        raise UserError(
            _("{file} unpacks to {needed}, and {free} are free.").format(
                file=file_name, needed=format_bytes(needed), free=format_bytes(free)
            )
        )

    def fill(layout: RunLayout) -> None:
        try:
            _unpack(path, contents, layout)
            _check_weights(config, layout, file_name)
        except _ERRORS as error:
            raise _explain_damage(file_name, error) from error
        write_receipt(Receipt(file=file_name[:200], sha256=sha256, received=time.time()), layout)
        write_status(layout.status, Status(state="finished", epoch=config.num_epochs))

    return create_run(name or choose_free_name(_clean(contents.name)), config, fill)


class _Contents(NamedTuple):
    """What is in a zip: the run's name, and its files by their paths in the run's folder."""

    name: str
    members: dict[str, ZipMember]


def _list_contents(path: Path, file_name: str) -> _Contents:
    """The files of a run, checked by name and stated size.

    Raises:
        UserError: the zip has something that a run has not.
    """
    members: dict[str, ZipMember] = {}
    names: set[str] = set()
    with zipfile.ZipFile(path) as archive:
        infos = [info for info in archive.infolist() if not info.is_dir()]
    for info in infos:
        name, __, inner = info.filename.partition("/")
        is_small = inner in _SMALL
        if not (is_small or inner == _WEIGHTS or _SNAPSHOT.fullmatch(inner)):
            raise UserError(
                _("{file} holds {member!r}, which is no part of a run.").format(
                    file=file_name, member=info.filename[:100]
                )
            )
        if info.flag_bits & 1 or info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise UserError(
                _("{file} is encrypted, or compressed in a way that is not supported: pack it anew.").format(
                    file=file_name
                )
            )
        if inner in members:
            raise UserError(_("{file} holds {member} twice.").format(file=file_name, member=inner))
        if is_small and info.file_size > _MAX_SMALL_BYTES:
            raise UserError(
                _("{file} holds {member} of {size}, too much for it.").format(
                    file=file_name, member=inner, size=format_bytes(info.file_size)
                )
            )
        names.add(name)
        members[inner] = ZipMember.from_info(info)
    if sum(member.size for member in members.values()) > MAX_BYTES:
        raise UserError(
            _("{file} unpacks to more than {size}.").format(file=file_name, size=format_bytes(MAX_BYTES))
        )
    if sum(member.packed_size for member in members.values()) > path.stat().st_size:
        raise zipfile.BadZipFile(_("its files overlap"))
    if missing := {"config.json", _WEIGHTS} - members.keys():
        raise UserError(
            _("{file} is no run: it has no {member}.").format(file=file_name, member=min(missing))
        )
    if len(names) != 1:
        raise UserError(
            _("{file} holds {count} runs: give each by itself.").format(file=file_name, count=len(names))
        )
    (name,) = names
    return _Contents(name, members)


def _read_config(path: Path, contents: _Contents, file_name: str) -> RunConfig:
    member = contents.members["config.json"]
    content = b"".join(read_member(path, member, member.size))
    try:
        return parse_run_config(json.loads(content))
    except ValidationError as error:
        raise UserError(
            _("{file} has a config.json that is not valid: {fault}.").format(
                file=file_name, fault=describe_first_fault(error)
            )
        ) from error
    except (ValueError, RecursionError) as error:
        raise UserError(_("{file} has a config.json that cannot be read.").format(file=file_name)) from error


def _unpack(path: Path, contents: _Contents, layout: RunLayout) -> None:
    """Write the files of a run, and those that people can read as this product writes them."""
    for inner, member in contents.members.items():
        target = layout.path / inner
        if target == layout.config:
            continue
        target.parent.mkdir(exist_ok=True)
        with target.open("wb") as file:
            for part in read_member(path, member, _PART):
                file.write(part)
    write_metrics(layout.metrics, read_metrics(layout.metrics))
    if layout.samples.exists():
        samples = read_epoch_samples(layout.samples)
        layout.samples.unlink()
        if samples is not None:
            save_epoch_samples(samples, layout.samples)


def _check_weights(config: RunConfig, layout: RunLayout, file_name: str) -> None:
    """Check that all weights are finite, and fit the networks that the settings describe.

    Raises:
        UserError: some are not.
    """
    # Without memory: settings can ask for networks of any size, and a file of weights has only its own.
    with torch.device("meta"):
        expected = build_untrained_model(config, Normalise()).state_dict()
    shapes = {name: tensor.shape for name, tensor in expected.items()}
    for path, what in _list_weights(layout):
        try:
            tensors = load_weights(path)
        except UserError as error:
            raise UserError(
                _("{file} has damaged weights ({weights}): download it again.").format(
                    file=file_name, weights=what
                )
            ) from error
        except (RuntimeError, TypeError) as error:
            raise UserError(
                _("{file} has weights of another form than a run's ({weights}).").format(
                    file=file_name, weights=what
                )
            ) from error
        if {name: tensor.shape for name, tensor in tensors.items()} != shapes:
            raise UserError(
                _("{file} has weights ({weights}) of other networks than its config.json says.").format(
                    file=file_name, weights=what
                )
            )
        if not all(tensor.isfinite().all() for tensor in tensors.values()):
            raise UserError(
                _("{file} has weights that are not finite ({weights}).").format(file=file_name, weights=what)
            )


def _list_weights(layout: RunLayout) -> Iterator[tuple[Path, str]]:
    yield layout.weights, _WEIGHTS
    for epoch in list_snapshots(layout.snapshots):
        path = snapshot_path(layout.snapshots, epoch)
        yield path, f"snapshots/{path.name}"


def _clean(name: str) -> str:
    """A name that a run can have, like another one."""
    return re.sub(r"[^A-Za-z0-9._-]+", "-", name).lstrip("._-")[:64] or "run"


def _find_existing(path: Path) -> Path:
    return path if path.exists() else _find_existing(path.parent)


def _explain_damage(file_name: str, error: BaseException) -> UserError:
    reason = str(error).splitlines()[0].rstrip(".") if str(error) else type(error).__name__
    return UserError(
        _("{file} is no zip of a run, or damaged ({reason}): download it again.").format(
            file=file_name, reason=reason
        )
    )
