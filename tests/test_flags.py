import pytest

from aavae.__main__ import parse
from aavae.commands.train import TrainCommand
from aavae.config import AugmentConfig, HardwareConfig, ModelConfig, OptimConfig, RunConfig
from aavae.flags import to_flags
from aavae.presets import list_presets
from tests.data.infos import BUNDLED

EVERY_FIELD = RunConfig(
    method="vae",
    beta=1e-7,
    features=0.5,
    target_crop=0.9,
    temperature=0.25,
    data="cifar10",
    num_epochs=3,
    batch_size=64,
    seed=5,
    recalibrate=False,
    model=ModelConfig(encoder="resnet50", latent_dim=64, image_size=96),
    augment=AugmentConfig(
        crop_scale_min=0.1,
        crop_scale_max=0.9,
        crop_probability=0.1,
        flip_probability=0.2,
        jitter_strength=0.3,
        jitter_probability=0.4,
        grayscale_probability=0.6,
        blur_probability=0.7,
    ),
    optim=OptimConfig(
        optimizer="adamw",
        learning_rate=1 / 3,
        weight_decay=0,
        schedule="constant",
        warmup_epochs=2,
        gradient_clip=1,
    ),
)
EVERY_PLACE = HardwareConfig(accelerator="cpu", precision="bf16-mixed", devices=2, nodes=3, threads=4)


def test_a_default_needs_no_flag() -> None:
    assert to_flags(RunConfig()) == to_flags(HardwareConfig()) == []
    assert to_flags(RunConfig(recalibrate=False)) == ["--no-recalibrate"]
    assert to_flags(RunConfig(model=ModelConfig(latent_dim=64))) == ["--model.latent-dim", "64"]


@pytest.mark.parametrize(
    ("config", "hardware"),
    [
        (EVERY_FIELD, EVERY_PLACE),
        (RunConfig(method="simclr"), HardwareConfig()),
        *((preset.config, HardwareConfig()) for preset in list_presets((BUNDLED,), BUNDLED)),
    ],
)
def test_the_command_line_makes_the_configuration_again(config: RunConfig, hardware: HardwareConfig) -> None:
    command = parse(["train", *to_flags(config), *to_flags(hardware)])
    assert isinstance(command, TrainCommand)
    assert (command.config, command.hardware) == (config, hardware)


def test_the_example_above_leaves_no_field_at_its_default() -> None:
    for config in (EVERY_FIELD, EVERY_PLACE, EVERY_FIELD.model, EVERY_FIELD.augment, EVERY_FIELD.optim):
        for name, value in config:
            assert value != type(config).model_fields[name].default
