from pathlib import Path

import pytest

from aavae.config import RunConfig
from aavae.data.disk import write_set
from aavae.runs.layout import append_metrics
from aavae.runs.registry import create_run
from aavae.runs.summary import (
    KnnScores,
    count_bytes,
    count_epochs,
    count_images_seen,
    describe_origin,
    read_knn_scores,
)
from tests.conftest import draw_dataset, make_imported_run, make_run


def test_a_run_without_metrics_has_no_scores() -> None:
    run = create_run("fresh", RunConfig())
    assert read_knn_scores(run) == KnnScores(None, None)


def test_scores_are_the_best_and_the_last_and_follow_the_file() -> None:
    run = create_run("mine", RunConfig())
    for epoch, accuracy in enumerate((0.2, None, 0.5, 0.4), 1):
        append_metrics(run.layout.metrics, {"epoch": epoch, "step": epoch, "knn_accuracy": accuracy})
    assert read_knn_scores(run) == KnnScores(0.5, 0.4)
    append_metrics(run.layout.metrics, {"epoch": 5, "step": 5, "knn_accuracy": 0.6})
    assert read_knn_scores(run) == KnnScores(0.6, 0.6)


def test_the_size_is_that_of_all_files(tmp_path: Path) -> None:
    (tmp_path / "inner").mkdir()
    (tmp_path / "a").write_bytes(b"x" * 100)
    (tmp_path / "inner" / "b").write_bytes(b"x" * 23)
    (tmp_path / "gone").symlink_to(tmp_path / "nothing")
    link_bytes = (tmp_path / "gone").lstat().st_size
    assert count_bytes(tmp_path) == 123 + link_bytes
    assert count_bytes(tmp_path / "nothing") == 0


@pytest.mark.parametrize(
    ("metrics", "expected"),
    [
        (None, 0),
        ({"epoch": 1}, 0),
        # Written by a training that counts them.
        ({"epoch": 2, "step": 8, "images_seen": 160}, 160),
        # Older ones: a batch of 256 of a set of 20 is 20 images.
        ({"epoch": 2, "step": 8}, 160),
    ],
)
def test_images_seen_are_real_images(
    metrics: dict[str, int] | None, expected: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AAVAE_DATA", str(tmp_path))
    write_set(tmp_path, draw_dataset(20, 10), "drawn for a test")
    run = create_run("mine", RunConfig(data="tiny"))
    if metrics is not None:
        append_metrics(run.layout.metrics, metrics)
    assert count_images_seen(run) == expected


def test_images_seen_of_a_set_that_is_not_here_are_whole_batches(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AAVAE_DATA", str(tmp_path))
    run = create_run("mine", RunConfig(data="cifar10"))
    append_metrics(run.layout.metrics, {"epoch": 1, "step": 195})
    assert count_images_seen(run) == 195 * 256


def test_of_an_imported_model_the_file_is_all_that_is_known() -> None:
    run = make_imported_run("paper")
    assert (count_epochs(run), count_images_seen(run)) == (3_200, 100 * 256)
    said = describe_origin(run)
    assert said is not None
    assert "Imported from published.ckpt, written by PyTorch Lightning 1.4.7" in said
    own = make_run("mine")
    assert (count_epochs(own), describe_origin(own)) == (2, None)
