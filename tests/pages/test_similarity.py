"""The similarity page: every measure and section on small runs, and what a model does not have."""

import json
import re

import pytest
from streamlit.testing.v1 import AppTest

from aavae.data.disk import write_set
from aavae.data.image_set import Dataset
from aavae.evaluation.similarity.pairs import evaluate_pairs
from aavae.evaluation.subject import find_subject
from aavae.paths import data_dir
from tests.conftest import make_run, make_snapshots
from tests.pages.conftest import assert_healthy, open_page

pytestmark = pytest.mark.usefixtures("no_checkpoints", "no_processes", "kept_cache")


def open_tiny(dataset: Dataset, query: dict | None = None) -> AppTest:
    """The page on a small image set, with two runs and what else the link says."""
    make_run("one", "vae")
    make_run("two", "simclr")
    write_set(data_dir(), dataset, "drawn")
    models = {"data": dataset.title, "model_a": "one (yours)", "model_b": "two (yours)"}
    return open_page("similarity", models | (query or {}))


def read_figures(app: AppTest) -> dict[str, list[str]]:
    """The title of each figure, and the names of its traces."""
    figures = [json.loads(chart.proto.spec) for chart in app.get("plotly_chart")]
    return {
        figure["layout"]["title"]["text"]: [trace["name"] for trace in figure["data"]] for figure in figures
    }


def read_pairs(app: AppTest) -> list[str]:
    text = "".join(block.proto.body for block in app.get("html"))
    return re.findall(r"<figure>.*?</figure>", text)


def test_two_models_with_their_numbers_and_a_sentence_on_each(tiny_dataset: Dataset) -> None:
    app = open_tiny(tiny_dataset)
    assert_healthy(app)
    assert not app.error
    assert read_figures(app) == {
        title: ["different images", "same image"] for title in ("one (yours), mu", "two (yours), mu")
    }
    pairs = evaluate_pairs(find_subject("one"), tiny_dataset)
    auc = pairs.get_estimate("auc")
    assert app.metric[0].value == f"{auc.value:.3f}"
    assert f"**{auc.value:.0%}** of the time" in app.info[0].value
    table = app.table[0].value
    assert len(table) == 6
    assert table["AUC"].iloc[0] == f"{auc.value:.3f} [{auc.low:.3f}, {auc.high:.3f}]"
    assert any("points of AUC" in text.value for text in app.markdown)


def test_classes_apart_are_three_kinds(tiny_dataset: Dataset) -> None:
    app = open_tiny(tiny_dataset, {"different": "by class"})
    assert_healthy(app)
    assert read_figures(app)["one (yours), mu"] == ["another class", "same class", "same image"]


def test_any_number_of_models_and_why_one_is_not_shown(tiny_dataset: Dataset) -> None:
    make_run("three", "ae")
    app = open_tiny(tiny_dataset, {"more_models": ["three (yours)", "Raw pixels"]})
    assert_healthy(app)
    assert len(read_figures(app)) == 3
    assert any("no mu" in caption.value for caption in app.caption)
    app.button_group(key="representation_mu").set_value("h").run()
    assert list(read_figures(app)) == [
        f"{name}, h" for name in ("one (yours)", "two (yours)", "three (yours)", "Raw pixels")
    ]


def test_kl_is_shown_of_models_with_a_posterior_only(tiny_dataset: Dataset) -> None:
    app = open_tiny(tiny_dataset, {"measure": "KL"})
    assert_healthy(app)
    assert list(read_figures(app)) == ["one (yours), posterior"]
    assert any("no trained posterior" in caption.value for caption in app.caption)
    app.selectbox(key="model_a").set_value("two").run()
    app.selectbox(key="model_b").set_value("none").run()
    assert_healthy(app)
    assert [error.value for error in app.error] == [
        "None of the chosen models has this measure: choose another one, or cosine and h."
    ]


def test_a_bar_shows_its_pairs_and_a_button_more_of_them(tiny_dataset: Dataset) -> None:
    edges = [f"{-1 + 0.025 * number:.3f}" for number in range(81)]
    app = open_tiny(tiny_dataset, {"bar_cosine": f"{edges[-2]} to {edges[-1]}"})
    assert_healthy(app)
    # An untrained encoder finds nearly all pairs alike.
    assert len(read_pairs(app)) == 12
    app.button(key="bar_more").click().run()
    assert_healthy(app)
    assert len(read_pairs(app)) == 24
    app.selectbox(key="bar_model").set_value("two").run()
    assert_healthy(app)
    assert len(read_pairs(app)) <= 12


def test_a_bar_without_pairs_says_so(tiny_dataset: Dataset) -> None:
    app = open_tiny(tiny_dataset, {"bar_cosine": "-1.000 to -0.975"})
    assert_healthy(app)
    assert any("There is no pair of this kind" in info.value for info in app.info)


@pytest.mark.parametrize("measure", ["cosine", "distance"])
def test_extreme_pairs_of_each_model(measure: str, tiny_dataset: Dataset) -> None:
    app = open_tiny(tiny_dataset, {"similarity_section": "Extreme pairs", "measure": measure})
    assert_healthy(app)
    assert not app.error
    assert len(read_pairs(app)) == 2 * (6 + 6)
    # Those of one image name one class.
    assert [("|" in figure) for figure in read_pairs(app)] == 2 * ([True] * 6 + [False] * 6)


def test_alignment_and_uniformity_with_what_is_better(tiny_dataset: Dataset) -> None:
    app = open_tiny(tiny_dataset, {"similarity_section": "Alignment and uniformity"})
    assert_healthy(app)
    assert list(app.table[0].value.columns) == ["Model", "Alignment", "Uniformity", "Effective rank"]
    explained = next(caption.value for caption in app.caption if "Wang and Isola" in caption.value)
    assert (explained.count("lower is better"), explained.count("higher is better")) == (2, 1)


def test_views_are_shown_and_weaker_ones_differ(tiny_dataset: Dataset) -> None:
    app = open_tiny(tiny_dataset, {"similarity_section": "Views"})
    before = read_pairs(app)
    assert before
    metrics = [metric.value for metric in app.metric]
    app.select_slider(key="strength").set_value("a quarter").run()
    assert_healthy(app)
    assert read_pairs(app) != before
    assert [metric.value for metric in app.metric] != metrics


def test_further_models_follow_the_slider_through_the_training(tiny_dataset: Dataset) -> None:
    for name in ("three", "four"):
        make_snapshots(make_run(name), 1)
    app = open_tiny(tiny_dataset, {"model_a": "three (yours)", "more_models": ["four (yours)"]})
    app.select_slider(key="training").set_value("1").run()
    assert_healthy(app)
    assert list(read_figures(app)) == [
        "three (yours), epoch 1, mu",
        "two (yours), mu",
        "four (yours), epoch 1, mu",
    ]
