from typing import Any

import pytest
from pydantic import ValidationError

from aavae.config import ModelConfig, OptimConfig, RunConfig
from aavae.methods import MethodName
from aavae.runs.registry import check_name
from aavae.studies.budget import BudgetName
from aavae.studies.recipe import build_config, name_run
from tests.data.infos import make_info


def test_the_base_recipe_differs_from_the_defaults_in_encoder_optimizer_images_and_length() -> None:
    assert build_config("hour", "aavae") == RunConfig(
        data="cifar10",
        num_epochs=230,
        model=ModelConfig(encoder="patch"),
        optim=OptimConfig(optimizer="muon"),
    )
    assert build_config("short", "simclr").data == "bundled"


@pytest.mark.parametrize(
    ("budget", "method", "settings", "name"),
    [
        ("hour", "aavae", {}, "hour-aavae-seed-0"),
        ("study", "vae", {"seed": 2}, "study-vae-seed-2"),
        ("study", "vae", {"beta": 0.0}, "study-vae-beta-0-seed-0"),
        ("study", "vae", {"beta": 1.0}, "study-vae-seed-0"),
        ("study", "aavae", {"beta": 0.0}, "study-aavae-seed-0"),
        ("study", "aavae", {"beta": 1.0}, "study-aavae-beta-1-seed-0"),
        ("study", "aavae", {"beta": 0.001}, "study-aavae-beta-0.001-seed-0"),
        ("hour", "aavae-features", {"features": 10.0}, "hour-aavae-features-seed-0"),
        ("study", "simclr", {"batch_size": 512}, "study-simclr-batch_size-512-seed-0"),
        ("study", "aavae", {"augment.crop_scale_min": 0.5}, "study-aavae-crop_scale_min-0.5-seed-0"),
        ("short", "ae", {"recalibrate": False}, "short-ae-recalibrate-false-seed-0"),
        (
            "hour",
            "aavae",
            {"optim.optimizer": "adamw", "model.encoder": "resnet18"},
            "hour-aavae-encoder-resnet18-optimizer-adamw-seed-0",
        ),
    ],
)
def test_a_run_is_named_by_what_differs_from_the_base_recipe(
    budget: BudgetName, method: MethodName, settings: dict[str, Any], name: str
) -> None:
    assert name_run(budget, build_config(budget, method, settings)) == name


@pytest.mark.parametrize(("num_train", "num_epochs"), [(10_000, 19), (1_000, 192), (400_000, 1)])
def test_another_image_set_decides_size_and_name_and_as_many_images_are_seen(
    num_train: int, num_epochs: int
) -> None:
    images = make_info("pets", num_train, size=96)
    config = build_config("short", "aavae", {"beta": 1.0}, images)
    assert config == RunConfig(data="pets", beta=1.0, num_epochs=num_epochs, model=ModelConfig(image_size=96))
    assert name_run("short", config) == "short-aavae-on-pets-beta-1-seed-0"
    own = make_info("bundled")
    assert build_config("short", "aavae", images=own) == build_config("short", "aavae")


def test_too_many_settings_for_a_name_give_way_to_a_digest_that_tells_them_apart() -> None:
    names = set()
    for rate in (0.0001, 0.0002):
        settings = {
            "model.encoder": "resnet18",
            "optim.optimizer": "adamw",
            "optim.schedule": "constant",
            "optim.learning_rate": rate,
        }
        name = name_run("hour", build_config("hour", "aavae", settings))
        check_name(name)
        assert name.startswith("hour-aavae-encoder-resnet18-optimizer-adamw-")
        assert name.endswith("-seed-0")
        names.add(name)
    assert len(names) == 2


def test_a_weight_that_is_the_method_s_own_is_the_same_configuration() -> None:
    assert build_config("study", "vae", {"beta": 1.0}) == build_config("study", "vae")
    assert build_config("study", "vae", {"beta": 0.0}) != build_config("study", "vae")


def test_a_misspelt_setting_is_an_error() -> None:
    with pytest.raises(ValidationError, match="batchsize"):
        build_config("study", "vae", {"batchsize": 1})
