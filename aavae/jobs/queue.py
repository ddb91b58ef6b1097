"""The one interface to background work: submit a job, list them, stop one, whichever engine runs it."""

import contextlib
import shutil
import time
from collections.abc import Iterator, Mapping, Sequence

from aavae.atomic import advise
from aavae.config import ClusterConfig, HardwareConfig
from aavae.errors import UserError
from aavae.jobs import local, slurm
from aavae.jobs.job import (
    Job,
    JobKind,
    JobSpec,
    JobStatus,
    delete_job,
    describe_lost,
    jobs_dir,
    make_jobs_dir,
    read_job,
    read_jobs,
    write_job_status,
)
from aavae.jobs.quota import check_quota
from aavae.jobs.settings import load_settings
from aavae.language import _, pgettext
from aavae.permissions import Act, check_allowed, get_owner, get_quota
from aavae.runs.layout import RunLayout, write_json
from aavae.runs.lock import hold_lock
from aavae.runs.status import read_status, write_status

_KEPT_JOBS = 50
_SUBMIT_SECONDS = 120
"""A job without Slurm's id after this long was never submitted."""


@contextlib.contextmanager
def hold_queue() -> Iterator[None]:
    """Of several sessions and processes that check the queue and add to it, one at a time."""
    make_jobs_dir()
    busy = _("The queue is busy: try again in a moment.")
    with hold_lock(jobs_dir() / ".lock", busy, patience_seconds=10):
        yield


def submit(
    spec: JobSpec, cluster: ClusterConfig | None = None, hardware: HardwareConfig | None = None
) -> Job:
    """Add a job to the end of the queue, or return the active one that does the same.

    Args:
        spec: what to do; its `cluster` and `submitted` are set here.
        cluster: the engine; None: the saved settings.
        hardware: how many processes, for Slurm.

    Raises:
        UserError: the queue cannot be written, the engine refuses, or whoever asks may not do this or
            have more.
    """
    with hold_queue():
        return add(spec, cluster, hardware)


def add(spec: JobSpec, cluster: ClusterConfig | None = None, hardware: HardwareConfig | None = None) -> Job:
    """`submit` for a caller who holds the queue."""
    act = _name_act(spec)
    check_allowed(act)
    if act == "import images":
        check_quota(more_runs=0)
    cluster = cluster or load_settings().cluster
    jobs = list_jobs()
    for job in jobs:
        if job.status.is_active and job.spec.arguments == spec.arguments:
            return job
    _prune(jobs)
    # Later than every id there is, even if the clock was put back.
    number = max([time.time_ns(), *(int(job.id) + 1 for job in jobs)])
    directory = jobs_dir() / f"{number:020d}"
    quota = get_quota()
    spec = spec.model_copy(
        update={
            "cluster": cluster.cluster,
            "submitted": time.time(),
            "owner": get_owner(),
            "minutes": quota.minutes if quota and spec.kind == "training" else 0,
        }
    )
    try:
        directory.mkdir()
        write_json(directory / "job.json", spec.model_dump())
        write_job_status(directory, JobStatus(state="waiting", cluster=cluster.cluster))
    except OSError as error:
        shutil.rmtree(directory, ignore_errors=True)
        raise UserError(
            _("The job cannot be written to {folder} {advice}.").format(
                folder=jobs_dir(), advice=advise(error)
            )
        ) from error
    try:
        if cluster.cluster == "slurm":
            slurm_id = slurm.launch(directory, cluster, hardware or HardwareConfig())
            (directory / "slurm_id").write_text(slurm_id, encoding="utf-8")
        else:
            local.launch(directory)
    except UserError as error:
        status = JobStatus(state="failed", message=str(error), ended=time.time())
        with contextlib.suppress(OSError):
            write_job_status(directory, status)
        raise
    job = read_job(directory)
    assert job is not None
    return job


def _name_act(spec: JobSpec) -> Act:
    if spec.kind == "import":
        of_images = "download images" if spec.arguments[:2] == ("data", "download") else "import images"
        return of_images if spec.arguments[0] == "data" else "import models"
    acts: dict[JobKind, Act] = {"training": "train", "study": "train a study"}
    return acts.get(spec.kind, "analyse")


