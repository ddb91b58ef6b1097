"""What a run of the page left behind, and the healthy one beside it; read from files, without torch."""

from typing import Any, NamedTuple

import numpy as np

from aavae.runs.registry import Run
from aavae.studies.pitfall_evidence import PitfallEvidence, read_evidence
from aavae.studies.pitfalls import Pitfall
from aavae.studies.progress import index_runs
from aavae.studies.step_losses import StepLosses, read_step_losses

_LAST_STEPS = 0.1
"""The part of a training whose mean says where it ended."""


class Outcome(NamedTuple):
    """A finished run.

    Attributes:
        run: where it lies.
        steps: the loss of every step.
        metrics: of every epoch.
        evidence: what became of the model.
    """

    run: Run
    steps: StepLosses
    metrics: list[dict[str, Any]]
    evidence: PitfallEvidence

    @property
    def last_loss(self) -> float:
        """Mean loss over the last tenth of the steps, nats an image."""
        return float(self.steps.losses[-max(1, round(_LAST_STEPS * len(self.steps.losses))) :].mean())

    @property
    def jump(self) -> float:
        """Standard deviation of the loss from one step to the next, in the second half, nats an image.

        The slope of the whole is left out, as differences of neighbours hardly have any of it.
        """
        half = self.steps.losses[len(self.steps.losses) // 2 :].astype(np.float64)
        return float(np.diff(half).std() / np.sqrt(2))

    def read_last(self, name: str) -> float:
        """A number of the last epoch: a part of the loss, or another measure.

        Raises:
            KeyError: it has none of this name.
        """
        last = self.metrics[-1]
        return float(last["parts"][name] if name in last["parts"] else last[name])


class Pair(NamedTuple):
    """A run that went wrong, and the healthy one beside it."""

    wrong: Outcome
    healthy: Outcome


def find_pair(pitfall: Pitfall) -> Pair | None:
    """One's own runs go before those that came with the product; None where one of the two is not there."""
    wrong, healthy = _find(pitfall.run), _find(pitfall.healthy_run)
    return None if wrong is None or healthy is None else Pair(wrong, healthy)


def _find(name: str) -> Outcome | None:
    run = index_runs().get(name)
    if run is None or run.status.state != "finished":
        return None
    steps, evidence, metrics = read_step_losses(run.layout), read_evidence(run.layout), run.metrics
    if steps is None or evidence is None or not metrics:
        return None
    return Outcome(run, steps, metrics, evidence)
