"""The steps of the lesson, one a module, in their order."""

from aavae.ui.lesson.step import Step
from aavae.ui.lesson.steps import augmenting, keeps, kl, pairs, probe, simclr, wall

STEPS: dict[str, Step] = {
    module.STEP.name: module.STEP for module in (keeps, kl, augmenting, wall, pairs, probe, simclr)
}
"""By name."""
