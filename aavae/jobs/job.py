"""What a job is: a directory in `<runs>/.jobs/` that says what to run and how far it is."""

import contextlib
import re
import shutil
import time
from pathlib import Path
from typing import Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, ValidationError

from aavae.atomic import advise
from aavae.config import Cluster
from aavae.errors import UserError
from aavae.language import _
from aavae.paths import runs_dir
from aavae.runs.layout import RunLayout, write_json
from aavae.runs.lock import share
from aavae.runs.process import ProcessStatus, has_process

JobKind = Literal["training", "projection", "estimate", "probe", "diagnosis", "study", "import"]
JobState = Literal["waiting", "running", "finished", "failed", "stopped", "interrupted"]
Lane = Literal["training", "analysis"]

_LOG_TAIL = 4_000
_ID = re.compile(r"[0-9]{1,30}")


class JobSpec(BaseModel):
    """What `job.json` holds; it never changes.

    Attributes:
        title: for people.
        kind: of work.
        arguments: of `python -m aavae`.
        run: the run that a training trains, by name.
        group: jobs of one group, if it is not empty, run side by side and count as one.
        cluster: the engine.
        submitted: seconds since 1970.
        owner: for whom a server for a class does it; empty: its machine's user.
        minutes: after which a training saves and stops; 0: never.
    """

    model_config = ConfigDict(frozen=True, extra="ignore", allow_inf_nan=False)

    title: str
    kind: JobKind
    arguments: tuple[str, ...]
    run: str = ""
    group: str = ""
    cluster: Cluster = "local"
    submitted: float = 0.0
    owner: str = ""
    minutes: float = 0.0

    @property
    def lane(self) -> Lane:
        """Its queue: an analysis of seconds does not wait for a training of hours."""
        return "training" if self.kind in ("training", "study") else "analysis"


class JobStatus(ProcessStatus[JobState]):
    """What a job's `status.json` holds.

    Attributes:
        state: `interrupted` is found out: its process is gone and did not say how it ended.
        started: when the work began, seconds since 1970.
        ended: when it ended.
    """

    started: float | None = None
    ended: float | None = None


class Job(NamedTuple):
    """A job on disk.

    Attributes:
        id: its directory's name; ids grow in the order of submission.
        path: its directory.
        spec: what it does.
        status: how far it was when it was read.
        slurm_id: Slurm's job; empty on the engine of this machine.
    """

    id: str
    path: Path
    spec: JobSpec
    status: JobStatus
    slurm_id: str = ""

    @property
    def stop(self) -> Path:
        """The file whose presence asks the job to end."""
        return stop_path(self.path)

    @property
    def log(self) -> Path:
        """Where its output goes: a training's is in its run's directory."""
        if self.spec.run:
            return RunLayout.of(self.spec.run).log
        return self.path / "log.txt"

    @property
    def seconds(self) -> float | None:
        """How long it has worked; None before it began."""
        if self.status.started is None:
            return None
        return (self.status.ended or time.time()) - self.status.started

    @property
    def seconds_since_stop(self) -> float | None:
        """How long ago somebody asked it to stop; None if nobody did."""
        try:
            return time.time() - self.stop.stat().st_mtime
        except OSError:
            return None


def jobs_dir() -> Path:
    """Where all jobs are: beside the runs, so that whoever shares those shares the queue."""
    return runs_dir() / ".jobs"


def make_jobs_dir() -> None:
    """Make the directory of the jobs, for everybody who may write the runs'.

    Raises:
        UserError: it cannot be made.
    """
    try:
        runs_dir().mkdir(parents=True, exist_ok=True)
        with contextlib.suppress(FileExistsError):
            jobs_dir().mkdir()
            share(jobs_dir())
    except OSError as error:
        raise UserError(
            _("The queue {folder} cannot be made {advice}.").format(folder=jobs_dir(), advice=advise(error))
        ) from error


def stop_path(directory: Path) -> Path:
    """A job directory's STOP file."""
    return directory / "STOP"


def write_job_status(directory: Path, status: JobStatus) -> None:
    """Write a job's status, with the present time."""
    write_json(directory / "status.json", status.model_copy(update={"updated": time.time()}).model_dump())


def read_job(directory: Path) -> Job | None:
    """Read a job, its state corrected by whether its process lives; None for what is no job or is damaged."""
    try:
        spec = JobSpec.model_validate_json((directory / "job.json").read_text(encoding="utf-8"))
        status = JobStatus.model_validate_json((directory / "status.json").read_text(encoding="utf-8"))
    except (OSError, ValueError, ValidationError):
        return None
    if status.is_active and not has_process(status):
        status = status.model_copy(update=describe_lost(directory))
    return Job(directory.name, directory, spec, status, _read_slurm_id(directory))


def describe_lost(directory: Path) -> dict[str, str]:
    """What a job became whose process is gone: stopped if that was asked for, else interrupted."""
    if stop_path(directory).exists():
        return {"state": "stopped", "message": ""}
    return {"state": "interrupted", "message": _("Its process ended without saying why; see its log.")}


def _read_slurm_id(directory: Path) -> str:
    try:
        return (directory / "slurm_id").read_text(encoding="utf-8").strip()
    except OSError:
        return ""


def read_jobs() -> list[Job]:
    """All jobs in the order of their submission."""
    try:
        directories = sorted(path for path in jobs_dir().iterdir() if _ID.fullmatch(path.name))
    except OSError:
        return []
    return [job for path in directories if (job := read_job(path)) is not None]


def delete_job(job: Job) -> None:
    """Forget an ended job; its run, if it has one, stays."""
    with contextlib.suppress(OSError):
        shutil.rmtree(job.path)


def read_tail(log: Path) -> str:
    """The end of a log file; empty where there is none."""
    try:
        with open(log, "rb") as file:
            file.seek(max(0, log.stat().st_size - _LOG_TAIL))
            text = file.read().decode("utf-8", errors="replace")
    except OSError:
        return ""
    # A progress bar redraws its line after a carriage return: the last state is what counts.
    return "\n".join(line.rsplit("\r", 1)[-1] for line in text.rstrip().split("\n"))
