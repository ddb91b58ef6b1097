"""Pages on images of 96 pixels: models of their own, those of other sets, and those of another size."""

from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from aavae.config import ModelConfig, RunConfig
from aavae.data.disk import write_set
from aavae.data.image_set import Dataset, ImageSet, compute_digest
from aavae.models import Normalise, build_untrained_model
from aavae.runs.registry import create_run, list_runs
from aavae.runs.status import Status, write_status
from aavae.train.state import save_weights
from tests.conftest import make_run
from tests.pages.conftest import assert_healthy, open_page, read_pictures

pytestmark = pytest.mark.usefixtures("no_checkpoints", "no_processes", "kept_cache")


@pytest.fixture(autouse=True)
def pets(tmp_path: Path, quiet: None) -> None:
    rng = np.random.default_rng(0)
    train, test = (
        ImageSet(rng.integers(0, 256, (count, 3, 96, 96), np.uint8), np.arange(count) % 2, ("cat", "dog"))
        for count in (60, 40)
    )
    write_set(tmp_path / "data", Dataset("pets", "pets", train, test, compute_digest(train, test)), "drawn")


def make_large(name: str, data: str) -> None:
    config = RunConfig(num_epochs=2, data=data, model=ModelConfig(image_size=96))
    run = create_run(name, config)
    save_weights(build_untrained_model(config, Normalise()).state_dict(), run.layout.weights)
    write_status(run.layout.status, Status(state="finished", epoch=2))


def list_captions(app: AppTest) -> list[str]:
    return [unescape(caption.value) for caption in app.caption]


def unescape(said: str) -> str:
    return said.replace("\\", "")


@pytest.mark.parametrize(
    ("page", "key"),
    [
        ("reconstruct", "models"),
        ("linear_probe", "baseline_models"),
        ("diagnostics", "baseline_models"),
        ("generate", "model_a"),
        ("similarity", "model_a"),
        ("embedding_map", "model_a"),
    ],
)
def test_a_page_offers_what_fits_and_says_what_is_transfer(page: str, key: str) -> None:
    make_run("small")
    make_large("own", "pets")
    make_large("other", "birds")
    app = open_page(page, {"data": "pets", key: "other"})
    assert_healthy(app)
    assert not app.warning
    captions = list_captions(app)
    assert any(
        "other (yours): trained on birds, shown here on pets: that is transfer." in said for said in captions
    )
    assert any("Left out, as made for other images: small (yours)" in said for said in captions)
    assert app.query_params["data"] in ("pets", ["pets"])


def test_a_model_of_another_size_that_a_link_names_is_a_sentence_that_says_what_to_choose() -> None:
    make_run("small")
    make_large("own", "pets")
    app = open_page("reconstruct", {"models": "own"})
    assert_healthy(app)
    (info,) = [unescape(info.value) for info in app.info if "was trained at" in info.value]
    assert info == (
        "'own' was trained at 96x96 pixels, and the images of 'bundled' have 32x32: choose 'pets', or a "
        "model that was trained at their size."
    )
    assert not app.warning
    assert app.multiselect(key="models").value == ["small"]


def test_images_that_no_model_fits_are_a_sentence() -> None:
    make_run("small")
    app = open_page("reconstruct", {"data": "pets"})
    assert_healthy(app)
    assert any(
        "No model here was trained at 96x96 pixels, the size of 'pets'" in said.value for said in app.error
    )
    # Pixels and the untrained encoder see images of any size.
    app = open_page("linear_probe", {"data": "pets"})
    assert_healthy(app)
    assert set(app.multiselect(key="baseline_models").value) == {"pixels", "untrained"}


@pytest.mark.parametrize("section", ["image", "wall", "images"])
def test_the_lab_shows_images_of_their_size(section: str) -> None:
    make_large("own", "pets")
    app = open_page("reconstruct", {"data": "pets", "section": section})
    assert_healthy(app)
    assert not app.error
    if section == "images":
        rows = read_pictures(app)
        assert len(rows["own (yours)"]) == len(rows["Original"]) == 2
    # They are as wide as their place or wider.
    assert any("large-pictures" in each.proto.body for each in app.get("html"))


def test_the_train_page_takes_the_size_of_the_chosen_set() -> None:
    app = open_page("train")
    app.selectbox(key="new.data").select("pets").run()
    assert_healthy(app)
    assert not app.error
    assert any("The encoder for CPUs sees the images of 'pets'" in said for said in list_captions(app))
    next(button for button in app.button if button.label == "A first look").click().run()
    next(button for button in app.button if button.label == "Start").click().run()
    assert not app.exception
    (run,) = list_runs()
    assert (run.config.data, run.config.model.image_size, run.config.num_epochs) == ("pets", 96, 2_000)


def test_a_race_is_on_the_chosen_set() -> None:
    app = open_page("race")
    app.selectbox(key="race_data").select("pets").run()
    assert_healthy(app)
    next(button for button in app.button if button.label == "Start the race").click().run()
    assert_healthy(app)
    assert {(run.config.data, run.config.model.image_size) for run in list_runs()} == {("pets", 96)}
