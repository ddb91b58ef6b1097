import os
import subprocess
import sys
from pathlib import Path

import pytest

from aavae import paths
from aavae.errors import UserError
from aavae.paths import ROOT

FUNCTIONS = {
    "AAVAE_DATA": paths.data_dir,
    "AAVAE_RUNS": paths.runs_dir,
    "AAVAE_CHECKPOINTS": paths.checkpoints_dir,
    "AAVAE_CACHE": paths.cache_dir,
}


@pytest.fixture(params=FUNCTIONS)
def variable(request: pytest.FixtureRequest) -> str:
    return request.param


def test_a_variable_names_the_directory_and_an_empty_one_counts_as_none(
    variable: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(variable, str(tmp_path))
    assert FUNCTIONS[variable]() == tmp_path
    monkeypatch.setenv(variable, "")
    assert FUNCTIONS[variable]().parent == ROOT


def test_the_home_is_written_out(variable: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv(variable, "~/here")
    assert FUNCTIONS[variable]() == tmp_path / "here"


def test_a_home_that_nobody_has_is_a_sentence(variable: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(variable, "~nobody-of-this-name/here")
    with pytest.raises(
        UserError, match=f"{variable}='~nobody-of-this-name/here' names no directory .*full path"
    ):
        FUNCTIONS[variable]()


def test_a_settled_environment_means_the_same_from_another_directory(
    variable: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(variable, "here")
    before = FUNCTIONS[variable]()
    paths.settle_environment()
    monkeypatch.chdir("/")
    assert FUNCTIONS[variable]() == before == tmp_path / "here"
    assert os.environ[variable] == str(tmp_path / "here")


@pytest.mark.parametrize(
    ("named", "arguments"),
    [("AAVAE_DATA", ["data", "list"]), ("AAVAE_RUNS", ["models"]), ("AAVAE_CHECKPOINTS", ["models"])],
)
def test_the_command_line_says_the_sentence_and_exits_with_status_2(named: str, arguments: list[str]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "aavae", *arguments],
        cwd=ROOT,
        env={**os.environ, named: "~nobody-of-this-name"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert done.stderr.startswith(f"aavae: {named}=")
    assert done.stderr.count("\n") == 1


def test_installed_it_writes_into_the_users_folders_alone(
    variable: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paths, "IS_INSTALLED", True)
    for name in ("DATA", "CACHE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / name.lower()))
    monkeypatch.delenv(variable, raising=False)
    expected = {
        "AAVAE_DATA": tmp_path / "data/aavae/data",
        "AAVAE_RUNS": tmp_path / "data/aavae/runs",
        "AAVAE_CHECKPOINTS": ROOT / "checkpoints",
        "AAVAE_CACHE": tmp_path / "cache/aavae",
    }
    if sys.platform == "linux":
        assert FUNCTIONS[variable]() == expected[variable]
