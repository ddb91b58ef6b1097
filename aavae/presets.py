"""Ready-made settings for a run of minutes, of an hour, or as in the paper. Imports no torch."""

from collections.abc import Collection
from typing import NamedTuple

from aavae.config import ModelConfig, OptimConfig, RunConfig

_MINUTES_EPOCHS = 28
"""Of 10,000 images, in 2 minutes: 3,100 images a second on two cores, and 0.9 s after each epoch."""
_HOUR_EPOCHS = 190
"""Of 50,000 images, 54 minutes at the same speed; five times as many of 10,000 take 65."""
_ASKED = ("method", "beta", "features", "temperature", "seed")
"""What a person asks, as opposed to how much is computed for the answer."""


class Preset(NamedTuple):
    """Ready-made settings.

    Attributes:
        name: short, for flags and keys.
        title: what people read.
        description: one sentence: what it is good for.
        config: the settings; `apply_preset` leaves out those that say what is asked.
        is_available: whether its image set is there.
    """

    name: str
    title: str
    description: str
    config: RunConfig
    is_available: bool = True


def list_presets(data_names: Collection[str]) -> tuple[Preset, ...]:
    """The presets, from the fastest to the paper's.

    Args:
        data_names: image sets that are there, as `aavae.data.store.list_datasets` names them.
    """
    has_cifar10 = "cifar10" in data_names
    images = "the complete CIFAR-10" if has_cifar10 else "the bundled sample"
    return (
        Preset(
            "minutes",
            "2 minutes on a laptop",
            f"A first look: the encoder for CPUs sees the bundled sample {_MINUTES_EPOCHS} times.",
            RunConfig(num_epochs=_MINUTES_EPOCHS),
        ),
        Preset(
            "hour",
            "An hour on a laptop",
            f"Differences between the methods show: the encoder for CPUs on {images}.",
            RunConfig(data="cifar10", num_epochs=_HOUR_EPOCHS)
            if has_cifar10
            else RunConfig(num_epochs=5 * _HOUR_EPOCHS),
        ),
        Preset(
            "paper",
            "The paper's run: ResNet-50, 3,200 epochs, for a GPU",
            "The networks, optimiser and length of arXiv 2107.12329, on the complete CIFAR-10"
            + ("." if has_cifar10 else ", which has to be imported first."),
            _build_paper_config(),
            is_available=has_cifar10,
        ),
    )


def _build_paper_config() -> RunConfig:
    """CIFAR-10 as in arXiv 2107.12329, section 4; AdamW without weight decay is Adam."""
    return RunConfig(
        data="cifar10",
        num_epochs=3_200,
        batch_size=256,
        model=ModelConfig(encoder="resnet50", latent_dim=128),
        optim=OptimConfig(
            optimizer="adamw", learning_rate=2.5e-4, weight_decay=0.0, schedule="constant", warmup_epochs=10
        ),
    )


def apply_preset(preset: Preset, config: RunConfig) -> RunConfig:
    """A preset's settings with the method, beta, temperature and seed that a person chose."""
    return preset.config.model_copy(update={name: getattr(config, name) for name in _ASKED})
