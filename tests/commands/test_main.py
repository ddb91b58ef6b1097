"""The command line as a person or a machine uses it: in this process, but for one real start."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from aavae.__main__ import main
from aavae.data.disk import write_set
from aavae.data.image_set import Dataset
from tests.conftest import make_run


@pytest.fixture(autouse=True)
def data(tiny_dataset: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AAVAE_DATA", str(tmp_path / "data"))
    write_set(tmp_path / "data", tiny_dataset, "drawn for a test")


def run_json(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[dict]:
    assert main([*arguments, "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert isinstance(rows, list)
    return rows


ON_TINY = ("--data", "tiny")


@pytest.mark.parametrize(
    ("arguments", "keys"),
    [
        (("models",), {"name", "method", "data", "epochs", "images_seen", "path"}),
        (("data",), {"name", "title", "num_train", "num_test", "path"}),
        (
            ("probe", "mine", *ON_TINY),
            {"run", "representation", "accuracy", "interval", "num_train", "num_test", "seconds"},
        ),
        (("knn", "mine", *ON_TINY), {"run", "representation", "accuracy"}),
        (
            ("similarity", "mine", *ON_TINY, "--num-images", "40"),
            {"run", "representation", "auc", "overlap", "mean_same", "mean_different"},
        ),
        (("reconstruct", "mine", *ON_TINY), {"run", "mse"}),
        (("project", "mine", *ON_TINY, "--num-points", "40"), {"run", "representation", "num_points"}),
        (("evaluate", "mine", *ON_TINY), {"run", "linear_probe", "similarity"}),
    ],
)
def test_json_has_a_row_for_each_run(
    arguments: tuple[str, ...], keys: set[str], capsys: pytest.CaptureFixture[str]
) -> None:
    make_run("mine")
    row = next(
        row for row in run_json(capsys, *arguments) if row.get("run", row.get("name")) in ("mine", "tiny")
    )
    assert keys <= set(row)


def test_several_runs_and_all_representations(capsys: pytest.CaptureFixture[str]) -> None:
    make_run("one")
    make_run("two", "simclr")
    rows = run_json(capsys, "probe", "one", "two", "pixels", *ON_TINY, "--representation", "all")
    assert [(row["run"], row["representation"]) for row in rows] == [
        *(("one", name) for name in ("h", "mu", "z")),
        *(("two", name) for name in ("h", "mu", "z")),
        ("pixels", "h"),
    ]


def test_people_get_a_table(capsys: pytest.CaptureFixture[str]) -> None:
    make_run("mine")
    assert main(["knn", "mine", "pixels", *ON_TINY]) == 0
    header, *lines = capsys.readouterr().out.splitlines()
    assert header.split()[:3] == ["run", "representation", "accuracy"]
    assert [line.split()[0] for line in lines] == ["mine", "pixels"]


def test_represent_writes_what_researchers_take_home(
    tiny_dataset: Dataset, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make_run("mine")
    out = tmp_path / "out.npz"
    run_json(capsys, "represent", "mine", *ON_TINY, "--out", str(out))
    with np.load(out) as file:
        assert set(file) == {f"{name}_{split}" for name in ("h", "mu", "y") for split in ("train", "test")}
        assert file["h_train"].shape == (len(tiny_dataset.train), 512)
        assert file["mu_test"].shape == (len(tiny_dataset.test), 128)
        assert file["h_train"].dtype == file["mu_test"].dtype == np.float32
        assert file["y_train"].dtype == np.int64
        np.testing.assert_array_equal(file["y_test"], tiny_dataset.test.labels)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["probe"], "Name at least one run"),
        (["probe", "nobody"], "There is no run 'nobody'"),
        (["probe", "../../etc"], "There is no run"),
        (["probe", "pixels", "--data", "nothing"], "no image set"),
        (["probe", "pixels", "--labels", "0"], "--labels"),
        (["probe", "pixels", "--labels", "x"], "--labels"),
        (["probe", "pixels", "--representation", "q"], "--representation"),
        (["knn", "pixels", "--data", "tiny", "--k", "0"], "k"),
        (
            ["similarity", "pixels", "--data", "tiny", "--representation", "h", "--num-images", "1"],
            "at least 2",
        ),
        (["similarity", "pixels", "--data", "tiny"], "choose h"),
        (["reconstruct", "pixels"], "no decoder"),
        (["train", "--num-epochs", "-1"], "num-epochs"),
        (["train", "--method", "gan"], "--method"),
        (["train", "--method", "simclr", "--beta", "1"], "no KL term"),
        (["train", "--learning-rate", "1"], "learning-rate"),
        (["train", "--name", "a/b", "--data", "tiny"], "cannot name a run"),
        (["train", "--name", "untrained", "--data", "tiny"], "cannot name a run"),
        (["train", "--name", "none", "--queue", "--data", "tiny"], "cannot name a run"),
        (["train", "--resume", "nobody"], "There is no run"),
        (["represent", "pixels", "--data", "tiny", "--out", "out.txt"], ".npz"),
        (["represent", "pixels", "--data", "tiny", "--out", "/nowhere/at/all/out.npz"], "cannot be written"),
        (["data", "import"], "Name at least one folder"),
        (["data", "import", "/nowhere.zip"], "/nowhere.zip"),
        (["data", "download", "imagenet"], "cannot be downloaded: choose from cifar10"),
        (["dance"], "dance"),
        ([], ""),
    ],
)
def test_wrong_input_is_status_2_and_one_clear_line(
    arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    lines = [line for line in captured.err.replace("\r", "\n").splitlines() if line.startswith("aavae: ")]
    assert len(lines) == 1
    assert message in lines[0]
    assert "Traceback" not in captured.err


def test_train_then_probe_by_name(capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ("--num-epochs", "1", "--batch-size", "64", "--precision", "32-true", "--name", "new")
    (row,) = run_json(capsys, "train", *ON_TINY, *arguments)
    assert row["epoch"] == 1
    assert 0 <= row["knn_accuracy"] <= 1
    (row,) = run_json(capsys, "knn", "new", *ON_TINY)
    assert row["run"] == "new"


def test_a_real_start_prints_help() -> None:
    result = subprocess.run([sys.executable, "-m", "aavae", "--help"], capture_output=True, text=True)
    assert result.returncode == 0
    assert all(name in result.stdout for name in ("train", "represent", "probe", "similarity", "models"))
