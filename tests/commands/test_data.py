"""The command `data`."""

import json
import os
import signal
from pathlib import Path

import pytest

from aavae.__main__ import main
from aavae.data.disk import write_set
from aavae.data.image_set import Dataset
from aavae.errors import UserError
from aavae.paths import data_dir
from tests.degenerate import draw_set
from tests.importing.containers import write_folder

CASES = {
    "all": (draw_set([0, 1], [0, 1], "ab", "whole"), "all"),
    "none": (draw_set([-1] * 3, [-1] * 2, "", "without"), "none"),
    "training": (draw_set([0, *[-1] * 1_999], [0], "a", "partly"), "1 of 2,000 training images"),
    "test": (draw_set([0, 0], [-1, -1], "a", "untested"), "0 of 2 test images"),
    "both": (
        draw_set([0, 0, -1], [0, -1], "a", "both"),
        "2 of 3 training images and 1 of 2 test images",
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_the_list_says_which_images_have_labels(
    case: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    dataset, labels = CASES[case]
    monkeypatch.setenv("AAVAE_DATA", str(tmp_path / "data"))
    write_set(data_dir(), dataset, "drawn for a test")
    assert main(["data", "list"]) == 0
    header, bundled, line = capsys.readouterr().out.splitlines()
    assert header.split() == ["name", "title", "num_train", "num_test", "labels", "path"]
    # Columns are as wide as what is in them, and begin where their name does.
    begin, end = header.index("labels"), header.index("path")
    assert (bundled[begin:end].strip(), line[begin:end].strip()) == ("all", labels)


def test_machines_get_the_counts(
    tiny_on_disk: None, tiny_dataset: Dataset, capsys: pytest.CaptureFixture[str]
) -> None:
    write_set(data_dir(), CASES["both"][0], "drawn for a test")
    assert main(["data", "--json"]) == 0
    rows = {row["name"]: row for row in json.loads(capsys.readouterr().out)}
    assert rows["both"]["num_labelled"] == [2, 1]
    assert rows["tiny"]["num_labelled"] == [len(tiny_dataset.train), len(tiny_dataset.test)]


def test_an_empty_path_is_not_the_folder_of_the_moment(capsys: pytest.CaptureFixture[str]) -> None:
    for paths in ([""], ["~", " "]):
        assert main(["data", "preview", *paths]) == 2
        assert "one of the paths is empty" in capsys.readouterr().err


def test_a_home_that_the_shell_left_alone_is_put_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    write_folder({"pets/1.png": b"", "pets/2.png": b""}, tmp_path)
    assert main(["data", "preview", "~/pets"]) == 0
    assert "pictures without labels" in capsys.readouterr().out
    assert main(["data", "preview", "~nobody-of-this-name/pets"]) == 2
    assert "no path of this computer" in capsys.readouterr().err


@pytest.mark.skipif(os.name == "nt", reason="Windows has no signals between processes.")
@pytest.mark.parametrize("error", [UserError("A process was ended."), ValueError("a pipe is closed")])
def test_whatever_breaks_in_an_import_that_was_stopped_is_a_stop(
    error: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*_: object) -> None:
        os.kill(os.getpid(), signal.SIGINT)
        raise error

    monkeypatch.setattr("aavae.importing.build.import_images", stop)
    usual = signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background ignores it
    try:
        with pytest.raises(SystemExit) as stopped:
            main(["data", "import", "pets.zip"])
    finally:
        signal.signal(signal.SIGINT, usual)
    assert stopped.value.code == 128 + signal.SIGINT
