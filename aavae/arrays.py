"""NamedTuples of arrays, numbers and strings as .npz files, which cannot run code when read."""

import zipfile
from pathlib import Path
from typing import Any, Protocol, TypeVar, get_type_hints

import numpy as np

from aavae.atomic import write_atomically


class Record(Protocol):
    """A NamedTuple of arrays, numbers, strings and tuples of numbers."""

    _fields: tuple[str, ...]

    def _asdict(self) -> dict[str, Any]: ...


RecordT = TypeVar("RecordT", bound=Record)


def write_record(record: Record, path: Path) -> None:
    """Write a record atomically; its directory is made if needed.

    Raises:
        OSError: it cannot be written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    arrays = {name: np.asarray(value) for name, value in record._asdict().items()}
    write_atomically(path, lambda temporary: np.savez(temporary, allow_pickle=False, **arrays))


def read_record(record_type: type[RecordT], path: Path) -> RecordT | None:
    """Read a record; None where there is no file, or a damaged one."""
    hints = get_type_hints(record_type)
    try:
        with open(path, "rb") as raw, np.load(raw, allow_pickle=False) as file:
            values = {name: _restore(file[name], hints[name]) for name in record_type._fields}
    except (OSError, ValueError, KeyError, EOFError, TypeError, zipfile.BadZipFile):
        return None
    return record_type(**values)


def _restore(array: np.ndarray, hint: Any) -> Any:
    if hint is np.ndarray or getattr(hint, "__origin__", None) is np.ndarray:
        return array
    value = array.tolist()
    return tuple(value) if isinstance(value, list) else value
