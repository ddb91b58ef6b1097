"""The slider through the training, on every page that looks at models."""

import json
import re
from dataclasses import replace

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from aavae.data.disk import write_set
from aavae.data.image_set import Dataset, ImageSet
from aavae.evaluation.subject import find_subject
from aavae.jobs.queue import list_jobs
from aavae.paths import data_dir
from tests.conftest import make_run, make_snapshots
from tests.pages.conftest import assert_healthy, open_page

pytestmark = pytest.mark.usefixtures("no_checkpoints", "no_processes", "kept_cache")

MANY = {"section": "Many images"}
"""Of the reconstruct page: where the pictures and their titles can be read."""


def read_titles(app: AppTest) -> list[str]:
    """The titles of the figures and of the rows of pictures."""
    figures = [json.loads(chart.proto.spec) for chart in app.get("plotly_chart")]
    titles = [figure["layout"].get("title", {}).get("text", "") for figure in figures]
    for block in app.get("html"):
        titles += re.findall(r'"pictures-title">([^<]*)', block.proto.body)
    return [re.sub("<[^>]*>", "", title).strip() for title in titles]


def read_pictures(app: AppTest) -> list[str]:
    return re.findall(r'src="([^"]*)"', "".join(block.proto.body for block in app.get("html")))


def read_accuracies(app: AppTest) -> dict[str, float]:
    return dict(app.dataframe[0].value[["Model", "Accuracy"]].to_numpy().tolist())


def move(app: AppTest, epoch: str) -> AppTest:
    app = app.select_slider(key="training").set_value(epoch).run()
    assert_healthy(app)
    assert not app.error
    return app


def test_reconstructions_and_their_titles_follow_the_slider() -> None:
    make_snapshots(make_run("mine", "vae"), 0, 1)
    app = open_page("reconstruct", MANY)
    slider = app.select_slider(key="training")
    assert (slider.options, slider.value) == (["0", "1", "trained"], "trained")
    seen = {"trained": read_pictures(app)}
    assert "mine (yours)" in read_titles(app)
    for epoch in ("0", "1"):
        app = move(app, epoch)
        assert f"mine (yours), epoch {epoch}" in read_titles(app)
        seen[epoch] = read_pictures(app)
    # Originals and inputs stay; what the decoder makes of them does not.
    assert seen["0"][:20] == seen["1"][:20] == seen["trained"][:20]
    assert len({tuple(pictures[20:]) for pictures in seen.values()}) == 3
    assert read_pictures(move(app, "trained")) == seen["trained"]


def test_similarity_shows_two_models_at_one_epoch(tiny_dataset: Dataset) -> None:
    make_snapshots(make_run("left"), 0, 1)
    make_snapshots(make_run("right", "vae"), 0)
    write_set(data_dir(), tiny_dataset, "drawn")
    models = {"model_a": "left (yours)", "model_b": "right (yours)"}
    app = open_page("similarity", {"data": tiny_dataset.title, **models})
    metrics = {"trained": [metric.value for metric in app.metric]}
    for epoch, titles in (
        ("0", ["left (yours), epoch 0, mu", "right (yours), epoch 0, mu"]),
        # The right one kept nothing since.
        ("1", ["left (yours), epoch 1, mu", "right (yours), epoch 0, mu"]),
    ):
        app = move(app, epoch)
        assert read_titles(app)[:2] == titles
        metrics[epoch] = [metric.value for metric in app.metric]
    assert metrics["0"][:4] != metrics["1"][:4] != metrics["trained"][:4]
    assert metrics["0"][4:] == metrics["1"][4:] != metrics["trained"][4:]


def test_a_map_of_an_epoch_is_ordered_by_a_name_that_leads_to_the_epoch(tiny_dataset: Dataset) -> None:
    make_snapshots(make_run("mine"), 1)
    write_set(data_dir(), tiny_dataset, "drawn")
    app = move(open_page("embedding_map", {"data": tiny_dataset.title, "model_b": "nothing"}), "1")
    assert any("(mine (yours), epoch 1)" in caption.value for caption in app.caption)
    ordered = {find_subject(job.spec.arguments[1]).name for job in list_jobs()}
    assert ordered == {"mine", "mine@1"}


def test_probes_follow_the_slider_baselines_do_not_and_a_choice_by_name_stays(tiny_dataset: Dataset) -> None:
    make_snapshots(make_run("mine"), 1)
    # Labels that nobody can learn: else both epochs have all of them right.
    labels = np.random.default_rng(0).permutation(tiny_dataset.train.labels)
    train = ImageSet(tiny_dataset.train.images, labels, tiny_dataset.train.class_names)
    write_set(data_dir(), replace(tiny_dataset, train=train, digest=64 * "0"), "drawn")
    app = open_page("linear_probe", {"data": tiny_dataset.title})
    app.multiselect(key="baseline_models").set_value(["untrained", "mine"]).run()
    app.selectbox(key="confusion_of").set_value("mine").run()
    now = read_accuracies(app)
    app = move(app, "1")
    then = read_accuracies(app)
    assert set(then) == {"mine (yours), epoch 1", "Untrained encoder"}
    assert then["Untrained encoder"] == now["Untrained encoder"]
    assert then["mine (yours), epoch 1"] != now["mine (yours)"]
    assert any(title.startswith("mine (yours), epoch 1: true class") for title in read_titles(app))


def test_a_link_opens_the_page_at_its_epoch() -> None:
    make_snapshots(make_run("mine", "vae"), 0, 1)
    app = open_page("reconstruct", MANY | {"training": "1"})
    assert app.select_slider(key="training").value == "1"
    assert "mine (yours), epoch 1" in read_titles(app)


@pytest.mark.parametrize("epoch", ["3", "-1", "1e9", "<script>", ""])
def test_a_link_to_an_epoch_that_is_not_there_shows_the_trained_model(epoch: str) -> None:
    make_snapshots(make_run("mine", "vae"), 0, 1)
    app = open_page("reconstruct", MANY | {"training": epoch})
    assert_healthy(app)
    assert not app.error
    assert "mine (yours)" in read_titles(app)


@pytest.mark.parametrize(("page", "query"), [("reconstruct", MANY), ("similarity", {})])
def test_without_snapshots_there_is_no_slider(page: str, query: dict[str, str]) -> None:
    make_run("mine", "vae")
    app = open_page(page, query | {"training": "1"})
    assert_healthy(app)
    assert not app.error
    assert "training" not in [slider.key for slider in app.select_slider]
    assert any(title.startswith("mine (yours)") and "epoch" not in title for title in read_titles(app))


def test_only_the_chosen_runs_make_the_slider_and_one_without_snapshots_is_named() -> None:
    make_snapshots(make_run("old", "vae"), 0, 1)
    make_run("new", "vae")
    app = open_page("reconstruct", MANY)
    app = app.multiselect(key="models").set_value(["new"]).run()
    assert not app.select_slider
    app = move(app.multiselect(key="models").set_value(["new", "old"]).run(), "1")
    assert {"new (yours)", "old (yours), epoch 1"} <= set(read_titles(app))
    assert any("shown as trained: new (yours)" in caption.value for caption in app.caption)
