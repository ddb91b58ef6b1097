"""Training in the background: what the app and the command line do with runs and their jobs."""

import contextlib
import shutil
import time
from collections.abc import Sequence

from aavae.atomic import advise
from aavae.config import ClusterConfig, HardwareConfig, RunConfig
from aavae.data.trainable import check_trainable
from aavae.errors import UserError
from aavae.flags import to_flags
from aavae.jobs.job import Job, JobSpec
from aavae.jobs.queue import add, hold_queue, list_jobs, make_way, stop
from aavae.jobs.quota import check_quota
from aavae.jobs.settings import load_settings
from aavae.language import _
from aavae.machine import count_cores
from aavae.methods import METHODS
from aavae.paths import runs_dir
from aavae.permissions import check_allowed, read_owner
from aavae.runs.layout import RunLayout
from aavae.runs.registry import (
    DamagedRun,
    Run,
    check_name,
    check_trainable_further,
    create_run,
    find_run,
    list_runs,
)
from aavae.runs.status import Status, name_state, write_status

_ENDING_SECONDS = 10.0


def start_training(
    name: str,
    config: RunConfig,
    hardware: HardwareConfig | None = None,
    cluster: ClusterConfig | None = None,
    group: str = "",
) -> Run:
    """Create a run and put its training in the queue.

    Args:
        name: of the new run.
        config: what to train.
        hardware: where; None: the defaults.
        cluster: the engine; None: the saved settings.
        group: trainings of one group run side by side.

    Raises:
        UserError: the name is taken, there are too few images, whoever asks may not train more, or not there,
            or the engine refuses; then there is no run.
    """
    _check_place(hardware, cluster)
    return _start_training(name, config, hardware, cluster, group)


def _start_training(
    name: str,
    config: RunConfig,
    hardware: HardwareConfig | None,
    cluster: ClusterConfig | None,
    group: str,
) -> Run:
    check_allowed("train")
    check_trainable(config)
    with hold_queue():
        check_quota()
        run = create_run(name, config)
        try:
            _enqueue(run, Status(state="waiting"), hardware, cluster, group)
        except UserError:
            shutil.rmtree(run.layout.path, ignore_errors=True)
            raise
    return run


def resume_training(
    run: Run, hardware: HardwareConfig | None = None, cluster: ClusterConfig | None = None
) -> None:
    """Put the rest of a run's training in the queue.

    Raises:
        UserError: the run is shipped, imported or somebody else's, waits or trains already, or the engine
            refuses.
    """
    check_trainable_further(run)
    check_allowed("change a run", run.owner)
    _check_place(hardware, cluster)
    if run.layout != RunLayout.of(run.name):
        raise UserError(
            _("{path} is not in {folder}, whose queue this is: set AAVAE_RUNS to it.").format(
                path=run.layout.path, folder=runs_dir()
            )
        )
    _wait_for_ending_job(run)
    with hold_queue():
        status = run.status
        if status.is_active or find_active_job(run) is not None:
            raise UserError(
                _("The run '{name}' is {state} already: watch it, or stop it first.").format(
                    name=run.name, state=name_state(status.state)
                )
            )
        _enqueue(run, status, hardware, cluster, group="")


def _check_place(hardware: HardwareConfig | None, cluster: ClusterConfig | None) -> None:
    """Refuse another place than the usual one to whoever may not choose it."""
    if hardware not in (None, HardwareConfig()) or cluster not in (None, load_settings().cluster):
        check_allowed("choose hardware")


def _wait_for_ending_job(run: Run) -> None:
    """A trainer says that its run has stopped a moment before its process ends."""
    deadline = time.monotonic() + _ENDING_SECONDS
    while not run.status.is_active and find_active_job(run) is not None and time.monotonic() < deadline:
        time.sleep(0.1)


def start_race(configs: Sequence[RunConfig], names: Sequence[str]) -> list[Run]:
    """Start several runs side by side on this machine, each with its share of the cores.

    Raises:
        UserError: a name is taken, or whoever asks may not train so many.
    """
    check_allowed("train")
    check_quota(len(configs))
    # With more than a core each, the runs find out which part is theirs by timing their steps.
    hardware = HardwareConfig(threads=1 if count_cores() < 2 * len(configs) else 0)
    group = f"race-{time.time_ns()}"
    return [
        _start_training(name, config, hardware, ClusterConfig(), group)
        for name, config in zip(names, configs, strict=True)
    ]


