"""Notebooks as files: Jupyter's format 4.5 (https://nbformat.readthedocs.io/en/latest/format_description.html)."""

from collections.abc import Sequence
from typing import Literal, NamedTuple

from aavae.plain_json import to_json


class Cell(NamedTuple):
    """One cell.

    Attributes:
        kind: what is in it.
        source: its text: Markdown or Python.
    """

    kind: Literal["markdown", "code"]
    source: str


def text(source: str) -> Cell:
    """A cell that people read."""
    return Cell("markdown", source)


def code(source: str) -> Cell:
    """A cell that computes."""
    return Cell("code", source)


def format_notebook(cells: Sequence[Cell]) -> str:
    """Cells as the text of an `.ipynb` file, not run yet."""
    return to_json(
        {
            "nbformat": 4,
            "nbformat_minor": 5,
            "metadata": {
                "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
                "language_info": {"name": "python"},
            },
            "cells": [_format_cell(number, cell) for number, cell in enumerate(cells)],
        },
        indent=1,
    )


def _format_cell(number: int, cell: Cell) -> dict[str, object]:
    entry: dict[str, object] = {
        "cell_type": cell.kind,
        "id": f"cell-{number}",
        "metadata": {},
        "source": cell.source.splitlines(keepends=True),
    }
    return entry if cell.kind == "markdown" else entry | {"execution_count": None, "outputs": []}
