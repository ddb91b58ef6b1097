"""What sessions share is imported in one place; each process here begins with none of it."""

import ast
import json
from pathlib import Path

import pytest

from aavae.data.disk import write_set
from aavae.data.image_set import Dataset
from aavae.paths import ROOT, data_dir
from tests.conftest import make_run
from tests.processes import run_module

pytestmark = pytest.mark.slow
LEAVES = ("plotly.graph_objs.", "narwhals._interchange", "streamlit.", "packaging.", "pyarrow.vendored.")
"""Plotly imports the modules of its classes one by one, and none imports another; Streamlit's server has
imported its own before it runs a script."""


def read_late_imports(data: Dataset, *pages: str) -> dict[str, list[str]]:
    """What each page of these images imports in other places than the one, opened in this order."""
    done = run_module("tests.ui.server.late_imports", data.title, *pages)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


@pytest.mark.usefixtures("two_models")
def test_no_page_imports_anything_in_another_place(tiny_dataset: Dataset) -> None:
    pages = ["app.py", *(f"pages/{path.name}" for path in sorted((ROOT / "pages").glob("*.py")))]
    assert len(pages) == 18
    for page, modules in read_late_imports(tiny_dataset, *pages).items():
        assert [module for module in modules if not module.startswith(LEAVES)] == [], page


@pytest.fixture
def two_models(tiny_dataset: Dataset, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("AAVAE_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("AAVAE_CHECKPOINTS", str(tmp_path / "checkpoints"))
    make_run("left")
    make_run("right", "vae", seed=1)
    write_set(data_dir(), tiny_dataset, "drawn")


@pytest.fixture(scope="module")
def loaded_modules() -> dict[str, list[str]]:
    """What one process holds after each part; a part loads those before it first."""
    return json.loads(run_module("tests.ui.server.loaded_modules").stdout)


@pytest.mark.parametrize(
    ("part", "there", "left_out"),
    [
        ("frame", "PIL.Image", "aavae.ui.home.page"),
        ("class", "aavae.ui.classroom.student", "pandas"),
        ("front", "aavae.ui.home.page", "pandas"),
        ("pages", "pandas", "torch"),
        ("results", "aavae.evaluation.similarity.pairs", "torch"),
        ("models", "torch", "lightning_fabric"),
        ("mixtures", "sklearn.mixture", "umap"),
    ],
)
def test_a_part_holds_no_more_than_it_must(
    part: str, there: str, left_out: str, loaded_modules: dict[str, list[str]]
) -> None:
    assert there in loaded_modules[part]
    assert left_out not in loaded_modules[part]


def test_threads_that_load_at_once_find_everything_whole() -> None:
    done = run_module("tests.ui.server.loading_at_once")
    assert done.returncode == 0, done.stderr
    assert done.stdout == "", done.stdout


def find_unguarded(path: Path) -> list[str]:
    """Functions that import modules of ours without having loaded them in the one place before."""
    found = []
    for function in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(function, ast.FunctionDef):
            continue
        imports = [
            node.lineno
            for node in ast.walk(function)
            if isinstance(node, ast.ImportFrom)
            and (module := node.module or "").startswith("aavae.")
            and not module.startswith("aavae.figures.")
        ]
        loads = [
            node.lineno
            for node in ast.walk(function)
            if isinstance(node, ast.Call) and ast.unparse(node.func) in ("load", "imports.load", "working")
        ]
        if imports and (not loads or min(loads) > min(imports)):
            found.append(f"{path.name}: {function.name}")
    return found


def test_a_function_that_imports_has_loaded_before() -> None:
    ui = ROOT / "aavae" / "ui"
    warm = ui / "server" / "warm.py"
    assert "warm.py: _warm" not in find_unguarded(warm)
    paths = sorted({*ui.rglob("*.py")} - {warm, ui / "server" / "imports.py"})
    assert [name for path in paths for name in find_unguarded(path)] == []
    assert any("evaluate_pairs" in path.read_text(encoding="utf-8") for path in paths)
