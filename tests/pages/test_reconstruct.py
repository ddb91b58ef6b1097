"""The augmentation lab through AppTest; dragging and pointing are tested in a browser."""

from collections.abc import Sequence

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from aavae.data.disk import write_set
from aavae.data.image_set import Dataset
from aavae.paths import data_dir
from aavae.ui.pictures.picture_walls import PictureWall
from tests.conftest import make_run
from tests.pages.conftest import assert_healthy, open_page

pytestmark = pytest.mark.usefixtures("no_checkpoints", "no_processes", "kept_cache")

SECTIONS = ("One image", "Strength", "Wall", "Invariance profile", "Many images")


@pytest.fixture(autouse=True)
def two_models(tiny_dataset: Dataset) -> None:
    make_run("paints")
    make_run("compares", "simclr", seed=1)
    write_set(data_dir(), tiny_dataset, "drawn")


def open_lab(tiny_dataset: Dataset, section: str = "One image", **query: str) -> AppTest:
    app = open_page("reconstruct", {"data": tiny_dataset.title, "section": section} | query)
    app.multiselect(key="models").set_value(["paints", "compares"]).run()
    assert_healthy(app)
    return app


def read(app: AppTest) -> str:
    elements = [*app.markdown, *app.caption, *app.info, *app.error, *app.warning]
    return "\n".join(element.value for element in elements)


def read_link(app: AppTest, name: str) -> str:
    value = app.query_params[name]
    return value if isinstance(value, str) else value[0]


@pytest.mark.parametrize("section", SECTIONS)
def test_every_section_opens(section: str, tiny_dataset: Dataset) -> None:
    app = open_lab(tiny_dataset, section)
    assert not app.error
    assert app.button_group(key="section").value is not None


@pytest.mark.parametrize("section", ["", "x", "<script>"])
def test_a_section_that_is_none_opens_the_first(section: str, tiny_dataset: Dataset) -> None:
    app = open_lab(tiny_dataset, section)
    assert not app.error
    assert app.slider(key="lab_hue").value == 0


def test_a_link_reproduces_the_distortion_and_its_widgets(tiny_dataset: Dataset) -> None:
    text = "crop=0.25,0.125,0.5,0.75;flip;brightness=1.5;hue=-0.25"
    app = open_lab(tiny_dataset, distortion=text)
    assert app.slider(key="lab_brightness").value == 1.5
    assert app.slider(key="lab_hue").value == -0.25
    assert app.toggle(key="lab_flip").value
    assert not app.toggle(key="lab_grayscale").value
    assert read_link(app, "distortion") == text


def test_a_slider_undo_and_reset(tiny_dataset: Dataset) -> None:
    app = open_lab(tiny_dataset)
    assert app.button(key="lab_undo").disabled and app.button(key="lab_reset").disabled
    app.slider(key="lab_hue").set_value(0.2).run()
    app.slider(key="lab_blur").set_value(1.5).run()
    assert read_link(app, "distortion") == "hue=0.2;blur=1.5"
    app.button(key="lab_undo").click().run()
    assert app.slider(key="lab_blur").value == 0
    assert read_link(app, "distortion") == "hue=0.2"
    app.button(key="lab_reset").click().run()
    assert "distortion" not in app.query_params
    app.button(key="lab_undo").click().run()
    assert app.slider(key="lab_hue").value == 0.2
    assert_healthy(app)


def test_the_dice_draw_what_the_training_draws(tiny_dataset: Dataset) -> None:
    from aavae.augment.distortion import draw_distortion
    from aavae.config import AugmentConfig

    app = open_lab(tiny_dataset)
    app.button(key="lab_dice").click().run()
    app.button(key="lab_dice").click().run()
    expected = draw_distortion(2, AugmentConfig(), 32, 32)
    assert app.number_input(key="lab_draw").value == 2
    assert read_link(app, "distortion") == expected.to_text()
    assert app.slider(key="lab_brightness").value == expected.brightness
    app.number_input(key="lab_draw").set_value(1).run()
    assert read_link(app, "distortion") == draw_distortion(1, AugmentConfig(), 32, 32).to_text()
    assert_healthy(app)


