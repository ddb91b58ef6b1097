"""The control alone; what the labs do with the picture is tested on their pages."""

import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from aavae.data.image_set import Dataset, ImageSet
from aavae.data.picture import Fit
from aavae.data.upload import Upload, decode_upload
from aavae.ui.pictures.picture_source import WHERE_IT_GOES, ChosenPicture
from tests.data.mutations import encode
from tests.patience import PATIENCE

TIMEOUT = PATIENCE
WIDE = encode(Image.new("RGB", (64, 32), "red"), "PNG")


def run_page(dataset: "Dataset", default: int) -> None:
    """The whole script of the app under test: it sees nothing of this module."""
    import streamlit as st

    from aavae.ui.pictures.picture_source import choose_picture

    st.session_state["chosen"] = tuple(choose_picture(dataset, "a", "Picture", default))
    st.session_state["beside"] = tuple(choose_picture(dataset, "b", "Beside it"))


def open_app(dataset: Dataset, link: dict[str, str] | None = None, default: int = 0) -> AppTest:
    app = AppTest.from_function(
        run_page, kwargs={"dataset": dataset, "default": default}, default_timeout=TIMEOUT
    )
    app.query_params.update(link or {})
    return app.run()


def read(app: AppTest, name: str = "chosen") -> ChosenPicture:
    assert not app.exception
    return ChosenPicture(*app.session_state[name])


def assert_is_image(app: AppTest, dataset: Dataset, id: int) -> None:
    chosen = read(app)
    split, row = (dataset.test, id) if id < len(dataset.test) else (dataset.train, id - len(dataset.test))
    assert chosen.id == id
    np.testing.assert_array_equal(chosen.image, split.images[row])
    assert split.class_names[split.labels[row]] in chosen.caption


@pytest.mark.parametrize("default", [0, 13, 99, 100, 130])
def test_the_default_is_chosen_at_first(default: int, tiny_dataset: Dataset) -> None:
    assert_is_image(open_app(tiny_dataset, default=default), tiny_dataset, default)


def test_a_default_that_a_smaller_data_set_lacks_is_its_last_image(tiny_dataset: Dataset) -> None:
    assert_is_image(open_app(tiny_dataset, default=10**6), tiny_dataset, 419)


def test_an_image_of_a_class_is_chosen(tiny_dataset: Dataset) -> None:
    app = open_app(tiny_dataset)
    app.selectbox(key="a_class").set_value("e").run()
    app.number_input(key="a_place").set_value(3).run()
    # Classes take turns: the fourth image of the fifth class.
    assert_is_image(app, tiny_dataset, 34)
    assert read(app, "beside").id == 0


def test_a_place_that_a_smaller_class_lacks_is_its_last_image(tiny_dataset: Dataset) -> None:
    keep = np.arange(100) < 55
    test = tiny_dataset.test
    few = ImageSet(test.images[keep], test.labels[keep], test.class_names)
    dataset = replace(tiny_dataset, test=few)
    app = open_app(dataset)
    app.number_input(key="a_place").set_value(5).run()
    assert_is_image(app, dataset, 50)
    app.selectbox(key="a_class").set_value("j").run()
    assert_is_image(app, dataset, 49)


def test_draws_are_test_images_that_the_seed_decides_and_the_dice_changes(tiny_dataset: Dataset) -> None:
    app = open_app(tiny_dataset, {"a_source": "random"})
    drawn = []
    for _ in range(6):
        chosen = read(app)
        assert chosen.id is not None
        assert_is_image(app, tiny_dataset, chosen.id)
        assert chosen.id < len(tiny_dataset.test)
        drawn.append(chosen.id)
        app.button(key="a_dice").click().run()
    assert len(set(drawn)) > 3
    assert app.number_input(key="a_seed").value == 6
    assert read(open_app(tiny_dataset, {"a_source": "random", "a_seed": "4"})).id == drawn[4]


def test_the_dice_begin_again_after_the_last_seed(tiny_dataset: Dataset) -> None:
    app = open_app(tiny_dataset, {"a_source": "random", "a_seed": "10000"})
    app.button(key="a_dice").click().run()
    assert app.number_input(key="a_seed").value == 0


@pytest.mark.parametrize(
    ("link", "id"),
    [
        ({"a_class": "c", "a_place": "2"}, 22),
        ({"a_source": "by number", "a_number": "7"}, 7),
        ({"a_source": "by number", "a_number": "107"}, 107),
    ],
)
def test_a_link_reproduces_a_choice(link: dict[str, str], id: int, tiny_dataset: Dataset) -> None:
    assert_is_image(open_app(tiny_dataset, link), tiny_dataset, id)


@pytest.mark.parametrize(
    "link",
    [
        {"a_source": "../../etc/passwd"},
        {"a_class": "<script>", "a_place": "-1"},
        {"a_place": "99999999999999999999"},
        {"a_source": "by number", "a_number": "420"},
        {"a_source": "by number", "a_number": "nan"},
        {"a_source": "upload", "a_fit": "stretch", "a_file": "/etc/passwd"},
        {"a_source": "camera", "a_camera": "true", "a_photo": "x"},
    ],
)
def test_a_hostile_link_is_the_default(link: dict[str, str], tiny_dataset: Dataset) -> None:
    app = open_app(tiny_dataset, link)
    assert_is_image(app, tiny_dataset, 0)
    assert not app.camera_input


