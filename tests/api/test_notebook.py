"""The notebook of the documents: it runs from its first cell to its last, and has the commands' numbers."""

import ast
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import aavae
from aavae.__main__ import main
from aavae.paths import ROOT

NOTEBOOK = ROOT / "docs" / "notebook.ipynb"


def read_cells() -> list[dict]:
    return json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]


def run_command(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict:
    assert main([*arguments, "--json"]) == 0
    (row,) = json.loads(capsys.readouterr().out)
    return row


def test_it_has_some_cells_without_outputs() -> None:
    cells = read_cells()
    assert 10 <= len(cells) <= 15
    assert len({cell["id"] for cell in cells}) == len(cells)
    for cell in cells:
        if cell["cell_type"] == "code":
            assert (cell["outputs"], cell["execution_count"]) == ([], None)


def test_it_uses_the_public_names_alone() -> None:
    sources = ["".join(cell["source"]) for cell in read_cells() if cell["cell_type"] == "code"]
    nodes = list(ast.walk(ast.parse("\n".join(sources))))
    used = {
        node.attr
        for node in nodes
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "aavae"
    }
    assert {"load", "load_images", "distort", "similarity", "linear_probe", "project", "fit", "plot"} <= used
    assert used <= set(aavae.__all__)
    imported = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    assert imported == {"aavae", "numpy"}


@pytest.mark.timeout(600)
def test_it_runs_and_finds_what_the_commands_find(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("AAVAE_DATA", str(tmp_path / "data"))
    done = subprocess.run(
        [sys.executable, "-m", "tests.api.notebook_worker", str(NOTEBOOK)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=560,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout.splitlines()[-1])
    assert found["shown"] == ["list", "Image", "dict", *["Figure"] * 4, "ProbeResult"]
    assert found["epochs"] == [1, 2]
    # The finding: a VAE repeats the distortion, an AAVAE paints the image as it was.
    for name, nearer, farther in (
        ("aavae", "against the original", "against the distorted"),
        ("vae", "against the distorted", "against the original"),
    ):
        assert found["errors"][name][nearer] < found["errors"][name][farther]

    # Another cache: the commands compute what is not shipped themselves.
    monkeypatch.setenv("AAVAE_CACHE", os.fspath(tmp_path / "other-cache"))
    row = run_command(capsys, "similarity", "aavae")
    assert found["aavae_auc"] == pytest.approx(row["auc"], abs=1e-12)
    assert found["accuracies"][0] == run_command(capsys, "probe", "aavae")["accuracy"]
    row = run_command(capsys, "probe", found["run"], "--data", found["images"])
    assert found["own_accuracy"] == pytest.approx(
        row["accuracy"], abs=0.006
    )  # threads decide the last digits
    assert row["num_test"] == 500
