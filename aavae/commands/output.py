"""What commands print: a table for people, or one JSON array for machines."""

import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from aavae.atomic import require_writable, write_atomically
from aavae.errors import UserError
from aavae.plain_json import to_json, to_plain

T = TypeVar("T")


def print_json(rows: Sequence[Mapping[str, Any]]) -> None:
    """Print rows as one JSON array; a number that is not finite is null."""
    print(to_json(rows, indent=2))


def print_table(rows: Sequence[Mapping[str, Any]]) -> None:
    """Print rows as aligned columns; numbers to three decimals, nothing where one is not finite."""
    if not rows:
        print("Nothing to show.")
        return
    rows = to_plain(rows)
    header = list(rows[0])
    cells = [header, *([_format(row.get(column)) for column in header] for row in rows)]
    widths = [max(len(line[index]) for line in cells) for index in range(len(header))]
    for line in cells:
        print("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip())


def print_note(note: str) -> None:
    """Say something beside the rows, on standard error, on a line of its own below a progress bar."""
    from tqdm import tqdm

    tqdm.write(f"aavae: {note}", file=sys.stderr)


class Attempts:
    """The parts of an answer: what cannot be computed says why, and the rest is there."""

    def __init__(self) -> None:
        self._reasons: list[str] = []
        self._has_part = False

    def attempt(self, what: str, compute: Callable[[], T]) -> T | None:
        """Compute a part; None where these images or this model do not allow it.

        Args:
            what: the part's name, for the reason.
            compute: raises a UserError where it cannot be.
        """
        try:
            part = compute()
        except UserError as error:
            self._reasons.append(f"{what}: {error}")
            return None
        self._has_part = True
        return part

    def finish(self) -> None:
        """Say which parts are missing, and why.

        Raises:
            UserError: no part is there.
        """
        if self._reasons and not self._has_part:
            raise UserError(self._reasons[0].partition(": ")[2])
        for reason in self._reasons:
            print_note(reason)


def print_rows(rows: Sequence[Mapping[str, Any]], as_json: bool) -> None:
    """Print rows in the form that the flag `--json` asks for."""
    if as_json:
        print_json(rows)
    else:
        print_table(rows)


def _format(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.3f}"
    if isinstance(value, (list, tuple)):
        return " - ".join(_format(item) for item in value)
    return "" if value is None else str(value)


def check_out(path: Path, suffixes: Sequence[str] = (".npz",)) -> None:
    """Check, before the work, that its result can be written to the file that a person named.

    Raises:
        UserError: the name ends in none of the suffixes, or nothing can be written there.
    """
    if path.suffix not in suffixes:
        raise UserError(f"--out {path}: give a file name that ends in {' or '.join(suffixes)}.")
    try:
        require_writable(path)
    except OSError as error:
        raise UserError(f"--out {path} cannot be written: {error.strerror}.") from error


def save_arrays(path: Path, arrays: Mapping[str, np.ndarray]) -> None:
    """Write arrays to a file that `check_out` found fit.

    Raises:
        UserError: the file cannot be written.
    """
    try:
        write_atomically(path, lambda temporary: np.savez(temporary, allow_pickle=False, **arrays))
    except OSError as error:
        raise UserError(f"--out {path} cannot be written: {error.strerror}.") from error
