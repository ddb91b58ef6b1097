"""What commands print: a table for people, or one JSON array for machines."""

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from aavae.atomic import write_atomically
from aavae.errors import UserError
from aavae.plain_json import to_json, to_plain


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
    """Say something beside the rows, on standard error."""
    print(f"aavae: {note}", file=sys.stderr, flush=True)


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


def save_arrays(path: Path, arrays: Mapping[str, np.ndarray]) -> None:
    """Write arrays to an .npz file.

    Raises:
        UserError: the name does not end in .npz, or the file cannot be written.
    """
    if path.suffix != ".npz":
        raise UserError(f"--out {path}: give a file name that ends in .npz.")
    try:
        write_atomically(path, lambda temporary: np.savez(temporary, allow_pickle=False, **arrays))
    except OSError as error:
        raise UserError(f"--out {path} cannot be written: {error.strerror}.") from error
