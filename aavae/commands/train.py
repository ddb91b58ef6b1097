"""`python -m aavae train`."""

import contextlib
import os
import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated

import tyro

from aavae.commands.output import print_json, print_rows
from aavae.config import ClusterConfig, HardwareConfig, RunConfig
from aavae.errors import UserError
from aavae.runs.interrupt import get_interruption, heed_signals, is_first_process
from aavae.runs.registry import Run, check_trainable_further, choose_name, create_run, find_run

if TYPE_CHECKING:
    from aavae.train.metrics import EpochMetrics


@dataclass(frozen=True)
class TrainCommand:
    """Train a model; stop it with Ctrl-C or a file named STOP in its directory, and resume it later.

    Ctrl-C, SIGTERM and SIGHUP let it save at its next batch; a second one ends it at once.

    The batch size is that of all processes together: with --devices 2 each takes half of every batch, and
    neither the learning rate nor the order of the images changes.
    """

    config: Annotated[RunConfig, tyro.conf.arg(name="")] = field(default_factory=RunConfig)
    hardware: Annotated[HardwareConfig, tyro.conf.arg(name="")] = field(default_factory=HardwareConfig)
    engine: Annotated[ClusterConfig, tyro.conf.arg(name="")] = field(default_factory=ClusterConfig)
    name: str | None = None
    """Name of the new run; none: a free one, like aavae-1."""
    resume: str | None = None
    """Continue this run, with its own settings, instead of starting a new one."""
    queue: bool = False
    """Put the run in the queue of background jobs, which the app shows, instead of training here."""
    json: bool = False
    """Print one JSON array on standard output."""

    def __call__(self) -> None:
        """Train, with a progress bar on standard error; or only put the run in the queue."""
        if self.queue or self.engine.cluster == "slurm":
            self._enqueue()
            return
        if self.hardware.nodes > 1 and "SLURM_JOB_ID" not in os.environ:
            raise UserError("--nodes: several machines need a cluster; add --cluster slurm.")
        with heed_signals():
            run = self._open()
            if self.resume is None and self.hardware.devices > 1 and get_interruption() is None:
                _repeat_as_resume(run)
            self._train(run)

    def _open(self) -> Run:
        from aavae.data.store import load_dataset
        from aavae.data.trainable import check_trainable

        if self.resume is None:
            check_trainable(self.config)  # complains before there is a run
            load_dataset(self.config.data)
            return create_run(self.name or choose_name(self.config), self.config)
        run = find_run(self.resume)
        check_trainable_further(run)
        return run

    def _train(self, run: Run) -> None:
        from tqdm import tqdm

        from aavae.data.store import load_dataset
        from aavae.estimate.pace import record_pace
        from aavae.runs.execute import execute

        history = []
        dataset = load_dataset(run.config.data)
        with (
            tqdm(total=run.config.num_epochs, unit="epoch", desc=run.name) as bar,
            contextlib.closing(execute(run, dataset, self.hardware)) as epochs,
        ):
            for metrics in record_pace(run.config, self.hardware, epochs):
                history.append({"run": run.name, "path": str(run.layout.path), **metrics._asdict()})
                # Who watched may have left: the training goes on.
                with contextlib.suppress(OSError):
                    bar.update(metrics.epoch - bar.n)
                    bar.set_postfix({"loss": f"{metrics.loss:.4g}", **_describe_quality(metrics)})
        state, interruption = run.status.state, get_interruption()
        if self.json:
            print_json(history)
        else:
            print(f"{run.name}: {state}, in {run.layout.path}")
        if interruption is not None and state != "finished" and is_first_process():
            # Any other process that says so makes Fabric kill the first one, which may still be saving.
            raise SystemExit(interruption.exit_status)

    def _enqueue(self) -> None:
        from aavae.jobs.training import resume_training, start_training

        engine = None if self.engine == ClusterConfig() else self.engine
        if self.resume is None:
            name = self.name or choose_name(self.config)
            run = start_training(name, self.config, self.hardware, engine)
        else:
            run = find_run(self.resume)
            resume_training(run, self.hardware, engine)
        row = {"run": run.name, "state": run.status.state, "path": str(run.layout.path)}
        print_rows([row], self.json)


def _describe_quality(metrics: "EpochMetrics") -> dict[str, str]:
    """How good the representations are: the kNN's accuracy, or without labels the AUC of pairs of views."""
    if metrics.knn_accuracy is None:
        return {"auc": f"{metrics.similarity_auc:.3f}"}
    return {"knn": f"{metrics.knn_accuracy:.1%}"}


def _repeat_as_resume(run: Run) -> None:
    """Start this command anew, for a run that exists: every further process repeats the command line."""
    arguments = [*sys.argv[1:], "--resume", run.name]
    os.execv(sys.executable, [sys.executable, "-m", "aavae", *arguments])
