"""The generation lab: every section on two own models, and what a model without a decoder is told."""

import json
import re

import pytest
from streamlit.testing.v1 import AppTest

from aavae.data.disk import write_set
from aavae.data.image_set import Dataset
from aavae.evaluation.generation.sample_quality import SampleQuality
from aavae.evaluation.subject import Subject
from aavae.paths import data_dir
from tests.conftest import make_run
from tests.pages.conftest import assert_healthy, open_page

pytestmark = pytest.mark.usefixtures("no_processes")


def open_tiny(dataset: Dataset, section: str, **query: str) -> AppTest:
    """The page on a small image set, where densities are soon fitted."""
    write_set(data_dir(), dataset, "drawn")
    return open_page("generate", {"data": dataset.title, "generate_section": section, **query})


def open_own(dataset: Dataset, section: str, **query: str) -> AppTest:
    """The page on two untrained models."""
    make_run("one", "aavae")
    make_run("two", "vae", seed=1)
    return open_tiny(dataset, section, **{"model_a": "one (yours)", "model_b": "two (yours)"} | query)


def read_walls(app: AppTest) -> dict[str, str]:
    """Label of each wall -> its picture."""
    (walls,) = [found for found in app.get("bidi_component") if "picture_walls" in found.proto.component_name]
    data = json.loads(walls.proto.json)
    return {wall["label"]: wall["sheet"] for row in data["rows"] for wall in row["walls"]}


def read_pictures(app: AppTest) -> list[str]:
    """The pictures of the page's film strips and rows, in order."""
    return re.findall(r'src="(data:[^"]+)"', " ".join(element.proto.body for element in app.get("html")))


def read_lines(app: AppTest) -> dict[str, object]:
    """Name of each line of the first figure -> its heights."""
    figure = json.loads(app.get("plotly_chart")[0].proto.spec)
    return {trace["name"]: trace["y"] for trace in figure["data"]}


def read_titles(app: AppTest) -> list[str]:
    return [json.loads(chart.proto.spec)["layout"]["title"]["text"] for chart in app.get("plotly_chart")]


@pytest.mark.usefixtures("no_checkpoints")
def test_each_model_has_three_walls_and_the_same_seed_gives_the_same_ones(tiny_dataset: Dataset) -> None:
    app = open_own(tiny_dataset, "Samples", generate_num="16")
    assert_healthy(app)
    assert not app.error
    walls = read_walls(app)
    assert [label.split(", ", 1)[0] for label in walls] == ["one (yours)"] * 3 + ["two (yours)"] * 3
    assert len(set(walls.values())) == 6
    app.button(key="generate_dice").click().run()
    assert app.number_input(key="generate_seed").value == 1
    assert not set(read_walls(app).values()) & set(walls.values())
    app.number_input(key="generate_seed").set_value(0).run()
    assert read_walls(app) == walls
    assert "hole" in app.info[0].value


@pytest.mark.usefixtures("no_checkpoints")
def test_a_sample_that_smaller_walls_have_not_becomes_their_last(tiny_dataset: Dataset) -> None:
    app = open_own(tiny_dataset, "Samples", model_b="nothing", generate_num="36", sample="35")
    assert app.number_input(key="sample").value == 35
    app.button_group(key="generate_num").set_value(16).run()
    assert_healthy(app)
    assert app.number_input(key="sample").value == 15
    # The sample itself and its four nearest, for each of three densities.
    assert len(read_pictures(app)) == 15


@pytest.mark.usefixtures("no_checkpoints")
def test_between_two_images_has_a_strip_for_pixels_and_each_model_and_a_figure(tiny_dataset: Dataset) -> None:
    app = open_own(tiny_dataset, "Between two images")
    assert_healthy(app)
    assert not app.error
    assert len(set(read_pictures(app))) == 3
    assert read_titles(app) == ["How far each step moves in pixels"]
    straight = read_lines(app)
    assert list(straight) == ["Pixels, cross-faded", "one (yours)", "two (yours)"]
    app.button_group(key="path").set_value("spherical").run()
    assert_healthy(app)
    turned = read_lines(app)
    assert turned["Pixels, cross-faded"] == straight["Pixels, cross-faded"]
    assert turned["one (yours)"] != straight["one (yours)"]


