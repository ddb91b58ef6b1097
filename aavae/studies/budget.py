"""How long a study's runs train: a time on two fast processor cores, turned once into a number of epochs.

A number of epochs does not depend on what else the machine does, so a run gives the same model everywhere.
How long those epochs take elsewhere is another matter: on slower Zen 4 cores nearly twice as long (README.md,
"Speed"), without units for bfloat16 several times as long.
"""

import math
from typing import Literal, NamedTuple

from aavae.config import EncoderName, RunConfig
from aavae.language import N_

BudgetName = Literal["two-hours", "hour", "study", "short"]


class Budget(NamedTuple):
    """A length of training.

    Attributes:
        title: what people read.
        minutes: on two fast Zen 4 cores, which have units for bfloat16; steps alone.
        data: name of the image set, unless somebody asks for another.
        num_images: its training images.
    """

    title: str
    minutes: float
    data: str
    num_images: int


BUDGETS: dict[BudgetName, Budget] = {
    "two-hours": Budget(N_("two hours of two fast Zen 4 cores"), 120, "cifar10", 50_000),
    "hour": Budget(N_("an hour of two fast Zen 4 cores"), 60, "cifar10", 50_000),
    "study": Budget(N_("six minutes of two fast Zen 4 cores"), 6, "cifar10", 50_000),
    "short": Budget(N_("a minute of two fast Zen 4 cores"), 1, "bundled", 10_000),
}

_PATCH_SPEEDS = {"autoencoder": 3_200, "features": 3_000, "contrastive": 2_000}
_RESNET_SPEEDS: dict[EncoderName, int] = {"resnet18": 116, "resnet50": 45}
"""Training images a second on an otherwise idle machine: two fast Zen 4 cores, bfloat16, two threads.

Measured once; `python -m bench.speed` measures one's own. With the patch encoder the objective decides, with
a ResNet the encoder.
"""


def count_epochs(budget: BudgetName, config: RunConfig, num_images: int | None = None) -> int:
    """The number of epochs nearest to a budget, at least one.

    Args:
        budget: how long, for images of 32 pixels; of larger ones as many are seen, which takes longer.
        config: the run.
        num_images: training images of its image set; None: those of the budget's own.
    """
    length = BUDGETS[budget]
    exact = length.minutes * 60 * _find_speed(config) / (num_images or length.num_images)
    return max(1, math.floor(exact + 0.5))


def _find_speed(config: RunConfig) -> int:
    encoder = config.model.encoder
    if encoder == "patch":
        switches = config.switches
        kind = "contrastive" if switches.contrastive else "features" if switches.features else "autoencoder"
        return _PATCH_SPEEDS[kind]
    return _RESNET_SPEEDS[encoder]
