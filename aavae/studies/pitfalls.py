"""Runs that go wrong on purpose: a healthy one of each method, and others with one setting changed."""

from typing import NamedTuple

from aavae.config import ModelConfig, OptimConfig, RunConfig
from aavae.methods import MethodName
from aavae.studies.recipe import change_settings
from aavae.studies.table import Setting

COMMAND = "python -m aavae pitfalls"
"""What trains all of them, and evaluates them."""

_NUM_EPOCHS = 3
"""Enough to tell a run that goes wrong from one that does not, and all of them fit into minutes."""


class Pitfall(NamedTuple):
    """A run with one setting changed, which goes wrong.

    Attributes:
        name: in links and commands.
        method: what is trained.
        settings: new values by the path of the setting.
    """

    name: str
    method: MethodName
    settings: dict[str, Setting]

    @property
    def run(self) -> str:
        """The name of its run."""
        return f"pitfall-{self.name}"

    @property
    def healthy_run(self) -> str:
        """The name of the run that it is compared with."""
        return f"pitfall-healthy-{self.method}"

    @property
    def config(self) -> RunConfig:
        """What is trained."""
        return change_settings(build_healthy(self.method), self.settings)


PITFALLS: tuple[Pitfall, ...] = (
    Pitfall("learning-rate", "vae", {"optim.learning_rate": 0.1}),
    Pitfall("beta-10", "vae", {"beta": 10.0}),
    Pitfall("collapse", "vae", {"beta": 3_072.0}),
    Pitfall("latent-2", "vae", {"model.latent_dim": 2}),
    Pitfall("batch-4", "vae", {"batch_size": 4}),
    Pitfall("crops", "aavae", {"augment.crop_scale_min": 0.02, "augment.crop_scale_max": 0.1}),
)
"""In the order of the page.

A beta of 3,072, which is 3 x 32 x 32, is what a loss has that takes the mean over the pixels' values where it
should take their sum.
"""

WITH_WEIGHTS = tuple(f"pitfall-{name}" for name in ("healthy-vae", "beta-10", "collapse", "latent-2"))
"""Runs that ship with their weights, which other pages open; of the others ships what their page shows."""


def build_healthy(method: MethodName) -> RunConfig:
    """The run that those of a method are compared with.

    AdamW, whose step of 4 images takes less time than one of 256: Muon's takes as long.
    """
    return RunConfig(
        method=method,
        data="bundled",
        num_epochs=_NUM_EPOCHS,
        model=ModelConfig(),
        optim=OptimConfig(optimizer="adamw"),
    )


def plan_runs() -> dict[str, RunConfig]:
    """Every run by its name: the healthy ones first."""
    healthy = {pitfall.healthy_run: build_healthy(pitfall.method) for pitfall in PITFALLS}
    return {**healthy, **{pitfall.run: pitfall.config for pitfall in PITFALLS}}
