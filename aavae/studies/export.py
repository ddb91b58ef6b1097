"""A study's table as CSV, for spreadsheets and other programs."""

import csv
import io
from typing import Any

from aavae.studies.table import StudyRow, StudyTable


def to_csv(table: StudyTable) -> str:
    """A header and a line a run; what is nested has columns of its own, such as `probe.mu`."""
    rows = [_flatten(row, table.class_names) for row in table.rows]
    columns = list(dict.fromkeys(column for row in rows for column in row))
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def _flatten(row: StudyRow, class_names: list[str]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for name, value in row:
        if name == "interval":
            values["interval.low"], values["interval.high"] = row.interval
        elif name == "per_class":
            values |= {f"per_class.{label}": part for label, part in zip(class_names, value, strict=True)}
        elif isinstance(value, dict):
            values |= {f"{name}.{key}": part for key, part in value.items()}
        else:
            values[name] = value
    return values
