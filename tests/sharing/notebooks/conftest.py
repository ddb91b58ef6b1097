"""Notebooks of small models on a small image set: their cells are run as Jupyter would."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import plotly.io
import pytest

from aavae.data.disk import write_set
from aavae.data.image_set import Dataset
from aavae.data.store import load_dataset
from aavae.evaluation.subject import Subject, find_subject
from aavae.paths import data_dir
from aavae.sharing.notebook import Cell
from tests.conftest import make_run


class Small(NamedTuple):
    """What a page would be about."""

    subjects: list[Subject]
    dataset: Dataset


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, tiny_dataset: Dataset) -> Small:
    """Two models of random weights, and the images of ten classes."""
    monkeypatch.setenv("AAVAE_DATA", str(tmp_path / "data"))
    write_set(data_dir(), tiny_dataset, "drawn")
    make_run("one", "vae")
    make_run("two", "aavae")
    return Small([find_subject("one"), find_subject("two")], load_dataset(tiny_dataset.name))


Run = Callable[[Sequence[Cell]], dict[str, Any]]


@pytest.fixture
def run_cells(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run the code of cells in a namespace of their own; models and images are those that were noted."""
    monkeypatch.setattr(plotly.io.renderers, "default", "json")

    def run(cells: Sequence[Cell]) -> dict[str, Any]:
        namespace: dict[str, Any] = {}
        for cell in cells:
            if cell.kind == "code":
                exec(cell.source, namespace)
        assert "any more" not in capsys.readouterr().out
        return namespace

    return run
