"""The embedding map through AppTest; what happens on the maps themselves is tested in a browser."""

from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from aavae.__main__ import main
from aavae.data.disk import write_set
from aavae.data.image_set import Dataset
from aavae.evaluation.diagnostics.verdict import evaluate_verdict
from aavae.evaluation.subject import find_subject
from aavae.jobs.queue import list_jobs
from aavae.paths import data_dir
from aavae.ui.maps.selection import decode_ids, encode_ids
from tests.conftest import make_run
from tests.pages.conftest import assert_healthy, open_page

pytestmark = pytest.mark.usefixtures("no_checkpoints", "no_processes", "kept_cache")


@pytest.fixture(autouse=True)
def two_models(tiny_dataset: Dataset) -> None:
    make_run("left")
    make_run("right", "simclr", seed=1)
    write_set(data_dir(), tiny_dataset, "drawn")


def open_map(tiny_dataset: Dataset, **query: str | list[str]) -> AppTest:
    chosen = {"data": tiny_dataset.title, "model_a": "left (yours)", "model_b": "right (yours)"}
    app = open_page("embedding_map", chosen | query)
    assert_healthy(app)
    return app


def read(app: AppTest) -> str:
    return "\n".join(element.value for element in [*app.markdown, *app.caption, *app.info, *app.error])


def read_link(app: AppTest, name: str) -> str:
    value = app.query_params[name]
    return value if isinstance(value, str) else value[0]


def test_each_missing_map_is_ordered_once(tiny_dataset: Dataset) -> None:
    app = open_map(tiny_dataset).run()
    assert_healthy(app)
    assert not app.error
    assert sorted(job.spec.title for job in list_jobs()) == [
        "Map: left (yours)",
        "Map: right (yours)",
    ]
    for name in ("left", "right"):
        assert f"the map of {name} (yours), UMAP: waits for its turn" in read(app)


