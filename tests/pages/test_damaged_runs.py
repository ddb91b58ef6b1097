"""Whatever stands in a run's files costs only that run: every list and page shows the others."""

import json
from pathlib import Path

import pytest

from aavae.__main__ import main
from aavae.ui.live.status_lines import make_status_lines
from aavae.ui.live.watched import find_watched, locate
from tests.conftest import make_run
from tests.pages.conftest import assert_healthy, open_page

VALUES = [None, True, -1, 3, 10**400, 0.5, float("inf"), float("nan"), "", "*x*<b>", [], [1], {}, {"a": None}]


def damage(path: Path, as_lines: bool) -> None:
    """Write every value into every field that the file has, one at a time where it has lines."""
    if as_lines:
        healthy = json.loads(path.read_text().splitlines()[-1])
        for value in (*VALUES, *({**healthy, name: value} for name in healthy for value in VALUES)):
            path.write_text(path.read_text() + json.dumps(value) + "\n")
    else:
        path.write_text(json.dumps(dict.fromkeys(json.loads(path.read_text()), VALUES[-1])))


def check_everything(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["models", "--json"]) == 0
    names = [row["name"] for row in json.loads(capsys.readouterr().out)]
    assert "healthy" in names
    for page in ("jobs", "watch", "race", "studies"):
        assert_healthy(open_page(page))


@pytest.mark.usefixtures("no_checkpoints")
def test_a_run_with_damaged_files_costs_only_itself(capsys: pytest.CaptureFixture[str]) -> None:
    make_run("healthy")
    for name in ("config", "status", "metrics"):
        layout = make_run(f"broken-{name}").layout
        damage(
            {"config": layout.config, "status": layout.status, "metrics": layout.metrics}[name],
            name == "metrics",
        )
    for name in ("config.json", "status.json", "metrics.jsonl", "log.txt"):
        layout = make_run(f"folder-{name.partition('.')[0]}").layout
        (layout.path / name).unlink(missing_ok=True)
        (layout.path / name).mkdir()
    check_everything(capsys)


@pytest.mark.parametrize("value", VALUES, ids=str)
def test_any_value_in_a_field_of_a_status_is_read_or_damaged(value: object) -> None:
    run = make_run("mine")
    healthy = json.loads(run.layout.status.read_text())
    for field in healthy:
        run.layout.status.write_text(json.dumps({**healthy, field: value}))
        assert run.status.state
        watched, _ = find_watched(locate(["mine"]))
        assert "mine" in make_status_lines([(one, one.run.status) for one in watched])
