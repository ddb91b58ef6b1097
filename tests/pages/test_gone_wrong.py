"""The runs that went wrong: those that ship, one of one's own before them, and none."""

import dataclasses

import pytest

from aavae.data.disk import write_set
from aavae.data.image_set import Dataset
from aavae.paths import data_dir
from aavae.studies.pitfalls import PITFALLS, Pitfall
from aavae.ui.gone_wrong.cards import CARDS
from tests.pages.conftest import assert_healthy, open_page, read_pictures
from tests.ui.gone_wrong.examples import EVIDENCE, make_pair

pytestmark = pytest.mark.usefixtures("no_processes", "kept_cache")


@pytest.mark.parametrize("pitfall", PITFALLS, ids=lambda pitfall: pitfall.name)
def test_every_shipped_run_has_its_curve_its_pictures_and_its_way_on(pitfall: Pitfall) -> None:
    app = open_page("gone_wrong", {"pitfall": pitfall.name})
    assert_healthy(app)
    assert not [*app.error, *app.info, *app.warning]
    card = CARDS[pitfall.name]
    assert app.main.header[0].value == card.title
    titles = list(read_pictures(app))
    assert titles[0] == "Test images" and titles[2] == card.title
    assert all(len(row) == 5 for row in read_pictures(app).values())
    links = {link.label.partition(":")[0]: link.proto.query_string for link in app.main.page_link}
    assert links["Train"] == f"from={pitfall.run}"
    assert any(f"`python -m aavae pitfalls {pitfall.name}`" in each.value for each in app.main.caption)
    assert app.button_group(key=f"curve-{pitfall.name}").value == card.telling


def test_another_curve_is_chosen_and_in_the_address() -> None:
    app = open_page("gone_wrong", {"pitfall": "beta-10"})
    app.button_group(key="curve-beta-10").set_value("knn").run()
    assert_healthy(app)
    assert app.query_params["curve-beta-10"] == "knn"
    assert any("10 % is guessing" in each.value for each in app.main.markdown)


@pytest.mark.usefixtures("no_checkpoints")
def test_without_its_runs_the_page_says_what_makes_them() -> None:
    app = open_page("gone_wrong", {"pitfall": "crops"})
    assert_healthy(app)
    assert [
        each.value.startswith("This run is not here. `python -m aavae pitfalls crops`") for each in app.info
    ] == [True]
    assert [link.label for link in app.main.page_link] == ["Train"]


def test_a_run_of_one_s_own_goes_before_the_shipped_one() -> None:
    pitfall = PITFALLS[2]
    make_pair(pitfall, [100.0] * 40, EVIDENCE._replace(num_active=7))
    app = open_page("gone_wrong", {"pitfall": pitfall.name})
    assert_healthy(app)
    assert any("7 latents still vary" in each.value for each in app.main.markdown)
    # Its weights were not kept, so no other page can open it.
    assert [link.label.partition(":")[0] for link in app.main.page_link] == ["Train"]


def test_the_form_of_a_training_takes_the_settings_of_a_shipped_run() -> None:
    app = open_page("train", {"from": "pitfall-latent-2"})
    assert_healthy(app)
    assert not app.error
    assert app.number_input(key="new.model.latent_dim").value == 2
    assert app.number_input(key="new.num_epochs").value == 3


def test_other_pages_open_both_runs_by_the_links(tiny_dataset: Dataset) -> None:
    write_set(data_dir(), dataclasses.replace(tiny_dataset, name="tiny"), "drawn")
    names = ["pitfall-collapse", "pitfall-healthy-vae"]
    app = open_page("diagnostics", {"baseline_models": names, "diagnostic": "latents", "data": "tiny"})
    assert_healthy(app)
    assert not app.error
    assert app.multiselect(key="baseline_models").value == names
