"""Rows as a CSV file that a spreadsheet reads as it was meant."""

import csv
import io
import math
import re
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
"""What spreadsheets take for the begin of a formula, the last three because they are skipped."""


def format_csv(rows: Sequence[Mapping[str, Any]]) -> bytes:
    """Rows as CSV with a header; what a row lacks is an empty cell, as are None and NaN.

    The file begins with the mark by which spreadsheets know UTF-8 (to Python: `utf-8-sig`). A text that one
    would take for a formula, such as a class named `=1+1`, gets an apostrophe before it; numbers do not.

    Args:
        rows: by the heading of the column; no rows are a file without columns.
    """
    text = io.StringIO()
    writer = csv.writer(text)
    columns = list(dict.fromkeys(name for row in rows for name in row))
    writer.writerow([_make_harmless(name) for name in columns])
    writer.writerows([_make_cell(row.get(name)) for name in columns] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def _make_cell(value: Any) -> Any:
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float) and math.isnan(value):
        return ""
    if value is None or isinstance(value, bool | int | float):
        return value
    return _make_harmless(str(value))


def _make_harmless(text: str) -> str:
    if text.startswith(_FORMULA) and not _NUMBER.fullmatch(text):
        return f"'{text}"
    return text
