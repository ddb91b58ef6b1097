"""Training what a study still lacks, several runs side by side, each in a process of its own. No torch here.

On two cores, two trainings with one thread each are together faster than one after the other with two. A
run that is finished is left alone, one that was interrupted goes on where it was, one that another process
trains is skipped; so a study can be cut into pieces, and several machines with one directory can share it.
"""

import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable, Sequence
from typing import Literal, NamedTuple

from aavae.atomic import advise
from aavae.config import HardwareConfig
from aavae.data.store import list_datasets, load_dataset
from aavae.errors import UserError
from aavae.flags import to_flags
from aavae.formatting import format_duration
from aavae.language import _
from aavae.paths import ROOT, settle_environment
from aavae.runs.interrupt import get_interruption, heed_signals
from aavae.runs.registry import Run, create_run, find_run
from aavae.runs.status import write_status
from aavae.studies.progress import find_planned, index_runs
from aavae.studies.study import PlannedRun, Study

_POLL_SECONDS = 0.2
ONE_THREAD = HardwareConfig(threads=1)

Report = Callable[[str], None]
"""Takes a line for whoever waits."""


class Outcome(NamedTuple):
    """How the training of a run ended.

    Attributes:
        run: its name.
        state: skipped: another process trains it; stopped: somebody asked it to; else as in its status.
        message: why, for people.
    """

    run: str
    state: Literal["finished", "skipped", "stopped", "failed"]
    message: str


class _Trainer(NamedTuple):
    run: Run
    process: subprocess.Popen[bytes]
    started: float


def run_study(
    study: Study,
    seeds: int | None = None,
    workers: int = 2,
    hardware: HardwareConfig = ONE_THREAD,
    report: Report = lambda line: None,
) -> list[Outcome]:
    """Train the runs of a study that are not finished.

    Ctrl-C, SIGTERM and SIGHUP let every training save and stop; a second one ends them all at once.

    Args:
        study: what to train.
        seeds: of every cell; None: each cell's own number.
        workers: trainings side by side.
        hardware: where each of them computes.
        report: called when a training starts and ends.

    Raises:
        UserError: the images are not there, or a run of a planned name has another configuration.
        SystemExit: a signal came, and every training has stopped.
    """
    runs = index_runs()
    plan = study.plan_runs(seeds)
    unfinished = [planned for planned in plan if not _is_finished(find_planned(planned, runs))]
    report(f"{study.name}: {len(plan) - len(unfinished)} of {len(plan)} runs are finished.")
    if not unfinished:
        return []
    if study.data not in list_datasets():
        load_dataset(study.data)  # says what to do
    settle_environment()
    with heed_signals("Every training"):
        outcomes = _train(unfinished, workers, hardware, report)
        interruption = get_interruption()
        if interruption is not None:
            raise SystemExit(interruption.exit_status)
    return outcomes


def _is_finished(run: Run | None) -> bool:
    return run is not None and run.status.state == "finished"


def _train(
    plan: Sequence[PlannedRun], workers: int, hardware: HardwareConfig, report: Report
) -> list[Outcome]:
    waiting = deque(plan)
    trainers: list[_Trainer] = []
    outcomes: list[Outcome] = []
    try:
        while (waiting or trainers) and get_interruption() is None:
            while waiting and len(trainers) < workers:
                started = _start(waiting.popleft(), hardware)
                if isinstance(started, Outcome):
                    outcomes.append(started)
                    report(f"{started.run}: {started.message}")
                else:
                    trainers.append(started)
                    report(f"{started.run.name}: training")
            for trainer in [trainer for trainer in trainers if trainer.process.poll() is not None]:
                trainers.remove(trainer)
                outcome = _conclude(trainer)
                outcomes.append(outcome)
                took = format_duration(time.monotonic() - trainer.started)
                report(f"{outcome.run}: {outcome.state} after {took}. {outcome.message}".rstrip())
            time.sleep(_POLL_SECONDS)
    finally:
        _stop(trainers)
    return outcomes


def _start(planned: PlannedRun, hardware: HardwareConfig) -> _Trainer | Outcome:
    # Looked up anew: hours may have passed, and others train here too.
    run = find_planned(planned, index_runs())
    if run is not None and run.status.is_active:
        return Outcome(run.name, "skipped", "skipped, another process trains it.")
    if _is_finished(run):
        return Outcome(planned.name, "finished", "finished meanwhile.")
    if run is None:
        try:
            run = create_run(planned.name, planned.config)
        except UserError as error:
            return Outcome(planned.name, "skipped", str(error))
    try:
        process = _launch(run, hardware)
    except OSError as error:
        return Outcome(run.name, "failed", f"its training cannot start {advise(error)}.")
    return _Trainer(run, process, time.monotonic())


def _launch(run: Run, hardware: HardwareConfig) -> subprocess.Popen[bytes]:
    run.layout.stop.unlink(missing_ok=True)
    # Of a run that waits, the trainer obeys a STOP file that came before its first step.
    waiting = {"state": "waiting", "message": "", "host": "", "pid": None, "cluster": ""}
    write_status(run.layout.status, run.status.model_copy(update=waiting))
    with open(run.layout.log, "ab") as log:
        return subprocess.Popen(
            [sys.executable, "-m", "aavae", "train", "--resume", run.name, *to_flags(hardware)],
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            # Out of reach of the terminal's Ctrl-C, which would end it before it has saved.
            start_new_session=True,
        )


def _conclude(trainer: _Trainer) -> Outcome:
    run = find_run(trainer.run.name)
    status = run.status
    if status.state == "waiting":
        # It never came as far as to write its own.
        message = _("The trainer did not start; see {log}.").format(log=run.layout.log)
        status = status.model_copy(update={"state": "failed", "message": message})
        write_status(run.layout.status, status)
    if status.state == "finished" or status.state == "stopped":
        return Outcome(run.name, status.state, status.message)
    if status.state == "running":
        return Outcome(run.name, "skipped", "Another process trains it.")
    return Outcome(run.name, "failed", status.message)


def _stop(trainers: Sequence[_Trainer]) -> None:
    """Let every trainer save and stop at its next step, and wait for it."""
    for trainer in trainers:
        trainer.run.layout.stop.touch()
    interruption = get_interruption()
    for trainer in trainers:
        trainer.process.wait()
        layout = trainer.run.layout
        layout.stop.unlink(missing_ok=True)
        status = trainer.run.status
        if interruption is not None and status.state == "stopped":
            write_status(layout.status, status.model_copy(update={"message": interruption.reason}))
