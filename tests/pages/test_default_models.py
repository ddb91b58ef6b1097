"""The models that pages show at first on images of one's own."""

from dataclasses import replace

import pytest

from aavae.config import RunConfig
from aavae.data.disk import write_set
from aavae.data.image_set import Dataset
from aavae.methods import MethodName
from aavae.models import Normalise, build_untrained_model
from aavae.paths import data_dir
from aavae.runs.registry import create_run
from aavae.runs.status import Status, write_status
from aavae.train.state import save_weights
from tests.pages.conftest import assert_healthy, open_page

pytestmark = pytest.mark.usefixtures("no_processes", "kept_cache")


@pytest.fixture(autouse=True)
def pets(micro_dataset: Dataset, quiet: None) -> None:
    """A set of one's own, an AAVAE and a VAE that were trained on it, and the shipped models beside them."""
    write_set(data_dir(), replace(micro_dataset, name="pets", title="pets"), "drawn for a test")
    methods: tuple[MethodName, ...] = ("aavae", "vae")
    for method in methods:
        config = RunConfig(method=method, num_epochs=2, data="pets")
        run = create_run(f"pets-{method}", config)
        save_weights(build_untrained_model(config, Normalise()).state_dict(), run.layout.weights)
        write_status(run.layout.status, Status(state="finished", epoch=2))


def test_a_page_of_two_shows_the_models_of_the_images_and_a_link_s_models_win() -> None:
    app = open_page("similarity", {"data": "pets"})
    assert_healthy(app)
    assert (app.selectbox(key="model_a").value, app.selectbox(key="model_b").value) == (
        "pets-aavae",
        "pets-vae",
    )
    assert not any("that is transfer" in caption.value for caption in app.caption)
    assert "model_a" not in app.query_params
    app = open_page("similarity", {"data": "pets", "model_a": "vae", "model_b": "none"})
    assert (app.selectbox(key="model_a").value, app.selectbox(key="model_b").value) == ("vae", "none")


def test_the_models_follow_the_images_that_the_visitor_chooses() -> None:
    app = open_page("reconstruct")
    shipped = app.multiselect(key="models").value
    assert "aavae" in shipped and "pets-aavae" not in shipped
    app.selectbox(key="data").select("pets").run()
    assert_healthy(app)
    assert app.multiselect(key="models").value[:2] == ["pets-vae", "pets-aavae"]
    assert "aavae" not in app.multiselect(key="models").value
    app.selectbox(key="data").select("bundled").run()
    assert app.multiselect(key="models").value == shipped


def test_a_choice_of_the_visitor_s_stays_with_other_images() -> None:
    app = open_page("reconstruct")
    app.multiselect(key="models").set_value(["vae"]).run()
    app.selectbox(key="data").select("pets").run()
    assert_healthy(app)
    assert app.multiselect(key="models").value == ["vae"]
