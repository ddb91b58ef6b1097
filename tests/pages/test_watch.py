"""The Watch and Race pages through AppTest."""

import json

import pytest

from aavae.jobs import local, queue
from aavae.runs.registry import list_runs
from tests.conftest import make_run
from tests.pages.conftest import assert_healthy, open_page


@pytest.fixture(autouse=True)
def no_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Jobs are written and never begin."""
    monkeypatch.setattr(local, "launch", lambda directory: None)


@pytest.mark.usefixtures("no_checkpoints")
@pytest.mark.parametrize("page", ["watch", "race"])
def test_without_runs_it_says_what_to_do(page: str) -> None:
    app = open_page(page)
    assert_healthy(app)
    assert any("start one" in error.value for error in app.error)


@pytest.mark.usefixtures("no_checkpoints")
def test_the_newest_run_is_watched_first_and_others_can_be_added() -> None:
    make_run("older", "vae")
    make_run("newer", "aavae")
    app = open_page("watch")
    assert_healthy(app)
    assert len(app.multiselect(key="runs").value) == 1
    app.multiselect(key="runs").set_value(["older", "newer"]).run()
    assert_healthy(app)
    app.multiselect(key="runs").set_value([]).run()
    assert_healthy(app)
    assert [error.value for error in app.error] == ["Choose at least one run."]


@pytest.mark.usefixtures("no_checkpoints")
def test_a_damaged_run_is_named_and_forty_are_listed() -> None:
    for number in range(40):
        make_run(f"run-{number}", "ae")
    make_run("broken").layout.config.write_text("{")
    app = open_page("watch")
    assert_healthy(app)
    assert any("'broken' is left out" in warning.value for warning in app.warning)


def test_the_curves_can_be_saved_as_figures_of_the_axis_that_is_shown() -> None:
    app = open_page("watch")
    assert not app.get("plotly_chart")
    app.button_group(key="live_axis").set_value("minutes")
    app.toggle(key="live_save").set_value(True).run()
    assert_healthy(app)
    figures = [json.loads(chart.proto.spec) for chart in app.get("plotly_chart")]
    assert figures[0]["layout"]["title"]["text"] == "kNN accuracy on h"
    assert {figure["layout"]["xaxis"]["title"]["text"] for figure in figures} == {"minutes of training"}


def test_a_race_is_one_group_of_the_same_seed_and_everybody_sees_it() -> None:
    app = open_page("race")
    assert_healthy(app)
    start = next(button for button in app.button if button.label == "Start the race")
    start.click().run()
    assert_healthy(app)
    own = {run.name: run.config for run in list_runs() if not run.shipped}
    assert own.keys() == {"race-vae-1", "race-aavae-1"}
    assert len({(config.seed, config.num_epochs, config.data) for config in own.values()}) == 1
    assert len({job.spec.group for job in queue.list_jobs()}) == 1
    again = open_page("race")
    assert [button.label for button in again.button] == ["Stop the race"]
    again.button[0].click().run()
    assert_healthy(again)
    assert all(run.layout.stop.exists() for run in list_runs() if not run.shipped)
