import json
from pathlib import Path

import pytest

from aavae.runs.layout import RunLayout, append_metrics, read_metrics, write_json, write_metrics


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "metrics.jsonl"
    for epoch in (1, 2, 3):
        append_metrics(path, {"epoch": epoch, "step": 4 * epoch, "loss": 0.1 * epoch})
    return path


def test_metrics_come_back_as_they_were(path: Path) -> None:
    assert read_metrics(path) == [
        {"epoch": epoch, "step": 4 * epoch, "loss": 0.1 * epoch} for epoch in (1, 2, 3)
    ]
    assert len(path.read_text().splitlines()) == 3


def test_no_file_is_no_metrics(tmp_path: Path) -> None:
    assert read_metrics(tmp_path / "metrics.jsonl") == []


@pytest.mark.parametrize(
    "torn", ['{"epoch": 4, "lo', "{", "4", '"epoch"', '{"epoch": "4"}', "\x00\x00", "[" * 10**5]
)
def test_a_torn_last_line_is_left_out(path: Path, torn: str) -> None:
    with path.open("a") as file:
        file.write(torn)
    assert [metrics["epoch"] for metrics in read_metrics(path)] == [1, 2, 3]


@pytest.mark.parametrize(
    "fields",
    [
        {"step": None},
        {"step": True},
        {"step": -1},
        {"step": 10**400},
        {"epoch": 4.5},
        {"loss": "3"},
        {"loss": []},
        {"knn_accuracy": True},
        {"images_per_second": 10**400},
        {"parts": None},
        {"parts": [1.0]},
        {"parts": {"kl": "many"}},
    ],
)
def test_a_line_with_a_field_of_another_type_is_left_out(path: Path, fields: dict[str, object]) -> None:
    append_metrics(path, {"epoch": 4, "step": 16, **fields})
    assert len(read_metrics(path)) == 3


def test_a_line_without_a_step_is_left_out_and_one_without_a_measure_is_not(path: Path) -> None:
    append_metrics(path, {"epoch": 4})
    append_metrics(path, {"epoch": 5, "step": 20, "knn_accuracy": None, "parts": {"kl": None}})
    assert [metrics["epoch"] for metrics in read_metrics(path)] == [1, 2, 3, 5]


def test_metrics_that_cannot_be_read_are_none(tmp_path: Path) -> None:
    (tmp_path / "metrics.jsonl").mkdir()
    assert read_metrics(tmp_path / "metrics.jsonl") == []


def test_a_line_torn_inside_a_character_is_left_out(path: Path) -> None:
    with path.open("ab") as file:
        file.write(b'{"epoch": 4, "name": "\xc3')
    assert len(read_metrics(path)) == 3


def test_a_resume_replaces_what_a_crash_left(path: Path) -> None:
    with path.open("a") as file:
        file.write('{"epoch": 4, "lo')
    write_metrics(path, read_metrics(path)[:2])
    append_metrics(path, {"epoch": 3, "step": 12, "loss": 7.0})
    assert [(m["epoch"], m["loss"]) for m in read_metrics(path)] == [(1, 0.1), (2, 0.2), (3, 7.0)]
    assert all(json.loads(line) for line in path.read_text().splitlines())


def test_json_is_replaced_as_a_whole(tmp_path: Path) -> None:
    layout = RunLayout(tmp_path)
    write_json(layout.status, {"state": "running"})
    with pytest.raises(TypeError):
        write_json(layout.status, {"state": object()})
    assert json.loads(layout.status.read_text()) == {"state": "running"}
    assert list(tmp_path.iterdir()) == [layout.status]
