"""`python -m aavae pitfalls`."""

import shutil
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

import tyro

from aavae.commands.output import print_rows
from aavae.config import HardwareConfig, Precision, RunConfig
from aavae.errors import UserError

if TYPE_CHECKING:
    from aavae.runs.registry import Run
    from aavae.studies.pitfall_evidence import PitfallEvidence


_STEP = 0.25
"""Of the shipped weights: see `aavae.train.compact.quantise`."""


@dataclass(frozen=True)
class PitfallsCommand:
    """Train the runs that go wrong on purpose, and the healthy ones beside them on the page *Gone wrong*.

    All of them train on the sample that comes with the app, for three epochs: some minutes in all. What is
    finished is left alone, what was left before its end begins anew. The page then shows these instead of
    those that came with the product.
    """

    names: Annotated[tuple[str, ...], tyro.conf.Positional] = ()
    """Which of them, such as `beta-10`, each with its healthy run; none: all."""
    threads: int = 0
    """Threads of a training on a CPU; 0: the fastest, by timing the steps."""
    precision: Precision = "auto"
    """The arithmetic of the trainings."""
    ship: bool = False
    """Copy them to `checkpoints/_studies/`, where the page finds them (for those who publish models)."""
    json: bool = False
    """Print one JSON array on standard output."""

    def __call__(self) -> None:
        """Train what is missing, and say how each run ended."""
        from aavae.runs.interrupt import get_interruption, heed_signals
        from aavae.studies.pitfall_training import train_pitfall

        if self.threads < 0:
            raise UserError(f"--threads: give a positive number, or 0, not {self.threads}.")
        hardware = HardwareConfig(threads=self.threads, precision=self.precision)
        plan, runs = self._plan(), []
        with heed_signals():
            for name, config in plan.items():
                run = train_pitfall(name, config, hardware, _report)
                interruption = get_interruption()
                if run is None or interruption is not None:
                    raise SystemExit(1 if interruption is None else interruption.exit_status)
                runs.append(run)
        print_rows([_summarise(run, self._keep(run)) for run in runs], self.json)

    def _plan(self) -> dict[str, RunConfig]:
        from aavae.studies.pitfalls import PITFALLS, plan_runs

        known = {pitfall.name: pitfall for pitfall in PITFALLS}
        for name in self.names:
            if name not in known:
                raise UserError(f"There is no '{name}' here: choose from {', '.join(known)}.")
        chosen = [known[name] for name in self.names or known]
        wanted = {name for pitfall in chosen for name in (pitfall.run, pitfall.healthy_run)}
        return {name: config for name, config in plan_runs().items() if name in wanted}

    def _keep(self, run: "Run") -> "PitfallEvidence":
        """Evaluate a run, and keep what was seen with it; shipped, of the weights as they ship."""
        from aavae.atomic import advise
        from aavae.data.store import load_dataset
        from aavae.evaluation.subject import find_subject
        from aavae.runs.publish import publish_of_study
        from aavae.studies.pitfall_evidence import evaluate_evidence, write_evidence
        from aavae.studies.pitfalls import WITH_WEIGHTS
        from aavae.studies.step_losses import locate_step_losses

        layout, subject = run.layout, find_subject(str(run.layout.path))
        if self.ship:
            layout = publish_of_study(run, _STEP if run.name in WITH_WEIGHTS else None)
            if run.name in WITH_WEIGHTS:
                subject = find_subject(str(layout.path))
        _report(f"{run.name}: evaluating")
        evidence = evaluate_evidence(subject, load_dataset(run.config.data))
        try:
            if self.ship:
                shutil.copyfile(locate_step_losses(run.layout), locate_step_losses(layout))
            write_evidence(evidence, layout)
        except OSError as error:
            raise UserError(f"The evidence of '{run.name}' cannot be written {advise(error)}.") from error
        return evidence


def _report(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def _summarise(run: "Run", evidence: "PitfallEvidence") -> dict[str, Any]:
    metrics = run.metrics
    return {
        "run": run.name,
        "epochs": run.config.num_epochs,
        "loss": metrics[-1]["loss"],
        "knn_h": metrics[-1]["knn_accuracy"],
        "mse": f"{evidence.mse:.4f}",
        "variation": evidence.variation,
        "active": evidence.num_active,
        "kl": evidence.kl,
        "seconds": metrics[-1]["elapsed_seconds"],
    }
