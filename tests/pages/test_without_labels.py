"""Pages about trainings and their results, with image sets of which no image or only some have a label."""

import json

import pytest
from streamlit.testing.v1 import AppTest

from aavae.config import RunConfig
from aavae.data.disk import write_set
from aavae.jobs.queue import list_jobs
from aavae.jobs.training import start_training
from aavae.paths import data_dir
from aavae.runs.layout import append_metrics
from aavae.runs.registry import Run, create_run, list_runs
from aavae.runs.status import Status, write_status
from tests.conftest import make_run
from tests.degenerate import list_degenerate
from tests.pages.conftest import assert_healthy, open_page

pytestmark = pytest.mark.usefixtures("no_checkpoints", "no_processes")

NAMES = ("no-labels", "part-labelled", "test-without-labels")
UNSCORED = ("no-labels", "test-without-labels")
NO_ACCURACY = "The images have no labels, so there is no kNN accuracy: the AUC says how the training goes."


@pytest.fixture(autouse=True)
def sets(quiet: None) -> None:
    for name in NAMES:
        write_set(data_dir(), list_degenerate()[name], "drawn for a test")


def make_run_on(data: str) -> Run:
    """A finished run whose metrics are those that training on the set writes."""
    run = create_run(f"on-{data}", RunConfig(num_epochs=2, data=data))
    for epoch in (1, 2):
        knn = None if data in UNSCORED else 0.6
        row = {"epoch": epoch, "step": epoch, "loss": 3.0, "knn_accuracy": knn, "similarity_auc": 0.75}
        append_metrics(run.layout.metrics, row)
    write_status(run.layout.status, Status(state="finished", epoch=2))
    return run


def read_live(app: AppTest) -> str:
    """The HTML of the live view."""
    views = [found for found in app.get("bidi_component") if found.proto.component_name == "in_place"]
    return "\n".join(str(json.loads(view.proto.json)) for view in views)


@pytest.mark.parametrize("data", NAMES)
def test_watch_says_why_there_is_no_accuracy(data: str) -> None:
    make_run_on(data)
    app = open_page("watch", {"runs": f"on-{data}"})
    assert_healthy(app)
    assert not app.error
    shown = read_live(app)
    assert "AUC: views of one image, or two" in shown
    assert (NO_ACCURACY in shown) == ("kNN accuracy on h" not in shown) == (data in UNSCORED)


def test_watch_names_the_runs_without_an_accuracy_beside_others() -> None:
    make_run_on("no-labels")
    make_run_on("part-labelled")
    app = open_page("watch")
    app.multiselect(key="runs").set_value(["on-no-labels", "on-part-labelled"]).run()
    assert_healthy(app)
    assert "No kNN accuracy, as their images have no labels: on-no-labels" in read_live(app)


@pytest.mark.parametrize("data", NAMES)
def test_a_race_on_the_set_starts(data: str) -> None:
    app = open_page("race")
    app.selectbox(key="race_data").select(data).run()
    assert_healthy(app)
    next(button for button in app.button if button.label == "Start the race").click().run()
    assert_healthy(app)
    assert not app.error
    assert {run.config.data for run in list_runs()} == {data}


@pytest.mark.parametrize("data", UNSCORED)
def test_a_race_that_has_no_accuracy_says_why(data: str) -> None:
    app = open_page("race")
    app.selectbox(key="race_data").select(data).run()
    next(button for button in app.button if button.label == "Start the race").click().run()
    for run in list_runs():
        row = {"epoch": 1, "step": 1, "loss": 3.0, "knn_accuracy": None, "similarity_auc": 0.75}
        append_metrics(run.layout.metrics, row)
    again = open_page("race")
    assert_healthy(again)
    assert NO_ACCURACY in read_live(again)


@pytest.mark.parametrize("data", NAMES)
def test_jobs_lists_what_trained_and_what_waits(data: str) -> None:
    make_run_on(data)
    start_training("waits", RunConfig(num_epochs=2, data=data))
    app = open_page("jobs")
    assert_healthy(app)
    assert not app.error
    assert [job.spec.run for job in list_jobs()] == ["waits"]
    (table,) = [table.value for table in app.dataframe if "kNN, best" in table.value]
    row = table[table["Run"] == f"on-{data}"].iloc[0]
    assert row["Images"] == data
    if data in UNSCORED:
        assert row[["kNN, best", "kNN, last"]].isna().all()
    else:
        assert row["kNN, best"] == pytest.approx(60)


@pytest.mark.parametrize("page", ["results", "studies"])
def test_results_and_studies_are_those_of_their_own_images(page: str) -> None:
    for data in NAMES:
        make_run_on(data)
    make_run("mine")
    app = open_page(page)
    assert_healthy(app)
    assert not app.error
