import json
from pathlib import Path

import pytest

from aavae.__main__ import main
from aavae.data.disk import write_set
from aavae.data.image_set import Dataset
from tests.conftest import make_run


@pytest.fixture(autouse=True)
def data(tiny_dataset: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AAVAE_DATA", str(tmp_path / "data"))
    write_set(tmp_path / "data", tiny_dataset, "drawn for a test")


def test_json_has_every_diagnostic_of_every_run_that_can_have_it(capsys: pytest.CaptureFixture[str]) -> None:
    make_run("mine")
    make_run("contrast", "simclr")
    assert main(["diagnose", "mine", "contrast", "--data", "tiny", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    every = {"latents", "spectrum", "layers", "labels", "invariance", "style"}
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
