import pytest
from streamlit.testing.v1 import AppTest

from aavae.config import AugmentConfig
from aavae.ui.controls.controls import augmentation_config


def show() -> None:
    """The whole script of the app under test: it sees nothing of this module."""
    import streamlit as st

    from aavae.ui.controls.controls import choose_one

    st.text(choose_one("Way", {"a": "the first", "b": "the second"}, "way"))
    st.text(choose_one("Number", (1, 2, 3), "number", default=2))


@pytest.mark.parametrize(
    ("query", "chosen"),
    [
        ({}, ["a", "2"]),
        ({"way": "the second", "number": "3"}, ["b", "3"]),
        ({"way": "<script>", "number": "9"}, ["a", "2"]),
    ],
)
def test_one_of_a_few_is_the_links_or_the_default(query: dict[str, str], chosen: list[str]) -> None:
    app = AppTest.from_function(show)
    app.query_params.update(query)
    assert [text.value for text in app.run().text] == chosen


def test_a_choice_among_other_options_counts_as_none() -> None:
    app = AppTest.from_function(show)
    app.session_state["way"] = "what another page calls it"
    assert [text.value for text in app.run().text] == ["a", "2"]


def test_the_default_choice_is_the_default_configuration() -> None:
    assert augmentation_config(["crop", "flip", "colour", "grayscale"]) == AugmentConfig()


def test_what_is_not_chosen_is_off_and_blur_can_be_on() -> None:
    config = augmentation_config(["blur"])
    assert config.blur_probability == 0.5
    assert config.crop_probability == config.flip_probability == config.jitter_probability == 0


def show_augmentations() -> None:
    """The whole script of the app under test: it sees nothing of this module."""
    import streamlit as st

    from aavae.ui.controls.controls import choose_augmentations

    config = choose_augmentations()
    st.text(f"{config.crop_probability:g} {config.flip_probability:g} {config.blur_probability:g}")


@pytest.mark.parametrize(
    ("query", "probabilities"),
    [
        ([], "1 0.5 0"),
        (["blur", "flip"], "0 0.5 0.5"),
        (["none"], "0 0 0"),
        ([""], "0 0 0"),
    ],
    ids=["default", "some", "none", "none in older links"],
)
def test_a_link_holds_the_augmentations_by_name(query: list[str], probabilities: str) -> None:
    app = AppTest.from_function(show_augmentations)
    if query:
        app.query_params["augmentations"] = query
    assert app.run().text[0].value == probabilities


def test_no_augmentation_is_a_choice_that_a_link_holds() -> None:
    app = AppTest.from_function(show_augmentations).run()
    app.button_group(key="augmentations").set_value([]).run()
    assert app.text[0].value == "0 0 0"
    assert app.query_params["augmentations"] == "none"
    app.button_group(key="augmentations").set_value(["flip", "crop"]).run()
    assert app.query_params["augmentations"] == ["crop", "flip"]
    app.button_group(key="augmentations").set_value(["flip", "colour", "grayscale", "crop"]).run()
    assert "augmentations" not in app.query_params
