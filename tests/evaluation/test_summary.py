import pytest

from aavae.data.image_set import Dataset
from aavae.evaluation.results import read_results, results_path
from aavae.evaluation.subject import find_subject
from aavae.evaluation.summary import evaluate_all
from tests.conftest import make_run, make_snapshots


@pytest.mark.parametrize("method", ["vae", "simclr"])
def test_results_are_written_and_read(method: str, tiny_dataset: Dataset) -> None:
    make_run("mine", method)  # pyright: ignore[reportArgumentType]
    subject = find_subject("mine")
    results = evaluate_all(subject, tiny_dataset)
    assert read_results(subject) == results
    assert [row["representation"] for row in results["linear_probe"]] == ["h", "mu", "z"]
    assert (results["reconstruction"] is None) == (results["latents"] is None) == (method == "simclr")
    assert all(row["rank_me"] > 1 for row in results["spectrum"])


def test_results_of_an_epoch_lie_beside_its_snapshot_and_leave_those_of_the_run(
    tiny_dataset: Dataset,
) -> None:
    run = make_snapshots(make_run("mine", "simclr"), 1)
    now, then = find_subject("mine"), find_subject("mine@1")
    results = evaluate_all(now, tiny_dataset)
    before = evaluate_all(then, tiny_dataset)
    assert read_results(now) == results
    assert read_results(then) == before
    assert before["run"] == "mine@1"
    assert before["spectrum"][0]["rank_me"] != results["spectrum"][0]["rank_me"]
    assert then.now.snapshots == [1]
    assert results_path(then).parent == run.layout.snapshots


def test_results_of_other_weights_do_not_count(tiny_dataset: Dataset) -> None:
    run, other = make_run("mine"), make_run("other", seed=1)
    subject = find_subject("mine")
    evaluate_all(subject, tiny_dataset)
    run.layout.weights.write_bytes(other.layout.weights.read_bytes())
    assert read_results(subject) is None


@pytest.mark.parametrize("content", ["", "[]", "{", '{"run": "mine"}'])
def test_damaged_results_are_none(content: str) -> None:
    make_run("mine")
    subject = find_subject("mine")
    results_path(subject).write_text(content)
    assert read_results(subject) is None
