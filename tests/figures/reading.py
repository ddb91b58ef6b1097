"""A figure's parts, typed (Plotly makes their attributes at run time), and its numbers as they are saved."""

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Any, cast

import plotly.graph_objects as go

from aavae.spreadsheets import format_csv


def get_traces(figure: go.Figure) -> tuple[Any, ...]:
    return cast(tuple[Any, ...], figure.data)


def get_layout(figure: go.Figure) -> Any:
    return figure.layout


def read_saved(rows: Sequence[Mapping[str, Any]]) -> list[list[str | float]]:
    """The headings and the cells of rows as a spreadsheet reads them from their CSV."""
    lines = csv.reader(io.StringIO(format_csv(rows).decode("utf-8-sig")))
    return [[_read_cell(cell) for cell in line] for line in lines]


def _read_cell(text: str) -> str | float:
    try:
        return float(text)
    except ValueError:
        return text