def test_the_undistorted_image_is_where_it_was_and_simclr_says_why_it_cannot_paint(
    tiny_dataset: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[str] = []
    monkeypatch.setattr(
        "aavae.ui.augmentation.one_image.render_in_place", lambda html, key: drawn.append(html)
    )
    open_lab(tiny_dataset)
    cards = drawn[-1]
    assert cards.count("still its own nearest neighbour among 99 others") == 2
    assert cards.count("<dd>1.000</dd>") == 2
    assert cards.count("No decoder") == 1
    assert 'class="lab-changed"' not in cards


@pytest.mark.parametrize("text", ["crop=0,0,9,9", "hue=1e9", "<script>", "x" * 3_000])
def test_a_hostile_distortion_is_a_sentence(text: str, tiny_dataset: Dataset) -> None:
    # The sentence is said once, when the link is opened.
    app = open_page("reconstruct", {"data": tiny_dataset.title, "distortion": text})
    assert_healthy(app)
    assert not app.error
    assert "distortion was left out" in read(app)


@pytest.mark.parametrize("augmentation", ["crop", "flip", "grayscale", "hue", "blur"])
def test_a_strip_has_a_row_for_what_is_seen_and_for_each_decoder(
    augmentation: str, tiny_dataset: Dataset
) -> None:
    app = open_lab(tiny_dataset, "Strength")
    app.button_group(key="strengthen").set_value(augmentation).run()
    assert_healthy(app)
    assert not app.error
    (strip,) = [html.proto.body for html in app.get("html") if 'class="strip-frame"' in html.proto.body]
    assert strip.count('class="sheet-title"') == 2
    assert strip.count("<span>") == 16
    assert len(app.get("plotly_chart")) == 3
    assert "compares \\(yours\\) has no decoder" in read(app)


def test_the_wall_has_a_part_for_each_decoder_and_draws_again(
    tiny_dataset: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_run("paints-too", "vae", seed=2)
    drawn: list[Sequence[PictureWall]] = []
    monkeypatch.setattr(
        "aavae.ui.augmentation.wall.render_lens_walls", lambda walls, *given: drawn.append(walls)
    )
    app = open_lab(tiny_dataset, "Wall")
    app.multiselect(key="models").set_value(["paints", "compares", "paints-too"]).run()
    titles = [wall.title for wall in drawn[-1]]
    assert titles == ["What the encoders see", "paints (yours)", "paints-too (yours)"]
    assert all(wall.images.shape == (64, 3, 32, 32) for wall in drawn[-1])
    assert read(app).count("of the views' variance") == 1
    first = drawn[-1][0].images
    app.button(key="wall_dice").click().run()
    assert_healthy(app)
    assert app.number_input(key="wall_seed").value == 1
    assert not np.array_equal(drawn[-1][0].images, first)


def test_the_wall_without_a_decoder_is_a_sentence(tiny_dataset: Dataset) -> None:
    app = open_lab(tiny_dataset, "Wall")
    app.multiselect(key="models").set_value(["compares"]).run()
    assert_healthy(app)
    assert "choose an autoencoder" in app.error[0].value


def test_the_wall_of_views_that_are_all_the_same(tiny_dataset: Dataset) -> None:
    app = open_lab(tiny_dataset, "Wall")
    app.button_group(key="augmentations").set_value([]).run()
    assert_healthy(app)
    assert not app.error


def test_the_walls_of_many_images_are_a_table(tiny_dataset: Dataset) -> None:
    app = open_lab(tiny_dataset, "Wall")
    app.toggle(key="wall_many").set_value(True).run()
    assert_healthy(app)
    table = app.dataframe[0].value
    assert list(table["Model"]) == ["paints (yours)"]
    assert str(table.iloc[0]["95 % interval"]).count("%") == 2


@pytest.mark.parametrize("scale", ["between models", "raw cosine"])
def test_the_profile_says_what_the_numbers_give(scale: str, tiny_dataset: Dataset) -> None:
    app = open_lab(tiny_dataset, "Invariance profile")
    app.button_group(key="profile_scale").set_value(scale).run()
    assert_healthy(app)
    assert not app.error
    assert len(app.get("plotly_chart")) == 1
    assert "ignores most" in read(app) or "more than chance" in read(app)
    assert "100 test images" in read(app)


@pytest.mark.parametrize("source", ["one class", "random", "by index", "my own"])
@pytest.mark.parametrize("how", ["by hand", "none"])
def test_many_images_from_every_source_in_every_way(source: str, how: str, tiny_dataset: Dataset) -> None:
    app = open_lab(tiny_dataset, "Many images")
    app.button_group(key="source").set_value(source)
    app.button_group(key="how").set_value(how)
    app.run()
    assert_healthy(app)
    assert not app.error
    assert any("has no decoder" in info.value for info in app.info)


def test_the_distortion_by_hand_is_that_of_the_one_image(tiny_dataset: Dataset) -> None:
    app = open_lab(tiny_dataset, "Many images", distortion="hue=0.2")
    app.button_group(key="how").set_value("by hand").run()
    assert app.slider(key="lab_hue").value == 0.2
    app.slider(key="lab_hue").set_value(0.3).run()
    app.button_group(key="section").set_value("image").run()
    assert_healthy(app)
    assert app.slider(key="lab_hue").value == 0.3


def test_a_model_without_images_of_its_own_size_stays_a_sentence(tiny_dataset: Dataset) -> None:
    make_run("broken").layout.weights.write_bytes(b"garbage")
    app = open_lab(tiny_dataset)
    app.multiselect(key="models").set_value(["broken"]).run()
    assert_healthy(app)
    assert any("cannot be read" in error.value for error in app.error)
    assert np.isfinite(app.slider(key="lab_hue").value)
