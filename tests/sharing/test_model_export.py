import json
import multiprocessing
import os
import signal
import sys
import time
import zipfile
from multiprocessing.connection import Connection
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file

from aavae.__main__ import main
from aavae.errors import UserError
from aavae.evaluation.subject import find_subject
from aavae.models import Model
from aavae.paths import ROOT
from aavae.runs.snapshots import snapshot_path
from aavae.sharing import model_export, onnx_graphs
from aavae.sharing.model_export import choose_export_path, export_model
from aavae.train.state import load_weights
from tests.conftest import make_run, make_snapshots
from tests.patience import PATIENCE

FILES = ["LICENSE", "README.md", "config.json", "encoder.onnx", "load.py", "model.safetensors"]


def check_weights(path: Path, kept: Path) -> None:
    """All of a run's weights, as it has them, in float32."""
    found, wanted = load_file(path), load_weights(kept)
    assert found.keys() == wanted.keys()
    for name, tensor in wanted.items():
        assert torch.equal(found[name], tensor)
        assert found[name].dtype in (torch.float32, torch.int64)


def test_a_shipped_model_is_a_folder_with_weights_in_full_precision(tmp_path: Path) -> None:
    subject = find_subject("simclr")
    assert subject.run is not None
    assert subject.run.layout.weights.suffix == ".gz"
    path = tmp_path / "out"
    export_model(subject, path)
    assert sorted(file.name for file in path.iterdir()) == FILES
    check_weights(path / "model.safetensors", subject.run.layout.weights)
    assert json.loads((path / "config.json").read_text()) == subject.run.config.model_dump(mode="json")
    assert (path / "LICENSE").read_text() == (ROOT / "LICENSE").read_text()
    assert list(tmp_path.iterdir()) == [path]
    before = {file.name: file.stat().st_mtime_ns for file in path.iterdir()}
    with pytest.raises(UserError, match="exists already: name another path"):
        export_model(subject, path)
    assert {file.name: file.stat().st_mtime_ns for file in path.iterdir()} == before


def test_a_run_at_an_epoch_is_a_zip_of_one_folder(tmp_path: Path) -> None:
    run = make_snapshots(make_run("mine", "simclr"), 1)
    subject = find_subject("mine@1")
    path = tmp_path / "theirs.zip"
    export_model(subject, path)
    assert list(tmp_path.iterdir()) == [path]
    with zipfile.ZipFile(path) as archive:
        assert sorted(archive.namelist()) == [f"theirs/{name}" for name in FILES]
        archive.extractall(tmp_path)
    check_weights(tmp_path / "theirs" / "model.safetensors", snapshot_path(run.layout.snapshots, 1))
    assert "Epochs: 1 of 2" in (tmp_path / "theirs" / "README.md").read_text()


def test_its_path_says_which_model_it_is() -> None:
    make_snapshots(make_run("mine"), 1)
    assert choose_export_path(find_subject("mine")) == Path("mine-export")
    assert choose_export_path(find_subject("mine@1")) == Path("mine-epoch-1-export")


@pytest.mark.parametrize("name", ["pixels", "untrained"])
def test_a_baseline_has_nothing_to_export(name: str, tmp_path: Path) -> None:
    with pytest.raises(UserError, match=f"'{name}' is a baseline without trained weights"):
        export_model(find_subject(name), tmp_path / "out")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("name", ["out", "out.zip"])
def test_a_run_without_weights_leaves_nothing(name: str, tmp_path: Path) -> None:
    run = make_run("mine")
    run.layout.weights.unlink()
    with pytest.raises(UserError, match="The weights of 'mine' are gone"):
        export_model(find_subject("mine"), tmp_path / name)
    assert not list(tmp_path.iterdir())


def test_a_graph_that_is_wrong_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make_run("mine", "simclr")
    monkeypatch.setattr(onnx_graphs, "TOLERANCE", -1.0)
    with pytest.raises(UserError, match="gives another h than the model: nothing is exported"):
        export_model(find_subject("mine"), tmp_path / "out.zip")
    assert not list(tmp_path.iterdir())


def _export_half(runs_dir: str, path: str, writing: Connection) -> None:
    """What the killed process does: the command line, whose graph is never done."""

    def wait(model: Model, image_size: int, latent_dim: int, folder: Path) -> list[Path]:
        (folder / "encoder.onnx").write_bytes(b"half")
        writing.send("writing")
        time.sleep(PATIENCE)
        return []

    os.environ["AAVAE_RUNS"] = runs_dir
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(model_export, "write_onnx", wait)
        sys.exit(main(["model", "export", "mine", "--out", path]))


@pytest.mark.parametrize("name", ["out", "out.zip"])
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_a_kill_in_the_middle_leaves_nothing_of_that_name(name: str, number: int, tmp_path: Path) -> None:
    make_run("mine", "simclr")
    # From a server that has imported torch already.
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__])
    writing, theirs = context.Pipe(duplex=False)
    process = context.Process(
        target=_export_half, args=(os.environ["AAVAE_RUNS"], str(tmp_path / name), theirs)
    )
    process.start()
    assert writing.poll(PATIENCE)
    assert process.pid is not None
    os.kill(process.pid, number)
    process.join(PATIENCE)
    left = list(tmp_path.iterdir())
    if number == signal.SIGTERM:
        assert process.exitcode == 143
        assert left == []
    else:
        # A kill that cannot be noticed leaves what it had under a hidden name, and no export.
        assert process.exitcode == -signal.SIGKILL
        assert all(path.name.startswith(".") for path in left)
