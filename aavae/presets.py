"""Ready-made settings for a short run, a long one, or the paper's. Imports no torch.

The number of epochs is fixed, so that a preset trains the same model everywhere; how long that takes is what
`aavae.estimate.estimate` says of the machine at hand.
"""

from collections.abc import Collection
from typing import NamedTuple

from aavae.config import ModelConfig, OptimConfig, RunConfig

_MINUTES_EPOCHS = 28
"""Of 10,000 images: two minutes of two fast Zen 4 cores with bfloat16 (`aavae.studies.budget`)."""
_HOUR_EPOCHS = 190
"""Of 50,000 images: about an hour there; five times as many of 10,000 take 65 minutes."""
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
            "A first look",
            f"The encoder for CPUs sees the bundled sample {_MINUTES_EPOCHS} times.",
            RunConfig(num_epochs=_MINUTES_EPOCHS),
        ),
        Preset(
            "hour",
            "A long look",
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
