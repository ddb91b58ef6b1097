import json
from pathlib import Path

import pytest

from aavae.__main__ import main
from aavae.data.disk import write_set
from aavae.data.image_set import Dataset
from tests.conftest import make_run

ON_TINY = ("--data", "tiny", "--num-images", "50")


@pytest.fixture(autouse=True)
def data(tiny_dataset: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AAVAE_DATA", str(tmp_path / "data"))
    write_set(tmp_path / "data", tiny_dataset, "drawn for a test")


def run_json(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[dict]:
    assert main(["similarity", *arguments, *ON_TINY, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_json_has_every_kind_of_pairs_with_intervals(capsys: pytest.CaptureFixture[str]) -> None:
    make_run("mine")
    (row,) = run_json(capsys, "mine")
    old = {"run", "representation", "auc", "overlap", "mean_same", "mean_different", "num_images"}
    new = {"auc_same_class", "auc_other_class", "effect_size", "mean_same_class", "alignment", "uniformity"}
    assert old | new <= set(row)
    for name in new:
        low, high = row[f"{name}_interval"]
        assert low <= row[name] <= high


def test_later_runs_are_compared_with_the_first(capsys: pytest.CaptureFixture[str]) -> None:
    make_run("one")
    make_run("two", seed=1)
    first, second, pixels = run_json(capsys, "one", "two", "pixels", "--representation", "h")
    assert "auc_difference" not in first
    for row in (second, pixels):
        assert row["auc_difference"] == pytest.approx(row["auc"] - first["auc"])


def test_kl_is_one_row_a_run_whatever_the_representation(capsys: pytest.CaptureFixture[str]) -> None:
    make_run("one", "vae")
    (row,) = run_json(capsys, "one", "--measure", "kl", "--representation", "all")
    assert (row["measure"], row["representation"]) == ("kl", "posterior")


def test_people_get_a_table_that_leaves_most_intervals_out(capsys: pytest.CaptureFixture[str]) -> None:
    make_run("mine")
    assert main(["similarity", "mine", "pixels", *ON_TINY, "--representation", "h"]) == 0
    header, *lines = capsys.readouterr().out.splitlines()
    assert header.split()[:4] == ["run", "representation", "auc", "auc_interval"]
    assert header.count("interval") == 1
    assert [line.split()[0] for line in lines] == ["mine", "pixels"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["contrast", "--measure", "kl"], "no trained posterior"),
        (["contrast", "--measure", "angle"], "--measure"),
        (["contrast", "--num-images", "1"], "at least 2"),
        (["pixels", "--data", "tiny"], "choose h"),
    ],
)
def test_wrong_input_is_status_2_and_a_sentence(
    arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    make_run("contrast", "simclr")
    assert main(["similarity", *arguments]) == 2
    assert message in capsys.readouterr().err
