import pytest

from aavae.data.image_set import Dataset
from aavae.evaluation.subject import find_subject
from aavae.evaluation.summary import evaluate_all
from tests.conftest import make_run, make_snapshots
from tests.degenerate import draw_set


@pytest.mark.parametrize("method", ["vae", "simclr"])
def test_every_representation_is_summarised(method: str, tiny_dataset: Dataset) -> None:
    make_run("mine", method)  # pyright: ignore[reportArgumentType]
    results = evaluate_all(find_subject("mine"), tiny_dataset)
    for part in ("linear_probe", "knn_probe", "similarity", "spectrum"):
        assert [row["representation"] for row in results[part]] == ["h", "mu", "z"]
    assert (results["reconstruction"] is None) == (results["latents"] is None) == (method == "simclr")
    assert all(row["rank_me"] > 1 for row in results["spectrum"])
    assert results["missing"] == {}
    assert results["data"] == {"name": "tiny", "title": tiny_dataset.title, "digest": tiny_dataset.digest}


def test_an_epoch_is_summarised_as_it_was(tiny_dataset: Dataset) -> None:
    make_snapshots(make_run("mine", "simclr"), 1)
    now, then = (evaluate_all(find_subject(name), tiny_dataset) for name in ("mine", "mine@1"))
    assert then["run"] == "mine@1"
    assert then["spectrum"][0]["rank_me"] != now["spectrum"][0]["rank_me"]


def test_what_cannot_be_computed_says_why_and_the_rest_is_there() -> None:
    make_run("mine")
    results = evaluate_all(find_subject("mine"), draw_set([0] * 12, [0] * 8, "a"))
    assert results["linear_probe"] is None
    assert set(results["missing"]) == {"linear_probe"}
    assert "at least 2 classes" in results["missing"]["linear_probe"]
    assert [row["accuracy"] for row in results["knn_probe"]] == [1, 1, 1]
    assert results["reconstruction"]["num_images"] == 8