def test_a_verdict_waits_for_the_maps_and_is_ordered_after_them(
    tiny_dataset: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Other tests of this module count on maps that are not there.
    monkeypatch.setenv("AAVAE_CACHE", str(tmp_path / "own"))
    app = open_map(tiny_dataset)
    assert read(app).count("whether it learns or has collapsed, to follow") == 2
    for name in ("left", "right"):
        for job in list_jobs():
            if name in job.spec.title:
                assert main(list(job.spec.arguments)) == 0
    app = open_map(tiny_dataset)
    assert {job.spec.title for job in list_jobs() if job.spec.kind == "diagnosis"} == {
        "Verdict: left (yours)",
        "Verdict: right (yours)",
    }
    assert read(app).count("whether it learns or has collapsed, computed in the background") == 2


def test_a_verdict_is_on_the_representation_of_the_maps_and_on_both_models(tiny_dataset: Dataset) -> None:
    for name in ("left", "right"):
        evaluate_verdict(find_subject(name), tiny_dataset, representation="mu")
    app = open_map(tiny_dataset)
    assert ", mu: " not in read(app)
    app.button_group(key="representation_h").set_value("mu").run()
    assert_healthy(app)
    verdicts = [each.value for each in app.markdown if ", mu: " in each.value]
    assert [text.split("**")[1] for text in verdicts] == [r"left \(yours\)", r"right \(yours\)"]


def test_a_link_opens_its_selection_and_its_image(tiny_dataset: Dataset) -> None:
    app = open_map(tiny_dataset, selected=encode_ids(np.array([2, 5, 99])), image="7")
    assert "3 selected images" in read(app)
    assert "of 64** views" in read(app)
    assert decode_ids(read_link(app, "selected")).tolist() == [2, 5, 99]
    app.button_group(key="panel").set_value("image").run()
    assert_healthy(app)
    assert "nearest of all 320 training images" in read(app)


@pytest.mark.parametrize("selected", ["", "AAAA", "eJw", "%%%", "x" * 9_000])
@pytest.mark.parametrize("image", ["", "-1", "420", "99999999999999999999", "1.5", "cat"])
def test_a_hostile_link_opens_nothing_and_fails_nothing(
    selected: str, image: str, tiny_dataset: Dataset
) -> None:
    app = open_map(tiny_dataset, selected=selected, image=image)
    assert not app.error
    assert "Nothing is selected" in read(app)


def test_clearing_the_selection_clears_the_link(tiny_dataset: Dataset) -> None:
    app = open_map(tiny_dataset, selected=encode_ids(np.array([2, 5])))
    next(button for button in app.button if button.label == "Clear the selection").click().run()
    assert "Nothing is selected" in read(app)
    assert "selected" not in app.query_params


@pytest.mark.parametrize("colour", ["class", "knn", "linear", "error", "cosine", "density"])
def test_every_colour_with_a_model_that_has_no_decoder(colour: str, tiny_dataset: Dataset) -> None:
    app = open_map(tiny_dataset, colour=colour)
    app.selectbox(key="colour").set_value(colour).run()
    assert_healthy(app)
    assert not app.error
    assert ("has no decoder" in read(app)) == (colour == "error")
    assert ("Click an image" in read(app)) == (colour == "cosine")


@pytest.mark.parametrize("panel", ["selection", "image", "models", "projections"])
@pytest.mark.parametrize("image", ["", "150"])
def test_every_panel_with_and_without_an_open_image(panel: str, image: str, tiny_dataset: Dataset) -> None:
    app = open_map(tiny_dataset, image=image)
    app.button_group(key="panel").set_value(panel).run()
    assert_healthy(app)
    assert not app.error


def test_the_two_models_agree_about_a_part_of_the_neighbours(tiny_dataset: Dataset) -> None:
    app = open_map(tiny_dataset)
    app.button_group(key="panel").set_value("models").run()
    assert "15 nearest neighbours in h; by chance: 15.2%" in read(app)


@pytest.mark.parametrize("form", ["plain figures", "table"])
def test_forms_without_the_component(form: str, tiny_dataset: Dataset) -> None:
    app = open_map(tiny_dataset, selected=encode_ids(np.array([2, 5])))
    app.button_group(key="form").set_value(form).run()
    assert_healthy(app)
    assert not app.error
    if form == "table":
        table = app.dataframe[0].value
        assert len(table) == 100
        assert table["id"][table["selected"]].tolist() == [2, 5]
    else:
        assert len(app.get("plotly_chart")) == 2


def test_previous_and_next_go_through_the_selection_and_close_closes(tiny_dataset: Dataset) -> None:
    app = open_map(tiny_dataset, selected=encode_ids(np.array([2, 5, 99])), image="99")
    app.button_group(key="panel").set_value("image").run()
    visited = []
    for key in ("map_next", "map_next", "map_previous", "map_previous"):
        app.button(key=key).click().run()
        assert_healthy(app)
        visited.append(read_link(app, "image"))
    assert visited == ["2", "5", "2", "99"]
    app.button(key="map_close").click().run()
    assert "image" not in app.query_params


def test_one_model_alone_has_no_panel_of_two(tiny_dataset: Dataset) -> None:
    app = open_map(tiny_dataset, model_b="nothing")
    assert "The two models" not in app.button_group(key="panel").options
    assert not app.error


def test_the_untrained_encoder_is_offered_first_and_is_one_press_away(tiny_dataset: Dataset) -> None:
    app = open_map(tiny_dataset)
    more = app.multiselect(key="more_maps")
    assert more.value == [] and more.options[0] == "Untrained encoder"
    assert not {"left (yours)", "right (yours)"} & set(more.options)
    app.button(key="add_untrained").click().run()
    assert_healthy(app)
    assert app.multiselect(key="more_maps").value == ["untrained"]
    assert read_link(app, "more_maps") == "untrained"
    assert [job.spec.title for job in list_jobs() if "Untrained" in job.spec.title]
    assert "add_untrained" not in [button.key for button in app.button]
    app.multiselect(key="more_maps").set_value([]).run()
    assert "more_maps" not in app.query_params
    assert "add_untrained" in [button.key for button in app.button]


FOUR = {"more_maps": ["untrained", "third"]}


@pytest.fixture
def third(tiny_dataset: Dataset) -> None:
    make_run("third", "vae", seed=2)


@pytest.mark.usefixtures("third")
@pytest.mark.parametrize("colour", ["class", "knn", "linear", "error", "cosine", "density"])
def test_every_colour_of_four_maps(colour: str, tiny_dataset: Dataset) -> None:
    app = open_map(tiny_dataset, **FOUR, image="7", colour=colour)
    assert not app.error
    without = "right (yours) has no decoder", "Untrained encoder has no decoder"
    assert all((text in read(app)) == (colour == "error") for text in without)
    # The reading of the views of the open image.
    assert read(app).count("of 64** views") == 4


@pytest.mark.usefixtures("third")
@pytest.mark.parametrize("panel", ["selection", "image", "models", "projections"])
def test_every_panel_of_four_maps(panel: str, tiny_dataset: Dataset) -> None:
    selected = encode_ids(np.array([2, 5, 99]))
    app = open_map(tiny_dataset, **FOUR, image="150", panel=panel, selected=selected)
    assert not app.error
    if panel == "models":
        assert len(app.table[0].value) == 3
        pairs = app.button_group(key="pair")
        assert len(pairs.options) == 6 and pairs.value == "left right"
        assert "**left (yours)** and **right (yours)** [agree](" in read(app)
        pairs.set_value("untrained third").run()
        assert_healthy(app)
        assert "**Untrained encoder** and **third (yours)** [agree](" in read(app)
        assert read_link(app, "pair") == "untrained third"


@pytest.mark.usefixtures("third")
@pytest.mark.parametrize("form", ["plain figures", "table"])
def test_four_maps_without_the_component(form: str, tiny_dataset: Dataset) -> None:
    app = open_map(tiny_dataset, **FOUR, form=form)
    assert not app.error
    if form == "table":
        assert [name for name in app.dataframe[0].value.columns if name.endswith(", x")] == [
            f"{title} (PCA, UMAP to follow), x"
            for title in ("left (yours)", "right (yours)", "Untrained encoder", "third (yours)")
        ]
    else:
        assert len(app.get("plotly_chart")) == 4


@pytest.mark.usefixtures("third")
def test_a_link_s_further_models_are_those_that_fit_and_are_not_there_already(tiny_dataset: Dataset) -> None:
    make_run("fourth", "ae", seed=3)
    names = ["right", "gone", "third", "untrained", "fourth"]
    app = open_map(tiny_dataset, more_maps=names)
    assert app.multiselect(key="more_maps").value == ["third", "untrained"]
    (warning,) = app.warning
    assert warning.value == "There is no model 'gone' here, so it is left out."
    # Alone, the first one leaves room for a third.
    app = open_map(tiny_dataset, model_b="nothing", more_maps=names)
    assert app.multiselect(key="more_maps").value == ["right", "third", "untrained"]
    app.selectbox(key="model_b").set_value("third").run()
    assert_healthy(app)
    assert app.multiselect(key="more_maps").value == ["right", "untrained"]
    assert not app.error


def test_pictures_of_other_settings_are_computed_when_asked_for(tiny_dataset: Dataset) -> None:
    app = open_map(tiny_dataset, model_b="nothing")
    app.button_group(key="panel").set_value("projections").run()
    app.button_group(key="vary").set_value("neighbours").run()
    app.button(key="map_compute").click().run()
    assert_healthy(app)
    ordered = [job.spec.arguments for job in list_jobs()]
    counts = {arguments[arguments.index("--n-neighbors") + 1] for arguments in ordered}
    assert counts == {"5", "15", "50"}
