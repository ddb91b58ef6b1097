import json
import math
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from aavae.config import (
    AugmentConfig,
    HardwareConfig,
    ImportedConfig,
    ModelConfig,
    OptimConfig,
    Origin,
    ReferenceModelConfig,
    RunConfig,
    describe_first_fault,
    parse_run_config,
)
from aavae.language import use_language
from tests.catalogs import only_catalog

UNUSUAL = RunConfig(
    method="vae",
    beta=0.25,
    temperature=0.1,
    data="my-set_2",
    num_epochs=3,
    batch_size=17,
    seed=2**31 - 1,
    recalibrate=False,
    model=ModelConfig(encoder="resnet18", latent_dim=7, image_size=96),
    augment=AugmentConfig(crop_scale_min=0.3, crop_scale_max=0.3, blur_probability=0.5),
    optim=OptimConfig(learning_rate=2.5e-4, schedule="constant", warmup_epochs=10, gradient_clip=1.5),
)


@pytest.mark.parametrize("config", [RunConfig(), UNUSUAL])
def test_json_and_back_is_the_same(config: RunConfig) -> None:
    assert RunConfig.model_validate_json(config.model_dump_json()) == config
    assert RunConfig.model_validate(config.model_dump()) == config


@pytest.mark.parametrize(
    ("config_type", "values"),
    [
        (RunConfig, {"epochs": 3}),
        (RunConfig, {"model": {"encoder": "patch", "width": 3}}),
        (RunConfig, {"augment": {"flip": 0.5}}),
        (RunConfig, {"optim": {"lr": 1e-3}}),
        (HardwareConfig, {"device": "cpu"}),
    ],
)
def test_an_unknown_key_is_an_error(config_type: type[RunConfig], values: dict[str, Any]) -> None:
    with pytest.raises(ValidationError, match="Extra inputs are not permitted"):
        config_type.model_validate(values)


def test_a_config_cannot_be_changed() -> None:
    config = RunConfig()
    with pytest.raises(ValidationError, match="frozen"):
        config.seed = 1
    with pytest.raises(ValidationError, match="frozen"):
        config.model.latent_dim = 1
    assert hash(config) == hash(RunConfig())


@pytest.mark.parametrize(
    ("config_type", "field", "value"),
    [
        (RunConfig, "method", "gan"),
        (RunConfig, "beta", -0.1),
        (RunConfig, "beta", math.nan),
        (RunConfig, "beta", math.inf),
        (RunConfig, "temperature", 0),
        (RunConfig, "data", "../cifar10"),
        (RunConfig, "data", "a/b"),
        (RunConfig, "data", ""),
        (RunConfig, "data", "bundled\n"),
        (RunConfig, "num_epochs", -1),
        (RunConfig, "batch_size", 1),
        (RunConfig, "batch_size", 2.5),
        (RunConfig, "seed", -1),
        (RunConfig, "seed", 2**31),
        (ModelConfig, "encoder", "vit"),
        (ModelConfig, "latent_dim", 0),
        (ModelConfig, "image_size", 14),
        (ModelConfig, "image_size", 33),
        (AugmentConfig, "crop_scale_min", 0),
        (AugmentConfig, "crop_scale_max", 1.1),
        (AugmentConfig, "flip_probability", 1.01),
        (AugmentConfig, "jitter_strength", -0.01),
        (OptimConfig, "learning_rate", 0),
        (OptimConfig, "learning_rate", math.inf),
        (OptimConfig, "weight_decay", -1),
        (OptimConfig, "schedule", "cosine"),
        (OptimConfig, "gradient_clip", -1),
        (HardwareConfig, "precision", "64-true"),
    ],
)
def test_a_value_out_of_range_is_an_error(config_type: type[RunConfig], field: str, value: object) -> None:
    with pytest.raises(ValidationError) as caught:
        config_type.model_validate({field: value})
    assert caught.value.errors()[0]["loc"] == (field,)


def test_a_crop_range_that_is_upside_down_is_an_error() -> None:
    with pytest.raises(ValidationError, match="crop_scale_min must not exceed crop_scale_max"):
        AugmentConfig(crop_scale_min=0.5, crop_scale_max=0.4)


@pytest.mark.parametrize(
    ("values", "fault"),
    [
        ({"batch_size": 0}, "batch_size: Input should be greater than or equal to 2"),
        ({"optim": {"learning_rate": 0.0}}, "optim.learning_rate: Input should be greater than 0"),
        ({"model": {"encoder": "vit"}}, "model.encoder: Input should be 'patch', 'resnet18' or 'resnet50'"),
        ({"augment": {"jitter": 1}}, "augment.jitter: Extra inputs are not permitted"),
        ({"method": "simclr", "beta": 1.0}, "beta: SimCLR has no KL term; leave beta out"),
        (
            {"num_epochs": "many"},
            "num_epochs: Input should be a valid integer, unable to parse string as an integer",
        ),
    ],
)
def test_a_fault_is_said_with_its_place(values: dict[str, Any], fault: str) -> None:
    with pytest.raises(ValidationError) as error:
        RunConfig.model_validate(values)
    assert describe_first_fault(error.value) == fault


def test_a_fault_is_said_in_the_reader_s_language(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    texts = {"Input should be less than or equal to {le}": "Höchstens {le}"}
    with pytest.raises(ValidationError) as error:
        RunConfig.model_validate({"augment": {"flip_probability": 1.5}})
    with only_catalog(texts, tmp_path, monkeypatch), use_language("de"):
        assert describe_first_fault(error.value) == "augment.flip_probability: Höchstens 1"


def test_simclr_takes_no_beta() -> None:
    with pytest.raises(ValidationError, match="SimCLR has no KL term"):
        RunConfig(method="simclr", beta=0.5)
    assert RunConfig(method="simclr").switches.beta == 0


def test_beta_replaces_the_method_s_own_and_nothing_else() -> None:
    assert RunConfig(method="vae").switches.beta == 1
    assert RunConfig(method="vae", beta=0).switches.beta == 0
    own, given = RunConfig(method="aavae").switches, RunConfig(method="aavae", beta=0.5).switches
    assert (own.beta, given.beta) == (0, 0.5)
    assert given._replace(beta=0) == own


def test_an_imported_model_s_configuration_is_told_by_its_origin() -> None:
    model = ReferenceModelConfig(encoder="resnet50", decoder="decoder50", head="gaussian")
    origin = Origin(
        implementation="reference", file="a.ckpt", sha256="0", step=1, lightning="1.4.7", labels={"seed": 1}
    )
    config = ImportedConfig(model=model, origin=origin)
    assert parse_run_config(config.model_dump(mode="json")) == config
    assert hash(parse_run_config(config.model_dump(mode="json"))) == hash(config)
    assert parse_run_config(json.loads(config.model_dump_json())).model == model
    assert type(parse_run_config({})) is RunConfig
    for values in ([], None, {"origin": {}}, {"origin": origin.model_dump()}, {"model": model.model_dump()}):
        with pytest.raises(ValidationError):
            parse_run_config(values)
