"""`model export` as a machine and a careless person use it."""

import json
import zipfile
from pathlib import Path

import pytest

from aavae.__main__ import main
from tests.conftest import make_run


def test_machines_get_the_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    make_run("mine", "simclr")
    out = tmp_path / "theirs"
    assert main(["model", "export", "mine", "--out", str(out), "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert {Path(row["file"]) for row in rows} == set(out.iterdir())
    assert all(row["name"] == "mine" and row["bytes"] == Path(row["file"]).stat().st_size for row in rows)


def test_people_get_a_zip(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run = make_run("mine", "simclr")
    out = tmp_path / "theirs.zip"
    # By its directory too, as everywhere.
    assert main(["model", "export", str(run.layout.path), "--out", str(out)]) == 0
    captured = capsys.readouterr()
    header, line = captured.out.splitlines()
    assert header.split() == ["name", "file", "bytes"]
    assert line.split()[1] == str(out)
    assert captured.err == ""
    assert "theirs/load.py" in zipfile.ZipFile(out).namelist()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["nobody"], "There is no run 'nobody'"),
        (["pixels"], "'pixels' is a baseline without trained weights"),
        (["mine@7"], "has no snapshot of epoch 7"),
        (["mine", "--name", "theirs"], "--name: `model export` names nothing anew"),
        (["mine", "--out", "nowhere/theirs"], "there is no folder nowhere: make it first"),
        (["mine", "--out", "."], "exists already"),
    ],
)
def test_what_cannot_be_exported_is_status_2_and_one_line(
    arguments: list[str],
    message: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    make_run("mine", "simclr")
    assert main(["model", "export", *arguments]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    (line,) = captured.err.splitlines()
    assert line.startswith("aavae: ")
    assert message in line
    assert list(tmp_path.iterdir()) == []


def test_an_import_has_no_out(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["model", "import", "a.ckpt", "--out", "b"]) == 2
    assert "--out: `model import` makes a run" in capsys.readouterr().err
