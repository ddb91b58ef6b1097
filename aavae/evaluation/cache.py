"""Results on disk, found by a digest of all that decides them: shipped ones first, then computed ones.

What decides a result are its inputs and what computed it.
"""

import contextlib
import hashlib
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from aavae.arrays import Record, RecordT, read_record, write_record
from aavae.errors import UserError
from aavae.evaluation import computing
from aavae.language import _
from aavae.paths import cache_dir, checkpoints_dir
from aavae.plain_json import to_json

_SHIPPED = "_results"
_MAX_BYTES = 6 * 2**30


class ResultKind:
    """What is computed, and how: a result is found again only while both are the same.

    Args:
        name: of the analysis; begins the name of its files.
        version: of the algorithm, of whatever it is made of; raise it whenever the same inputs give other
            numbers, and `evaluate --ship` the shipped models again.
        constants: of the algorithm that decide the numbers (folds, tolerances, counts), by name: to change
            one needs no new version.
    """

    def __init__(self, name: str, version: int, **constants: Any) -> None:
        self.name = name
        self._algorithm = {"version": version, **constants}

    def compute_key(self, inputs: Mapping[str, Any]) -> str:
        """A file name for a result: the kind, and a digest of the algorithm and its inputs."""
        text = to_json({"algorithm": self._algorithm, "inputs": dict(inputs)}, sort_keys=True)
        return f"{self.name}-{hashlib.sha256(text.encode()).hexdigest()[:20]}.npz"


def find(result_type: type[RecordT], kind: ResultKind, inputs: Mapping[str, Any]) -> RecordT | None:
    """Find a result, shipped or computed earlier; a damaged file counts as none."""
    key = kind.compute_key(inputs)
    shipped = read_record(result_type, checkpoints_dir() / _SHIPPED / key)
    if shipped is not None:
        return shipped
    path = cache_dir() / key
    result = read_record(result_type, path)
    if result is not None:
        # Pruning goes by the time of last use.
        with contextlib.suppress(OSError):
            path.touch()
    return result


def is_kept(kind: ResultKind, inputs: Mapping[str, Any]) -> bool:
    """Whether `find` has a file to read; cheap."""
    key = kind.compute_key(inputs)
    return (checkpoints_dir() / _SHIPPED / key).exists() or (cache_dir() / key).exists()


def find_or_compute(
    result_type: type[RecordT],
    kind: ResultKind,
    inputs: Mapping[str, Any],
    compute: Callable[[], RecordT],
    ship: bool = False,
) -> RecordT:
    """Find a result, or compute and keep it.

    Args:
        result_type: the NamedTuple that `compute` returns.
        kind: the analysis.
        inputs: all that decides the result, as JSON: digests, parameters, seeds.
        compute: makes it.
        ship: keep it among the shipped results instead of the local cache, computed anew.

    Raises:
        UserError: it is to be shipped, and cannot be written.
    """
    key = kind.compute_key(inputs)
    if ship:
        computing.prepare()
        result = compute()
        _write_shipped(result, checkpoints_dir() / _SHIPPED / key)
        return result
    result = find(result_type, kind, inputs)
    if result is not None:
        return result
    return computing.compute(key, partial(_compute_and_keep, result_type, kind, dict(inputs), compute))


def _compute_and_keep(
    result_type: type[RecordT], kind: ResultKind, inputs: Mapping[str, Any], compute: Callable[[], RecordT]
) -> RecordT:
    # Who asked at the same time may have had it computed since.
    result = find(result_type, kind, inputs)
    if result is not None:
        return result
    computing.prepare()
    result = compute()
    # A cache that cannot be written costs time, not the answer.
    with contextlib.suppress(OSError):
        write_record(result, cache_dir() / kind.compute_key(inputs))
        _prune(cache_dir())
    return result


def _write_shipped(result: Record, path: Path) -> None:
    try:
        write_record(result, path)
    except OSError as error:
        raise UserError(
            _("{path} cannot be written ({strerror}): nothing can be shipped.").format(
                path=path, strerror=error.strerror
            )
        ) from error


def _prune(directory: Path) -> None:
    """Delete the results that were not used for longest, beyond a total size."""
    files = []
    for path in list(directory.glob("*.npz")):
        with contextlib.suppress(FileNotFoundError):  # pruned by another process
            stat = path.stat()
            files.append((stat.st_mtime, stat.st_size, path))
    total = 0
    for __, size, path in sorted(files, reverse=True):
        total += size
        if total > _MAX_BYTES:
            path.unlink(missing_ok=True)