def test_an_upload_is_cropped_or_fitted_by_choice(tiny_dataset: Dataset) -> None:
    app = open_app(tiny_dataset, {"a_source": "upload"})
    assert_is_image(app, tiny_dataset, 0)
    app.file_uploader(key="a_file").upload("my <b>cat</b>.png", WIDE, "image/png").run()
    assert not app.error
    choices: tuple[tuple[str, Fit], ...] = (("crop", "crop"), ("whole", "pad"), ("crop", "crop"))
    for choice, fit in choices:
        app.segmented_control(key="a_fit").set_value(choice).run()
        chosen = read(app)
        assert (chosen.caption, chosen.id) == ("my <b>cat</b>.png", None)
        np.testing.assert_array_equal(chosen.image, decode_upload(WIDE, 32, fit).image)
    (preview,) = app.get("html")
    assert "&lt;b&gt;cat" in preview.proto.body
    assert read(open_app(tiny_dataset, {"a_source": "upload", "a_fit": "whole"})).id == 0


def test_a_bad_upload_is_a_sentence_and_every_choice_stays(tiny_dataset: Dataset) -> None:
    app = open_app(tiny_dataset, {"a_source": "upload", "b_source": "random", "b_seed": "5"}, default=13)
    beside = read(app, "beside").id
    app.segmented_control(key="a_fit").set_value("pad").run()
    app.file_uploader(key="a_file").upload("renamed.png", b"no picture", "image/png").run()
    assert [error.value for error in app.error] == [
        "The file is not a picture that can be read: choose a PNG, JPEG or WebP."
    ]
    assert_is_image(app, tiny_dataset, 13)
    assert any("test image 13" in caption.value for caption in app.caption)
    assert app.segmented_control(key="a_fit").value == "pad"
    assert read(app, "beside").id == beside
    app.file_uploader(key="a_file").upload("good.png", WIDE, "image/png").run()
    assert not app.error
    np.testing.assert_array_equal(read(app).image, decode_upload(WIDE, 32, "pad").image)


def test_a_file_is_decoded_once_for_each_way_to_fit_it(
    tiny_dataset: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    decoded: list[str] = []

    def count(content: bytes, size: int, fit: str) -> Upload:
        decoded.append(fit)
        return Upload(np.zeros((3, size, size), np.uint8), "")

    monkeypatch.setattr("aavae.ui.pictures.picture_source.decode_upload", count)
    app = open_app(tiny_dataset, {"a_source": "upload"})
    app.file_uploader(key="a_file").upload("one.png", WIDE, "image/png").run().run()
    assert decoded == ["crop"]
    app.segmented_control(key="a_fit").set_value("pad").run()
    app.selectbox(key="b_class").set_value("c").run()
    assert decoded == ["crop", "pad"]
    app.file_uploader(key="a_file").upload("two.png", WIDE, "image/png").run()
    assert decoded == ["crop", "pad", "pad"]


@pytest.mark.parametrize("source", ["by class", "camera"])
def test_what_was_made_of_a_picture_goes_with_it(source: str, tiny_dataset: Dataset) -> None:
    app = open_app(tiny_dataset, {"a_source": "upload"})
    assert WHERE_IT_GOES in [caption.value for caption in app.caption]
    app.file_uploader(key="a_file").upload("one.png", WIDE, "image/png").run()
    assert "a_uploaded" in app.session_state
    app.segmented_control(key="a_source").set_value(source).run()
    assert_is_image(app, tiny_dataset, 0)
    assert "a_uploaded" not in app.session_state


def test_stretched_levels_are_said_below_the_picture(tiny_dataset: Dataset) -> None:
    ramp = Image.fromarray(np.tile(np.linspace(0, 4_095, 32).astype(np.uint16), (32, 1)))
    app = open_app(tiny_dataset, {"a_source": "upload"})
    app.file_uploader(key="a_file").upload("cells.tif", encode(ramp, "TIFF"), "image/tiff").run()
    assert read(app).image.max() == 255
    assert any("stretched from black to white" in caption.value for caption in app.caption)


def test_the_camera_is_asked_for_only_once_it_is_turned_on(tiny_dataset: Dataset) -> None:
    app = open_app(tiny_dataset, {"a_source": "camera"})
    assert not app.camera_input
    assert WHERE_IT_GOES in [caption.value for caption in app.caption]
    app.toggle(key="a_camera").set_value(True).run()
    photo = encode(Image.new("RGB", (64, 48), "blue"), "JPEG")
    app.camera_input(key="a_photo").upload("photo.jpg", photo, "image/jpeg").run()
    chosen = read(app)
    assert (chosen.caption, chosen.id) == ("your photo", None)
    np.testing.assert_array_equal(chosen.image, decode_upload(photo, 32).image)


def test_the_control_imports_no_torch() -> None:
    code = "import sys, aavae.ui.pictures.picture_source; sys.exit('torch' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)