def list_jobs() -> list[Job]:
    """All jobs in the order of submission, as their processes and Slurm say they are."""
    jobs = read_jobs()
    on_slurm = [job for job in jobs if job.status.is_active and job.spec.cluster == "slurm"]
    if not on_slurm:
        return jobs
    states = slurm.query_states([job.slurm_id for job in on_slurm if job.slurm_id])
    corrected = {job.id: _correct(job, states) for job in on_slurm}
    return [corrected.get(job.id, job) for job in jobs]


def _correct(job: Job, states: Mapping[str, slurm.SlurmState] | None) -> Job:
    """A job as Slurm sees it; what Slurm does not know any more has ended, with or without a word."""
    if states is None or (not job.slurm_id and time.time() - job.spec.submitted < _SUBMIT_SECONDS):
        return job
    known = states.get(job.slurm_id)
    if known is not None:
        state = "running" if known.is_running and job.status.state == "running" else "waiting"
        return job._replace(status=job.status.model_copy(update={"state": state, "message": known.reason}))
    again = read_job(job.path)
    if again is None or not again.status.is_active:
        return again or job
    lost = again._replace(status=again.status.model_copy(update=describe_lost(job.path)))
    # Another user's job can be read alone; its owner's next look writes it down.
    with contextlib.suppress(OSError):
        write_job_status(job.path, lost.status)
        if job.spec.run:
            _say_that_it_ended(RunLayout.of(job.spec.run), asked_for=lost.status.state == "stopped")
    return lost


def _say_that_it_ended(layout: RunLayout, asked_for: bool) -> None:
    status = read_status(layout.status)
    if status.is_active:
        message = (
            "" if asked_for else _("Slurm ended the job without a word; see its log, then resume the run.")
        )
        write_status(layout.status, status.model_copy(update={"state": "stopped", "message": message}))


def find_last(arguments: Sequence[str]) -> Job | None:
    """The job that was last submitted with these arguments, active or ended."""
    found = [job for job in list_jobs() if job.spec.arguments == tuple(arguments)]
    return found[-1] if found else None


def find_job(job_id: str) -> Job:
    """Find a job by its id, or by the end of it.

    Raises:
        UserError: there is none, or more than one.
    """
    found = [job for job in list_jobs() if job_id and job.id.endswith(job_id)]
    if len(found) != 1:
        known = ", ".join(short_id(job) for job in list_jobs()) or pgettext("in a list", "none")
        raise UserError(
            _("There is no single job '{job_id}'; jobs here: {known}.").format(job_id=job_id, known=known)
        )
    return found[0]


def short_id(job: Job) -> str:
    """The end of a job's id, enough to tell it from the others."""
    return job.id[-9:]


def stop(job: Job) -> None:
    """Ask a job to end: a training saves first, at its next batch; a waiting job leaves the queue.

    Raises:
        UserError: it is another's, or its engine does not answer.
    """
    check_allowed("stop a job", job.spec.owner)
    make_way(job)


def make_way(job: Job) -> None:
    """`stop` for the sake of a job that is more urgent: whoever may start that need not own this one.

    Raises:
        UserError: it is another user's of this machine, or its engine does not answer.
    """
    if not job.status.is_active:
        return
    try:
        job.stop.touch()
        if job.spec.run:
            RunLayout.of(job.spec.run).stop.touch()
    except FileNotFoundError:
        pass  # deleted a moment ago
    except OSError as error:
        raise UserError(
            _("'{title}' cannot be asked to stop {advice}.").format(
                title=job.spec.title, advice=advise(error)
            )
        ) from error
    if job.spec.cluster == "slurm":
        if job.status.state == "waiting" or not job.spec.run:
            slurm.cancel(job.slurm_id)
    elif job.status.state == "running" and not job.spec.run:
        local.end(job, kill=False)


def kill(job: Job) -> None:
    """End a job that does not react to `stop`; what a training did since its last save is lost.

    Raises:
        UserError: it is another's, or its engine does not answer.
    """
    stop(job)
    if job.spec.cluster == "slurm":
        slurm.cancel(job.slurm_id)
    else:
        local.end(job, kill=True)


def _prune(jobs: Sequence[Job]) -> None:
    ended = [job for job in jobs if not job.status.is_active]
    for job in ended[:-_KEPT_JOBS]:
        delete_job(job)
