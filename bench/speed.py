"""Images a second of each kind of training: what turns the studies' minutes into epochs.

`python -m bench.speed` on an otherwise idle machine; the budgets of `aavae/studies/budget.py` are made of its
figures, taken once, so that a study does not depend on what else ran.
"""

import statistics
from typing import NamedTuple

from aavae.config import EncoderName, HardwareConfig, ModelConfig, OptimConfig, RunConfig
from aavae.data.store import load_dataset
from aavae.methods import MethodName
from aavae.train.loop import Training
from aavae.train.metrics import Progress

STEPS = 40
"""Timed steps; of the large networks, which take seconds a step, FEW_STEPS."""
FEW_STEPS = 3


class Case(NamedTuple):
    """What is trained.

    Attributes:
        method: the objective.
        encoder: the network.
        optimizer: as the studies use it with this network.
        num_steps: how many steps are timed, after a first one that is not.
    """

    method: MethodName
    encoder: EncoderName
    optimizer: str
    num_steps: int


CASES = (
    *(Case(method, "patch", "muon", STEPS) for method in ("ae", "vae", "aavae", "aavae-features", "simclr")),
    Case("aavae", "resnet18", "adamw", FEW_STEPS),
    Case("aavae", "resnet50", "adamw", FEW_STEPS),
)


def measure(case: Case) -> float:
    """Median images a second over a few steps of batch 256, in bfloat16, with torch's number of threads."""
    config = RunConfig(
        method=case.method,
        num_epochs=100,
        model=ModelConfig(encoder=case.encoder),
        optim=OptimConfig.model_validate({"optimizer": case.optimizer}),
    )
    hardware = HardwareConfig(accelerator="cpu", precision="bf16-mixed")
    training = Training(config, load_dataset(config.data), hardware)
    speeds: list[float] = []

    def stop(progress: Progress) -> bool:
        speeds.append(progress.images_per_second)
        return len(speeds) > case.num_steps

    list(training.epochs(stop))
    return statistics.median(speeds[1:])


if __name__ == "__main__":
    for case in CASES:
        print(f"{case.method:>15} {case.encoder:>9}: {measure(case):8,.0f} images/s", flush=True)
