"""The diagnostics page: every question on the shipped models, and what a model cannot be asked."""

import json
import time
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from aavae.__main__ import main
from aavae.data.disk import write_set
from aavae.data.image_set import Dataset
from aavae.evaluation.absence import DIAGNOSTICS, Diagnostic
from aavae.jobs.job import JobStatus, write_job_status
from aavae.jobs.queue import list_jobs
from aavae.paths import data_dir
from aavae.ui.diagnostics import TITLES
from tests.conftest import make_run, make_snapshots
from tests.pages.conftest import assert_healthy, open_page

pytestmark = pytest.mark.usefixtures("no_processes")


def read_titles(app: AppTest) -> list[str]:
    return [json.loads(chart.proto.spec)["layout"]["title"]["text"] for chart in app.get("plotly_chart")]


def read_lines(app: AppTest) -> dict[str, dict]:
    """The lines or dots of the first figure, by name."""
    figure = json.loads(app.get("plotly_chart")[0].proto.spec)
    return {trace["name"]: trace for trace in figure["data"] if "name" in trace}


def open_tiny(dataset: Dataset, diagnostic: Diagnostic, *titles: str) -> AppTest:
    """The page on a small image set, where every number of the models of these titles is soon computed."""
    write_set(data_dir(), dataset, "drawn")
    query = {"data": dataset.title, "diagnostic": TITLES[diagnostic], "baseline_models": list(titles)}
    return open_page("diagnostics", query)


def read_verdicts(app: AppTest) -> list[str]:
    return [line for each in app.markdown for line in each.value.splitlines() if ", h: " in line]


def test_opens_with_a_verdict_on_each_shipped_model_and_starts_no_job() -> None:
    query: dict[str, Any] = {"baseline_models": ["AE", "VAE", "AAVAE", "SimCLR", "Untrained encoder"]}
    app = open_page("diagnostics", query)
    assert_healthy(app)
    found = read_verdicts(app)
    assert [text.split("**")[1] for text in found] == ["AE", "VAE", "AAVAE", "SimCLR", "Untrained encoder"]
    assert all(", h: learning" in text for text in found[:-1])
    assert "no sign of learning" in found[-1]
    assert not list_jobs()


@pytest.mark.usefixtures("no_checkpoints")
def test_a_missing_verdict_is_ordered_once_and_shown_once_it_is_there(tiny_dataset: Dataset) -> None:
    make_run("mine")
    app = open_tiny(tiny_dataset, "invariance", "mine (yours)").run()
    assert_healthy(app)
    assert [job.spec.title for job in list_jobs()] == ["Verdict: mine (yours)"]
    assert any("computed in the background" in each.value for each in app.markdown)
    arguments = list_jobs()[0].spec.arguments
    assert main(list(arguments)) == 0
    app.run()
    assert_healthy(app)
    assert [text.split("**")[1] for text in read_verdicts(app)] == [r"mine \(yours\)"]
    assert len(list_jobs()) == 1


@pytest.mark.usefixtures("no_checkpoints")
def test_a_verdict_that_failed_says_why_and_is_not_ordered_again_at_once(tiny_dataset: Dataset) -> None:
    make_run("mine")
    app = open_tiny(tiny_dataset, "invariance", "mine (yours)")
    (job,) = list_jobs()
    write_job_status(job.path, JobStatus(state="failed", message="The disk is full.", ended=time.time()))
    app.run()
    assert_healthy(app)
    assert any("cannot be told: The disk is full" in each.value.replace("\\", "") for each in app.warning)
    assert len(list_jobs()) == 1


@pytest.mark.usefixtures("no_checkpoints")
def test_on_few_images_it_cannot_be_told_and_nothing_is_computed(micro_dataset: Dataset) -> None:
    make_run("mine")
    app = open_tiny(micro_dataset, "invariance", "mine (yours)")
    assert_healthy(app)
    assert "cannot be told" in read_verdicts(app)[0]
    assert not list_jobs()


def test_opens_on_the_shipped_models_with_a_sentence_on_each_that_samples() -> None:
    app = open_page("diagnostics")
    assert_healthy(app)
    assert not app.error
    assert read_titles(app) == ["Signal to noise of each latent", "KL divergence of each latent"]
    said = app.info[0].value
    assert "**VAE**" in said
    assert "**AAVAE**" in said
    assert "**AE**" not in said
    assert any(caption.value.startswith("AE\\: trained without noise") for caption in app.caption)


@pytest.mark.usefixtures("no_checkpoints", "kept_cache")
@pytest.mark.parametrize(
    ("diagnostic", "num_figures"),
    [("latents", 2), ("spectrum", 2), ("layers", 1), ("labels", 1), ("invariance", 1), ("style", 1)],
)
def test_every_question_has_its_figures_each_with_a_caption(
    diagnostic: Diagnostic, num_figures: int, tiny_dataset: Dataset
) -> None:
    make_run("one")
    make_run("two", "vae")
    app = open_tiny(tiny_dataset, diagnostic, "one (yours)", "two (yours)")
    assert_healthy(app)
    assert not app.error
    titles = read_titles(app)
    assert len(titles) == num_figures
    assert all(titles)
    assert [name for name in read_lines(app) if "yours" in name] == ["one (yours)", "two (yours)"]
    captions = [caption.value for caption in app.caption if not caption.value.startswith("Judged")]
    long = [caption for caption in captions if len(caption) > 150]
    assert len(long) == num_figures
    # Each figure's numbers, and those of all representations.
    buttons = [button for button in app.get("download_button") if not str(button.key).startswith("report_")]
    assert len(buttons) == num_figures + 1


@pytest.mark.usefixtures("no_checkpoints", "kept_cache")
@pytest.mark.parametrize("diagnostic", DIAGNOSTICS)
def test_a_question_that_no_chosen_model_can_be_asked_is_a_sentence(
    diagnostic: Diagnostic, tiny_dataset: Dataset
) -> None:
    make_run("mine")
    app = open_tiny(tiny_dataset, diagnostic, "Raw pixels")
    assert_healthy(app)
    errors = [error.value for error in app.error]
    asked_in_vain = ["None of the chosen models can be asked this"]
    assert [error[:43] for error in errors] == (asked_in_vain if diagnostic in ("latents", "layers") else [])


@pytest.mark.usefixtures("no_checkpoints")
def test_pixels_have_no_mu_and_the_page_says_so(tiny_dataset: Dataset) -> None:
    make_run("mine")
    app = open_tiny(tiny_dataset, "style", "Raw pixels", "mine (yours)")
    assert "Raw pixels" in read_lines(app)
    app.button_group(key="representation_h").set_value("mu").run()
    assert_healthy(app)
    assert "Raw pixels" not in read_lines(app)
    assert any("no mu" in caption.value for caption in app.caption)


@pytest.mark.usefixtures("no_checkpoints")
def test_the_numbers_follow_the_slider_through_the_training(tiny_dataset: Dataset) -> None:
    make_snapshots(make_run("mine"), 1)
    app = open_tiny(tiny_dataset, "invariance", "mine (yours)")
    now = read_lines(app)["mine (yours)"]["x"]
    app.select_slider(key="training").set_value("1").run()
    assert_healthy(app)
    assert read_lines(app)["mine (yours), epoch 1"]["x"] != now
