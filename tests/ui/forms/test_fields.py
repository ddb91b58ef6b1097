from typing import Any

import pytest
from pydantic import ValidationError
from streamlit.testing.v1 import AppTest

from aavae import language
from aavae.config import AugmentConfig, ClusterConfig, Config, HardwareConfig, QueueConfig, RunConfig
from aavae.errors import UserError
from aavae.ui.forms import fields
from aavae.ui.train import settings_form
from bench.translations import list_meanings
from tests.patience import PATIENCE

CONFIGS: tuple[type[Config], ...] = (RunConfig, HardwareConfig, ClusterConfig, QueueConfig)
EVERY_FIELD = [(config_type, path) for config_type in CONFIGS for path in fields.list_paths(config_type)]


def test_the_paths_lead_to_every_value() -> None:
    paths = list(fields.list_paths(RunConfig))
    assert {"method", "model.latent_dim", "augment.flip_probability", "optim.schedule"} <= set(paths)
    assert fields.get_value(RunConfig(), "model.latent_dim") == 128


@pytest.mark.parametrize(("config_type", "path"), EVERY_FIELD)
def test_every_field_has_a_meaning_and_a_label_of_its_own(config_type: type[Config], path: str) -> None:
    assert fields.find_field(config_type, path).description
    assert path.rpartition(".")[2] in {*fields._LABELS, "precision"}
    assert fields.find_field(config_type, path).description in {*list_meanings()}
    labels = [fields.label_of(other.rpartition(".")[2]) for _, other in set(EVERY_FIELD)]
    assert labels.count(fields.label_of(path.rpartition(".")[2])) <= 2  # the queue has a cluster too


@pytest.mark.parametrize(
    ("config_type", "path", "expected"),
    [
        (RunConfig, "num_epochs", (0, 100_000)),
        (RunConfig, "seed", (0, 2**31 - 1)),
        (RunConfig, "beta", (0, None)),
        (RunConfig, "optim.learning_rate", (0, None)),
        (RunConfig, "augment.crop_scale_min", (0, 1)),
        (QueueConfig, "jobs_at_once", (1, 64)),
    ],
)
def test_the_range_is_the_configuration_s(config_type: type[Config], path: str, expected: tuple) -> None:
    assert fields.read_range(fields.find_field(config_type, path)) == expected


def render(name: str) -> AppTest:
    """The widgets of a configuration, filled with its defaults."""

    def script(name: str) -> None:
        from aavae import config
        from aavae.ui.forms import fields

        config_type = getattr(config, name)
        paths = list(fields.list_paths(config_type))
        fields.fill_once("form", config_type(), paths)
        fields.render_grid(config_type, "form", paths)

    app = AppTest.from_function(script, kwargs={"name": name}, default_timeout=PATIENCE).run()
    assert not app.exception
    return app


def collect(app: AppTest, config_type: type[Config]) -> dict[str, Any]:
    return {path: app.session_state[f"form.{path}"] for path in fields.list_paths(config_type)}


@pytest.mark.parametrize("config_type", CONFIGS)
def test_untouched_widgets_hold_the_defaults(config_type: type[Config]) -> None:
    app = render(config_type.__name__)
    defaults = {path: fields.get_value(config_type(), path) for path in fields.list_paths(config_type)}
    assert collect(app, config_type) == defaults


def test_a_widget_has_the_field_s_range_and_meaning() -> None:
    app = render("RunConfig")
    epochs = app.number_input(key="form.num_epochs")
    assert (epochs.min, epochs.max, epochs.step) == (0, 100_000, 1)
    assert epochs.help == "Passes over the training images."
    rate = app.number_input(key="form.optim.learning_rate")
    assert rate.step == pytest.approx(1e-4)
    crop = app.slider(key="form.augment.crop_scale_min")
    assert (crop.min, crop.max) == (0, 1)
    assert app.number_input(key="form.beta").value is None
    assert "ResNet-50, the paper's" in app.selectbox(key="form.model.encoder").options


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"optim": {"learning_rate": 0.0}}, "Peak learning rate should be greater than 0."),
        ({"num_epochs": -1}, "Epochs should be greater than or equal to 0."),
        (
            {"augment": {"crop_scale_min": 0.9, "crop_scale_max": 0.1}},
            "Smallest crop must not exceed largest crop.",
        ),
    ],
)
def test_an_error_names_the_setting_in_people_s_words(values: dict[str, Any], sentence: str) -> None:
    with pytest.raises(UserError) as caught:
        fields.read(RunConfig, values)
    assert str(caught.value) == sentence
    with pytest.raises(ValidationError):
        RunConfig.model_validate(values)


def test_other_languages_keep_the_letters_of_a_setting_s_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(language, "_find_language", [lambda: "xx"])
    with pytest.raises(UserError, match=r"^'Smallest crop' must not exceed 'Largest crop'\.$"):
        fields.read(RunConfig, {"augment": {"crop_scale_min": 0.9, "crop_scale_max": 0.1}})


def test_a_saved_configuration_is_followed_only_when_it_changes() -> None:
    def script() -> None:
        import streamlit as st

        from aavae.config import HardwareConfig
        from aavae.ui.forms import fields

        saved = HardwareConfig(threads=st.session_state.get("saved", 1))
        fields.follow("form", saved, ["threads"])
        fields.render_field(HardwareConfig, "threads", "form")

    app = AppTest.from_function(script, default_timeout=PATIENCE).run()
    threads = app.number_input(key="form.threads")
    assert threads.value == 1
    threads.set_value(7).run()
    assert app.number_input(key="form.threads").value == 7
    app.session_state["saved"] = 3
    app.run()
    assert app.number_input(key="form.threads").value == 3


def test_the_form_has_every_setting_of_a_run_but_the_images_size() -> None:
    themes = (*settings_form._NETWORKS, *settings_form._AUGMENTATION, *settings_form._OPTIMISER)
    basics = ("method", "data", "num_epochs", "seed", "beta", "features", "target_crop", "temperature")
    assert sorted((*themes, *basics, settings_form._SIZE)) == sorted(fields.list_paths(RunConfig))
    assert len(AugmentConfig.model_fields) == len(settings_form._AUGMENTATION)
