"""Results on disk, found by a digest of all that decides them: shipped ones first, then computed ones."""

import contextlib
import hashlib
import json
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Protocol, TypeVar, get_type_hints

import numpy as np

from aavae.atomic import write_atomically
from aavae.paths import cache_dir, checkpoints_dir

_FORMAT = 1
_SHIPPED = "_results"
_MAX_BYTES = 6 * 2**30


class Result(Protocol):
    """A NamedTuple of arrays, numbers, strings and tuples of numbers."""

    _fields: tuple[str, ...]

    def _asdict(self) -> dict[str, Any]: ...


ResultT = TypeVar("ResultT", bound=Result)


def compute_key(kind: str, inputs: Mapping[str, Any]) -> str:
    """A file name for a result: its kind and a digest of its inputs."""
    text = json.dumps({"format": _FORMAT, **inputs}, sort_keys=True)
    return f"{kind}-{hashlib.sha256(text.encode()).hexdigest()[:20]}.npz"


def find(result_type: type[ResultT], kind: str, inputs: Mapping[str, Any]) -> ResultT | None:
    """Find a result, shipped or computed earlier; a damaged file counts as none."""
    key = compute_key(kind, inputs)
    for directory in (checkpoints_dir() / _SHIPPED, cache_dir()):
        result = read(result_type, directory / key)
        if result is not None:
            return result
    return None


def find_or_compute(
    result_type: type[ResultT],
    kind: str,
    inputs: Mapping[str, Any],
    compute: Callable[[], ResultT],
    ship: bool = False,
) -> ResultT:
    """Find a result, or compute and keep it.

    Args:
        result_type: the NamedTuple that `compute` returns.
        kind: the analysis.
        inputs: all that decides the result, as JSON: digests, parameters, seeds.
        compute: makes it.
        ship: keep it among the shipped results instead of the local cache, computed anew.
    """
    result = None if ship else find(result_type, kind, inputs)
    if result is not None:
        return result
    result = compute()
    directory = checkpoints_dir() / _SHIPPED if ship else cache_dir()
    try:
        directory.mkdir(parents=True, exist_ok=True)
        arrays = {name: np.asarray(value) for name, value in result._asdict().items()}
        write_atomically(
            directory / compute_key(kind, inputs), lambda path: np.savez(path, allow_pickle=False, **arrays)
        )
        if not ship:
            _prune(directory)
    except OSError:
        # A cache that cannot be written costs time, not the answer.
        pass
    return result


def read(result_type: type[ResultT], path: Path) -> ResultT | None:
    """Read a result from a file; None where there is none, or a damaged one."""
    hints = get_type_hints(result_type)
    try:
        with open(path, "rb") as raw, np.load(raw, allow_pickle=False) as file:
            values = {name: _restore(file[name], hints[name]) for name in result_type._fields}
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
        return None
    if path.parent == cache_dir():
        # Pruning goes by the time of last use.
        with contextlib.suppress(OSError):
            path.touch()
    return result_type(**values)


def _restore(array: np.ndarray, hint: Any) -> Any:
    if hint is np.ndarray or getattr(hint, "__origin__", None) is np.ndarray:
        return array
    value = array.tolist()
    return tuple(value) if isinstance(value, list) else value


def _prune(directory: Path) -> None:
    """Delete the results that were not used for longest, beyond a total size."""
    files = sorted(directory.glob("*.npz"), key=lambda path: path.stat().st_mtime, reverse=True)
    total = 0
    for path in files:
        total += path.stat().st_size
        if total > _MAX_BYTES:
            path.unlink(missing_ok=True)
