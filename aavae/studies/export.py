"""A study's table as CSV, for spreadsheets and other programs."""

from typing import Any

from aavae.spreadsheets import format_csv
from aavae.studies.table import StudyRow, StudyTable


def to_csv(table: StudyTable) -> bytes:
    """A header and a line a run; what is nested has columns of its own, such as `probe.mu`."""
    return format_csv([_flatten(row, table.class_names) for row in table.rows])


def _flatten(row: StudyRow, class_names: list[str]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for name, value in row:
        if name == "interval":
            values["interval.low"], values["interval.high"] = row.interval or (None, None)
        elif name == "per_class":
            # None of images without labels, whose training images can still have classes.
            names = class_names if value else []
            values |= {f"per_class.{label}": part for label, part in zip(names, value, strict=True)}
        elif isinstance(value, dict):
            values |= {f"{name}.{key}": part for key, part in value.items()}
        else:
            values[name] = value
    return values