@pytest.mark.usefixtures("no_checkpoints")
def test_directions_are_shown_five_at_a_time(tiny_dataset: Dataset) -> None:
    app = open_own(tiny_dataset, "Directions")
    assert_healthy(app)
    assert not app.error
    first = read_pictures(app)
    assert len(first) == 10
    app.number_input(key="direction").set_value(2).run()
    # The second direction of before is now the first.
    assert read_pictures(app)[:8] == first[2:]
    app.button_group(key="along").set_value("dimension").run()
    assert_healthy(app)
    assert "latent " in " ".join(element.proto.body for element in app.get("html"))


@pytest.mark.usefixtures("no_checkpoints")
def test_arithmetic_has_a_row_for_pixels_and_each_model(tiny_dataset: Dataset) -> None:
    query = {f"{key}_source": "by number" for key in "abc"}
    app = open_own(tiny_dataset, "Arithmetic", **query, a_number="7", b_number="3", c_number="3")
    assert_healthy(app)
    assert not app.error
    pictures = read_pictures(app)
    assert len(pictures) == 12
    # a + b - b is a, in pixels.
    assert pictures[1] == pictures[2]
    assert pictures[3] == pictures[0]


def test_what_is_not_measured_is_measured_on_demand(
    tiny_dataset: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    measured: dict[str, SampleQuality] = {}
    worth = {"prior": 0.2, "gaussian": 0.4, "mixture": 0.6, "reconstructions": 0.8}

    def make_quality(value: float) -> SampleQuality:
        interval = (value - 0.01, value + 0.01)
        return SampleQuality(
            frechet=100 * value,
            frechet_interval=(90 * value, 110 * value),
            precision=value,
            precision_interval=interval,
            recall=value,
            recall_interval=interval,
            num=50,
            feature_subject="Eye",
        )

    def measure(subject: Subject, dataset: Dataset, kind: str, against: str) -> SampleQuality:
        assert against == "test"
        return measured.setdefault(kind, make_quality(worth[kind]))

    module = "aavae.evaluation.generation.sample_quality"
    monkeypatch.setattr(f"{module}.evaluate_floor", lambda dataset: make_quality(0.9))
    monkeypatch.setattr(
        f"{module}.find_sample_quality",
        lambda subject, dataset, kind, against: measured.get(kind) if against == "test" else None,
    )
    monkeypatch.setattr(f"{module}.evaluate_sample_quality", measure)
    app = open_tiny(tiny_dataset, "Measured", model_b="nothing")
    assert not app.dataframe
    app.button_group(key="generate_against").set_value("test images").run()
    assert_healthy(app)
    assert not app.error
    assert any("not the Inception FID" in info.value and "Eye" in info.value for info in app.info)
    assert not app.dataframe
    assert not read_titles(app)
    assert "4 rows" in app.button(key="generate_measure").label
    app.button(key="generate_measure").click().run()
    assert_healthy(app)
    assert list(app.dataframe[0].value["Precision (95 %)"]) == [
        f"{value:.2f}  ({value - 0.01:.2f} to {value + 0.01:.2f})" for value in (0.9, *worth.values())
    ]
    assert read_titles(app) == ["Fréchet distance", "Precision"]
    assert any("from **0.20** with N(0, I) to **0.60**" in text.value for text in app.markdown)
    app.run()
    assert "generate_measure" not in [button.key for button in app.button]


@pytest.mark.usefixtures("no_checkpoints")
@pytest.mark.parametrize("section", ["Samples", "Between two images", "Directions", "Arithmetic", "Measured"])
def test_a_model_without_a_decoder_is_told_why_it_cannot_take_part(
    section: str, tiny_dataset: Dataset
) -> None:
    make_run("contrast", "simclr")
    app = open_tiny(tiny_dataset, section, model_a="contrast (yours)", model_b="nothing")
    assert_healthy(app)
    assert any("without a decoder" in info.value for info in app.info)
    assert [error.value[:47] for error in app.error] == ["None of the chosen models has a decoder: choose"]


def test_the_shipped_simclr_is_there_with_its_reason(tiny_dataset: Dataset) -> None:
    app = open_tiny(tiny_dataset, "Arithmetic")
    assert_healthy(app)
    assert any("SimCLR cannot take part" in caption.value for caption in app.caption)
