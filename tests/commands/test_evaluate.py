import json
from pathlib import Path

import pytest

from aavae.__main__ import main
from aavae.data.disk import write_set
from aavae.data.image_set import Dataset
from aavae.evaluation.results import read_published, read_results
from aavae.evaluation.subject import find_subject
from aavae.paths import ROOT, checkpoints_dir, runs_dir
from tests.commands.running import check_refused, run_json
from tests.conftest import make_run
from tests.degenerate import draw_set

pytestmark = pytest.mark.usefixtures("tiny_on_disk")


@pytest.fixture(autouse=True)
def checkpoints(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """One shipped model, and nothing computed ahead."""
    path = tmp_path / "checkpoints"
    monkeypatch.setenv("AAVAE_CHECKPOINTS", str(path))
    path.mkdir()
    make_run("shipped").layout.path.rename(path / "shipped")
    return path


def list_contents(path: Path) -> dict[str, bytes]:
    return {str(file.relative_to(path)): file.read_bytes() for file in path.rglob("*") if file.is_file()}


def test_nothing_is_written_among_the_checkpoints(
    checkpoints: Path, tiny_dataset: Dataset, capsys: pytest.CaptureFixture[str]
) -> None:
    before = list_contents(checkpoints)
    rows = run_json(capsys, "evaluate", "shipped", "pixels", "untrained")
    assert list_contents(checkpoints) == before
    for row in rows:
        results = read_results(find_subject(row["run"]), tiny_dataset)
        assert results is not None
        assert results["linear_probe"] == row["linear_probe"]
        assert Path(row["path"]).is_file()


def test_results_of_two_sets_stand_side_by_side_in_a_run(
    tmp_path: Path, tiny_dataset: Dataset, capsys: pytest.CaptureFixture[str]
) -> None:
    run = make_run("mine")
    other = draw_set([0, 1] * 10, [0, 1] * 5, "ab", "other")
    write_set(tmp_path / "data", other, "drawn for a test")
    for name in ("tiny", "other"):
        assert main(["evaluate", "mine", "--data", name]) == 0
    files = sorted((run.layout.path / "results").iterdir())
    assert [file.name for file in files] == ["other.json", "tiny.json"]
    for dataset in (tiny_dataset, other):
        results = read_results(find_subject("mine"), dataset)
        assert results is not None
        assert results["data"]["name"] == dataset.name
    capsys.readouterr()


def test_shipping_publishes_one_file_for_each_set(
    checkpoints: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    # What it fills besides takes minutes, and has a test of its own.
    monkeypatch.setattr("aavae.evaluation.shipping.ship_defaults", lambda subject, dataset: None)
    subject = find_subject("shipped")
    (checkpoints / "shipped" / "results.json").write_text("those of the complete set")
    (row,) = run_json(capsys, "evaluate", "shipped", "--ship")
    assert row["path"] == str(checkpoints / "shipped" / "results-tiny.json")
    assert (checkpoints / "shipped" / "results.json").read_text() == "those of the complete set"
    results = read_published(subject, "tiny")
    assert results is not None
    assert results["spectrum"] == row["spectrum"]
    assert read_published(subject) is None


def test_where_nothing_can_be_written_it_is_said_first_and_the_numbers_are_printed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("AAVAE_CACHE", str(tmp_path / "file"))
    assert main(["evaluate", "pixels", "--data", "tiny", "--json"]) == 0
    captured = capsys.readouterr()
    assert "AAVAE_CACHE" in captured.err.splitlines()[0]
    (row,) = json.loads(captured.out)
    assert row["path"] is None
    assert 0 < row["linear_probe_h"] <= 1


def test_what_cannot_be_shipped_is_refused_before_the_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    make_run("mine")
    monkeypatch.setattr("aavae.evaluation.shipping.ship_defaults", pytest.fail)
    check_refused(capsys, "publish it first", "evaluate", "mine", "--ship")
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("AAVAE_CHECKPOINTS", str(tmp_path / "file"))
    check_refused(capsys, "cannot be written", "evaluate", "pixels", "--ship")
    check_refused_alone(capsys, "cannot be written", "publish", "mine")
    check_refused_alone(capsys, "cannot be written", "study", "table", "zoo", "--ship")
    assert (runs_dir() / "mine").is_dir()


def check_refused_alone(capsys: pytest.CaptureFixture[str], message: str, *arguments: str) -> None:
    assert main([*arguments]) == 2
    assert message in capsys.readouterr().err


@pytest.mark.parametrize(
    "command",
    [
        ("represent", "pixels"),
        ("project", "pixels"),
        ("generate", "mine", "--kind", "prior"),
        ("interpolate", "mine", "--first", "0"),
    ],
)
def test_a_file_that_cannot_be_written_is_said_before_the_work(
    command: tuple[str, ...],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    make_run("mine")
    monkeypatch.setattr("aavae.data.store.load_dataset", pytest.fail)
    (tmp_path / "folder.npz").mkdir()
    for out, message in (
        (tmp_path / "nowhere" / "out.npz", "cannot be written"),
        (tmp_path / "folder.npz", "cannot be written"),
        (tmp_path / "out.csv", "ends in .npz"),
    ):
        check_refused(capsys, message, *command, "--out", str(out))


def test_the_published_results_of_the_product_are_those_of_the_complete_set(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("AAVAE_CHECKPOINTS")
    assert checkpoints_dir() == ROOT / "checkpoints"
    for name in ("ae", "vae", "dae", "aavae", "aavae-features", "simclr", "untrained", "pixels"):
        results = read_published(find_subject(name))
        assert results is not None, name
        assert results["data"]["title"].startswith("complete CIFAR-10")