def _enqueue(
    run: Run, status: Status, hardware: HardwareConfig | None, cluster: ClusterConfig | None, group: str
) -> None:
    hardware, cluster = hardware or HardwareConfig(), cluster or load_settings().cluster
    if cluster.cluster == "local":
        _stop_estimates()
    # Written before the job starts, so that it never overwrites what the job says.
    waiting = {"state": "waiting", "message": "", "host": "", "pid": None, "cluster": cluster.cluster}
    try:
        run.layout.stop.unlink(missing_ok=True)
        write_status(run.layout.status, status.model_copy(update=waiting))
    except OSError as error:
        raise UserError(
            _("The run '{name}' cannot be written {advice}.").format(name=run.name, advice=advise(error))
        ) from error
    title = f"{_(METHODS[run.config.method].title)}: {run.name}"
    arguments = ("train", "--resume", run.name, *to_flags(hardware))
    try:
        add(
            JobSpec(title=title, kind="training", arguments=arguments, run=run.name, group=group),
            cluster,
            hardware,
        )
    except UserError as error:
        with contextlib.suppress(OSError):
            failed = status.model_copy(update={"state": "failed", "message": str(error)})
            write_status(run.layout.status, failed)
        raise


def _stop_estimates() -> None:
    """End measurements: beside a training they would be wrong, and make its first minute ten times slower."""
    for job in list_jobs():
        if job.spec.kind == "estimate":
            with contextlib.suppress(UserError):  # another user's
                make_way(job)


def find_active_job(run: Run) -> Job | None:
    """The job that trains a run, or waits to."""
    return next((job for job in list_jobs() if job.spec.run == run.name and job.status.is_active), None)


def find_local_training() -> Run | None:
    """A run that trains on this machine, or is about to, by whichever process."""
    own = [run for run in list_runs() if not run.shipped]
    return next((run for run in own if run.status.is_active and run.status.cluster != "slurm"), None)


def stop_training(run: Run) -> None:
    """Ask a run's trainer to save and stop at its next batch, or take the run off the queue.

    Raises:
        UserError: it is another's.
    """
    check_allowed("stop a job", run.owner)
    job = find_active_job(run)
    if job is not None:
        stop(job)
    elif run.status.is_active:
        # Trained by hand, from a shell.
        try:
            run.layout.stop.touch()
        except OSError as error:
            raise UserError(
                _("The run '{name}' cannot be asked to stop {advice}.").format(
                    name=run.name, advice=advise(error)
                )
            ) from error


def delete_run(run: Run | DamagedRun) -> None:
    """Delete a run's directory and everything in it.

    Raises:
        UserError: it is shipped, active or somebody else's, or it cannot be deleted.
    """
    check_allowed("change a run", read_owner(run.layout.path if isinstance(run, Run) else run.path))
    if isinstance(run, Run):
        _check_own_and_idle(
            run,
            _("'{name}' came with the explorer and cannot be deleted."),
            _("The run '{name}' is {state}: stop it before it is deleted."),
        )
    path = run.layout.path if isinstance(run, Run) else run.path
    try:
        shutil.rmtree(path)
    except OSError as error:
        raise UserError(
            _("The directory {path} cannot be deleted {advice}.").format(path=path, advice=advise(error))
        ) from error


def rename_run(run: Run, name: str) -> Run:
    """Give a run another name.

    Raises:
        UserError: the name is taken or not usable, or the run is shipped, active or somebody else's.
    """
    check_allowed("change a run", run.owner)
    with hold_queue():
        _check_own_and_idle(
            run,
            _("'{name}' came with the explorer and cannot be renamed."),
            _("The run '{name}' is {state}: stop it before it is renamed."),
        )
        check_name(name)
        try:
            run.layout.path.rename(run.layout.path.with_name(name))
        except OSError as error:
            raise UserError(
                _("The run '{name}' cannot be renamed {advice}.").format(name=run.name, advice=advise(error))
            ) from error
    return find_run(name)


def _check_own_and_idle(run: Run, shipped: str, active: str) -> None:
    if run.shipped:
        raise UserError(shipped.format(name=run.name))
    if run.status.is_active:
        raise UserError(active.format(name=run.name, state=name_state(run.status.state)))
