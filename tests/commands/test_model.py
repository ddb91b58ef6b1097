"""Importing a checkpoint on the command line, and every command on what came of it."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import torch

from aavae.__main__ import main
from aavae.data.disk import write_set
from aavae.foreign.run_archive import pack_run
from aavae.paths import runs_dir
from aavae.runs.registry import find_run, list_runs
from tests.commands.running import check_refused, run_json
from tests.conftest import draw_dataset, make_imported_run
from tests.degenerate import draw_set
from tests.foreign.reference_file import draw_weights, make_content, write_checkpoint


@pytest.fixture(scope="module")
def checkpoint(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("published") / "aavae cifar10.ckpt"
    return write_checkpoint(path, make_content(draw_weights(latents=8)))


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What `--data tiny` names: 40 training and 10 test images."""
    monkeypatch.setenv("AAVAE_DATA", str(tmp_path / "data"))
    write_set(tmp_path / "data", draw_dataset(40, 10), "drawn for a test")


def test_machines_get_a_row(checkpoint: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["model", "import", str(checkpoint), "--name", "paper-aavae", "--json"]) == 0
    (row,) = json.loads(capsys.readouterr().out)
    assert row["path"] == str(find_run("paper-aavae").layout.path)
    assert "It is an AAVAE" in row.pop("notes")[0]
    del row["path"]
    assert row == {
        "name": "paper-aavae",
        "method": "aavae",
        "beta": 0.0,
        "data": "cifar10",
        "encoder": "resnet18",
        "latent_dim": 8,
        "image_size": 32,
        "epochs": 3_200,
    }


def test_people_get_a_table_and_a_name(checkpoint: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["model", "import", str(checkpoint)]) == 0
    captured = capsys.readouterr()
    header, line = captured.out.splitlines()
    assert header.split()[:2] == ["name", "method"]
    assert line.split()[:2] == ["aavae-cifar10", "aavae"]
    assert "resnet18 and decoder18 with 8 latents, for CIFAR-10 at 32 pixels" in captured.err
    assert main(["models", "--json"]) == 0
    listed = {row["name"]: row for row in json.loads(capsys.readouterr().out)}
    assert listed["aavae-cifar10"]["imported_from"] == "aavae cifar10.ckpt"
    assert listed["aavae-cifar10"]["epochs"] == 3_200
    assert all(row["imported_from"] is None for name, row in listed.items() if name != "aavae-cifar10")
    assert main(["model", "import", str(checkpoint)]) == 2
    assert "There is a run 'aavae-cifar10' already" in capsys.readouterr().err


@pytest.mark.parametrize("head", ["gaussian", "deterministic"])
@pytest.mark.usefixtures("small")
def test_every_command_works_on_an_imported_model(head: str, capsys: pytest.CaptureFixture[str]) -> None:
    make_imported_run("paper", head)  # pyright: ignore[reportArgumentType]
    (row,) = run_json(capsys, "reconstruct", "paper")
    assert 0 < row["mse"] < 1
    rows = run_json(capsys, "probe", "paper", "--representation", "all")
    assert [row["representation"] for row in rows] == ["h", "mu", "z"]
    (row,) = run_json(capsys, "similarity", "paper", "--representation", "mu", "--num-images", "10")
    assert 0 <= row["auc"] <= 1
    assert run_json(capsys, "generate", "paper", "--num", "2")[0]["images"] == "prior"
    assert run_json(capsys, "traverse", "paper", "--image", "3")
    rows = run_json(capsys, "diagnose", "paper", "--only", "layers", "spectrum")
    layers = [row["quantity"] for row in rows if row["diagnostic"] == "layers"]
    assert len(layers) == len(rows) - sum(row["diagnostic"] == "spectrum" for row in rows) > 5
    (row,) = run_json(capsys, "evaluate", "paper")
    assert 0 <= row["linear_probe_h"] <= 1


@pytest.mark.usefixtures("small")
def test_an_imported_model_is_never_trained(capsys: pytest.CaptureFixture[str]) -> None:
    run = make_imported_run("paper")
    before = run.layout.weights.read_bytes()
    message = "'paper' was imported from published.ckpt and cannot be trained here: train a new run instead."
    for more in ([], ["--queue"]):
        check_refused(capsys, message, "train", "--resume", "paper", *more)
    assert run.layout.weights.read_bytes() == before
    assert find_run("paper").status.state == "finished"


def test_images_of_another_size_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("AAVAE_DATA", str(tmp_path / "data"))
    write_set(tmp_path / "data", draw_set([0, 1, 0, 1], [0, 1], "ab", "tiny"), "drawn for a test")
    path = tmp_path / "stl.ckpt"
    weights = draw_weights(stem=7, latents=2)
    write_checkpoint(path, make_content(weights, dataset="stl10", input_height=96))
    assert main(["model", "import", str(path), "--name", "paper"]) == 0
    capsys.readouterr()
    check_refused(capsys, "'paper' was trained at 96x96 pixels, and the images of 'tiny'", "knn", "paper")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (
            {"state_dict": {"a": torch.zeros(1)}},
            "cannot be imported. Its weight 'a' is none of the reference",
        ),
        ({"state_dict": {}}, "cannot be imported. It has no encoder"),
        ({"epoch": 3}, "is not a checkpoint of PyTorch Lightning"),
        ({"state_dict": {}, "more": Path("x")}, "holds the class or function"),
    ],
)
def test_what_is_no_model_of_the_reference_is_status_2_and_leaves_nothing(
    content: dict, message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    torch.save(content, tmp_path / "a.ckpt")
    assert main(["model", "import", str(tmp_path / "a.ckpt")]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    (line,) = [line for line in captured.err.splitlines() if line.startswith("aavae: ")]
    assert message in line
    assert not any(not run.shipped for run in list_runs())


@pytest.mark.parametrize("arguments", [[], ["import"], ["export", "x"], ["import", "/nowhere.ckpt"]])
def test_wrong_input_is_status_2_and_one_line(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["model", *arguments]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert len([line for line in captured.err.splitlines() if line.startswith("aavae: ")]) == 1


def test_a_signal_leaves_no_run_and_nothing_of_one(checkpoint: Path) -> None:
    script = (
        "import sys, time\n"
        "import aavae.foreign.reference_checkpoint as module\n"
        "from aavae.__main__ import main\n"
        "def wait(weights, path):\n"
        "    path.write_bytes(b'half')\n"
        "    print('writing', flush=True)\n"
        "    time.sleep(60)\n"
        "module.save_weights = wait\n"
        "sys.exit(main(sys.argv[1:]))\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", script, "model", "import", str(checkpoint), "--name", "paper"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=dict(os.environ),
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "writing\n"
    assert any(path.name.startswith(".new-") for path in runs_dir().iterdir())
    process.send_signal(signal.SIGTERM)
    begun = time.monotonic()
    process.communicate(timeout=60)
    assert time.monotonic() - begun < 30
    assert process.returncode == 143
    assert list(runs_dir().iterdir()) == []


def test_a_run_that_was_saved_as_a_zip_is_taken_too(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with (tmp_path / "vae.zip").open("wb") as file:
        pack_run(find_run("vae"), file)
    assert main(["model", "import", str(tmp_path / "vae.zip"), "--json"]) == 0
    (row,) = json.loads(capsys.readouterr().out)
    assert (row["name"], row["method"], row["notes"]) == ("vae-1", "vae", [])
    assert find_run("vae-1").whose == "received"
