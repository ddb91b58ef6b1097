import json
from pathlib import Path

import pytest

from aavae.__main__ import main
from aavae.data.disk import write_set
from aavae.data.image_set import Dataset
from tests.conftest import make_run

pytestmark = pytest.mark.usefixtures("kept_cache")


@pytest.fixture(autouse=True)
def data(tiny_dataset: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AAVAE_DATA", str(tmp_path / "data"))
    write_set(tmp_path / "data", tiny_dataset, "drawn for a test")


def test_json_has_every_diagnostic_of_every_run_that_can_have_it(capsys: pytest.CaptureFixture[str]) -> None:
    make_run("mine")
    make_run("contrast", "simclr")
    assert main(["diagnose", "mine", "contrast", "--data", "tiny", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    every = {"verdict", "latents", "spectrum", "layers", "labels", "invariance", "style"}
    assert {row["diagnostic"] for row in rows if row["run"] == "mine"} == every
    assert {row["diagnostic"] for row in rows if row["run"] == "contrast"} == every - {"latents"}


def test_people_get_only_what_they_ask_for_without_the_long_lists(capsys: pytest.CaptureFixture[str]) -> None:
    make_run("mine")
    assert main(["diagnose", "mine", "--data", "tiny", "--only", "latents", "spectrum"]) == 0
    header, *lines = capsys.readouterr().out.splitlines()
    assert header.split()[:3] == ["run", "diagnostic", "representation"]
    assert [line.split()[1] for line in lines] == ["latents"] * 3 + ["spectrum"] * 3


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["pixels", "--only", "layers"], "no layers"),
        (["pixels", "--only", "hair"], "hair"),
        (["pixels", "--only"], "only"),
        ([], "Name at least one run"),
    ],
)
def test_wrong_input_is_status_2_and_a_sentence(
    arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["diagnose", *arguments]) == 2
    assert message in capsys.readouterr().err


def test_a_verdict_is_a_sentence_for_people_and_a_row_for_machines(
    capsys: pytest.CaptureFixture[str],
) -> None:
    make_run("mine")
    asked = ["diagnose", "mine", "--data", "tiny", "--only", "verdict"]
    assert main(asked) == 0
    lines = capsys.readouterr().out.splitlines()
    assert main([*asked, "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert [(row["diagnostic"], row["representation"]) for row in rows] == [
        ("verdict", "h"),
        ("verdict", "mu"),
    ]
    assert all(row["quantity"] in ("learning", "collapsed", "random", "unclear") for row in rows)
    assert lines == [f"mine, {row['representation']}: {row['value']}." for row in rows]
    assert all("RankMe" in line for line in lines)


def test_verdicts_stand_before_the_table(capsys: pytest.CaptureFixture[str]) -> None:
    make_run("mine")
    assert main(["diagnose", "mine", "--data", "tiny", "--only", "spectrum", "verdict"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[:2] for line in lines[:3]] == [
        ["mine,", "h:"],
        ["mine,", "mu:"],
        ["run", "diagnostic"],
    ]
    assert len(lines) == 6
