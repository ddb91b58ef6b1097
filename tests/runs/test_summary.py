from pathlib import Path

from aavae.config import RunConfig
from aavae.runs.layout import append_metrics
from aavae.runs.registry import create_run
from aavae.runs.summary import Scores, count_bytes, read_scores


def test_a_run_without_metrics_has_no_scores() -> None:
    run = create_run("fresh", RunConfig())
    assert read_scores(run) == Scores(None, None)


def test_scores_are_the_best_and_the_last_and_follow_the_file() -> None:
    run = create_run("mine", RunConfig())
    for epoch, accuracy in enumerate((0.2, None, 0.5, 0.4), 1):
        append_metrics(run.layout.metrics, {"epoch": epoch, "step": epoch, "knn_accuracy": accuracy})
    assert read_scores(run) == Scores(0.5, 0.4)
    append_metrics(run.layout.metrics, {"epoch": 5, "step": 5, "knn_accuracy": 0.6})
    assert read_scores(run) == Scores(0.6, 0.6)


def test_the_size_is_that_of_all_files(tmp_path: Path) -> None:
    (tmp_path / "inner").mkdir()
    (tmp_path / "a").write_bytes(b"x" * 100)
    (tmp_path / "inner" / "b").write_bytes(b"x" * 23)
    (tmp_path / "gone").symlink_to(tmp_path / "nothing")
    link_bytes = (tmp_path / "gone").lstat().st_size
    assert count_bytes(tmp_path) == 123 + link_bytes
    assert count_bytes(tmp_path / "nothing") == 0
