import json
from pathlib import Path

import pytest

from aavae.data.disk import write_set
from aavae.data.image_set import Dataset
from aavae.errors import UserError
from aavae.evaluation.results import (
    find_row,
    find_writable_path,
    list_results,
    published_path,
    read_published,
    read_results,
    require_publishable,
    results_path,
    write_results,
)
from aavae.evaluation.subject import Subject, find_subject
from aavae.paths import cache_dir, checkpoints_dir, runs_dir
from tests.conftest import draw_dataset, make_run, make_snapshots


@pytest.fixture(autouse=True)
def checkpoints(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AAVAE_CHECKPOINTS", str(tmp_path / "checkpoints"))


def make_results(subject: Subject, dataset: Dataset, **fields: object) -> dict[str, object]:
    return {
        "data": {"name": dataset.name, "title": dataset.title, "digest": dataset.digest},
        "subject_digest": subject.compute_digest(),
        **fields,
    }


def ship(name: str) -> Subject:
    """A run among the shipped ones."""
    run = make_run(name)
    checkpoints_dir().mkdir(exist_ok=True)
    run.layout.path.rename(checkpoints_dir() / name)
    return find_subject(name)


def test_each_set_has_its_own_file_in_ones_own_run(tiny_dataset: Dataset) -> None:
    run = make_run("mine")
    subject, other = find_subject("mine"), draw_dataset(64, 20)
    for number, dataset in enumerate((tiny_dataset, other)):
        renamed = Dataset(f"set-{number}", "", dataset.train, dataset.test, dataset.digest)
        write_results(make_results(subject, renamed, number=number), results_path(subject, renamed))
    files = sorted(path.name for path in (run.layout.path / "results").iterdir())
    assert files == ["set-0.json", "set-1.json"]


@pytest.mark.parametrize("name", ["shipped", "shipped@1", "pixels", "untrained", "mine", "mine@1"])
def test_only_what_is_published_lies_among_the_checkpoints(name: str, tiny_dataset: Dataset) -> None:
    make_snapshots(make_run("mine"), 1)
    make_snapshots(ship("shipped").run, 1)  # pyright: ignore[reportArgumentType]
    subject = find_subject(name)
    path = results_path(subject, tiny_dataset)
    assert checkpoints_dir() not in path.parents
    assert (runs_dir() if "mine" in name else cache_dir()) in path.parents
    write_results(make_results(subject, tiny_dataset), path)
    assert read_results(subject, tiny_dataset) is not None
    assert list(checkpoints_dir().rglob("*.json")) == [checkpoints_dir() / "shipped" / "config.json"] or all(
        path.name in ("config.json", "status.json") for path in checkpoints_dir().rglob("*.json")
    )


def test_a_run_that_lies_elsewhere_keeps_its_results_in_the_cache(
    tmp_path: Path, tiny_dataset: Dataset
) -> None:
    run = make_run("mine")
    run.layout.path.rename(tmp_path / "elsewhere")
    assert results_path(find_subject(str(tmp_path / "elsewhere")), tiny_dataset).parent == cache_dir()


def test_published_results_of_the_complete_set_have_the_plain_name() -> None:
    shipped, pixels = ship("shipped"), find_subject("pixels")
    assert published_path(shipped, "cifar10") == checkpoints_dir() / "shipped" / "results.json"
    assert published_path(shipped, "bundled") == checkpoints_dir() / "shipped" / "results-bundled.json"
    assert published_path(pixels, "cifar10") == checkpoints_dir() / "pixels.json"
    assert published_path(pixels, "bundled") == checkpoints_dir() / "pixels-bundled.json"


def test_numbers_of_one_set_never_pass_for_those_of_another(tiny_dataset: Dataset) -> None:
    subject = ship("shipped")
    path = published_path(subject, "cifar10")
    write_results(make_results(subject, tiny_dataset), path)
    assert read_published(subject) is None
    assert read_results(subject, tiny_dataset) is None
    complete = Dataset("cifar10", "", tiny_dataset.train, tiny_dataset.test, tiny_dataset.digest)
    write_results(make_results(subject, complete), path)
    assert read_published(subject) is not None
    assert read_results(subject, complete) is not None
    others = Dataset("cifar10", "", tiny_dataset.train, tiny_dataset.test, "0" * 64)
    assert read_results(subject, others) is None


def test_results_of_other_weights_do_not_count(tiny_dataset: Dataset) -> None:
    run, other = make_run("mine"), make_run("other", seed=1)
    subject = find_subject("mine")
    write_results(make_results(subject, tiny_dataset), results_path(subject, tiny_dataset))
    assert read_results(subject, tiny_dataset) is not None
    run.layout.weights.write_bytes(other.layout.weights.read_bytes())
    assert read_results(subject, tiny_dataset) is None


@pytest.mark.parametrize("content", ["", "[]", "{", "[" * 100_000, '{"run": "mine"}', '{"data": 1}'])
def test_damaged_results_are_none(content: str, tiny_dataset: Dataset) -> None:
    make_run("mine")
    subject = find_subject("mine")
    path = results_path(subject, tiny_dataset)
    path.parent.mkdir()
    path.write_text(content)
    assert read_results(subject, tiny_dataset) is None
    assert read_published(subject) is None


def test_where_the_run_cannot_be_written_the_cache_can(tiny_dataset: Dataset) -> None:
    run = make_run("mine")
    subject = find_subject("mine")
    # A file where a folder should be: nobody can write into it, not even root.
    (run.layout.path / "results").write_text("")
    path = find_writable_path(subject, tiny_dataset)
    assert path is not None
    assert path.parent == cache_dir()
    write_results(make_results(subject, tiny_dataset), path)
    assert read_results(subject, tiny_dataset) is not None


def test_where_nothing_can_be_written_there_is_no_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tiny_dataset: Dataset
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("AAVAE_CACHE", str(tmp_path / "file" / "cache"))
    assert find_writable_path(find_subject("pixels"), tiny_dataset) is None


def test_only_what_is_shipped_can_be_published(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tiny_dataset: Dataset
) -> None:
    make_run("mine")
    with pytest.raises(UserError, match="aavae publish"):
        require_publishable(find_subject("mine"), tiny_dataset)
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("AAVAE_CHECKPOINTS", str(tmp_path / "file"))
    with pytest.raises(UserError, match="cannot be written"):
        require_publishable(find_subject("pixels"), tiny_dataset)


def test_a_row_that_is_not_there_is_none() -> None:
    rows = [{"representation": "h", "accuracy": 0.5}]
    assert find_row(rows, "h") == rows[0]
    assert find_row(rows, "mu") is find_row(None, "h") is None


def test_what_is_no_number_is_null(tmp_path: Path) -> None:
    write_results({"auc": float("nan")}, tmp_path / "new" / "results.json")
    assert json.loads((tmp_path / "new" / "results.json").read_text()) == {"auc": None}


def test_all_results_of_a_model_are_those_of_the_sets_that_are_here(
    tiny_dataset: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AAVAE_DATA", str(tmp_path / "data"))
    make_run("mine")
    subject = find_subject("mine")
    write_results(make_results(subject, tiny_dataset), results_path(subject, tiny_dataset))
    # A set that is gone could be another one of the same name by now.
    assert list_results(subject) == []
    write_set(tmp_path / "data", tiny_dataset, "drawn for a test")
    assert [results["data"]["name"] for results in list_results(subject)] == ["tiny"]


def test_shipped_results_need_no_set() -> None:
    subject = ship("shipped")
    data = {"name": "cifar10", "title": "", "digest": "of the complete set"}
    results = {"data": data, "subject_digest": subject.compute_digest()}
    write_results(results, published_path(subject, "cifar10"))
    assert list_results(subject) == [results]
