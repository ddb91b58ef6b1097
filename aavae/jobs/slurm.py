"""The engine of a cluster: submitit puts a job in Slurm's queue; interrupted by Slurm, it goes on later.

The job's directory and this repository have to be on a file system that the cluster's machines share. What
ClusterConfig has no word for, like an account, Slurm takes from the environment: SBATCH_ACCOUNT and its kin.
"""

import shlex
import shutil
import signal
import subprocess
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, NamedTuple

from aavae.config import ClusterConfig, HardwareConfig
from aavae.errors import UserError
from aavae.language import LANGUAGE_VARIABLE, _, get_language
from aavae.paths import ROOT, settle_environment
from aavae.runs.pause import Paused, request_pause

if TYPE_CHECKING:
    from submitit.core.utils import DelayedSubmission

_NOTICE_SECONDS = 120
"""How long before its time limit Slurm tells a job; it may do so a minute earlier still."""
_MAX_REQUEUES = 10_000
_POLL_SECONDS = 0.5
_ANSWER_SECONDS = 2.0
"""How long an answer of squeue serves: every open page asks."""
_COMMAND_SECONDS = 20


class Task:
    """What every process of a Slurm job does; submitit pickles it.

    Ahead of the time limit and of a preemption Slurm sends a signal, on which submitit alone would requeue
    the job at once, in the middle of a step. Here the signal asks for a pause: the training saves at its
    next batch, raises Paused, and only then is the job requeued. Work that cannot pause runs on.

    Args:
        directory: of the job.
    """

    def __init__(self, directory: Path) -> None:
        self.directory = directory

    def work(self) -> int:
        """Do the job; returns its exit status."""
        from aavae.jobs.worker import run_job

        return run_job(self.directory)

    def __call__(self) -> int:
        """Work, and put the job back in Slurm's queue if it was paused."""
        from submitit.slurm.slurm import SlurmJobEnvironment

        notice = signal.Signals[f"SIG{SlurmJobEnvironment.USR_SIG}"]
        requeue = signal.getsignal(notice)
        assert callable(requeue)
        received: list[int] = []

        def ask(number: int, frame: FrameType | None) -> None:
            received.append(number)
            request_pause()

        signal.signal(notice, ask)
        signal.signal(signal.SIGTERM, ask)
        try:
            return self.work()
        except Paused:
            # After a SIGTERM alone Slurm ends this process, and knows itself whether the job runs again.
            while notice not in received:
                time.sleep(_POLL_SECONDS)
            requeue(notice, None)  # ends the first process; the others have nothing left to do
            return 0

    def checkpoint(self) -> "DelayedSubmission":
        """What the requeued job does: the same again. submitit calls this just before it requeues."""
        from submitit.core.utils import DelayedSubmission

        # Inherited by the child that requeues, which a signal to the whole job would kill.
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        return DelayedSubmission(self)


def launch(directory: Path, cluster: ClusterConfig, hardware: HardwareConfig) -> str:
    """Submit a job; returns Slurm's id of it.

    Raises:
        UserError: there is no Slurm here, or it refuses the job.
    """
    return submit(Task(directory), cluster, hardware)


def submit(task: Task, cluster: ClusterConfig, hardware: HardwareConfig) -> str:
    """`launch` for a given task. The output of all its processes goes to the job's `log.txt`."""
    if shutil.which("sbatch") is None or shutil.which("srun") is None:
        raise UserError(
            _(
                "Slurm's sbatch is not on this machine's PATH: choose the local engine, or run the app on a "
                "login node of the cluster."
            )
        )
    settle_environment()
    from submitit import SlurmExecutor
    from submitit.core.utils import FailedJobError, FailedSubmissionError

    log = task.directory / "log.txt"
    executor = SlurmExecutor(task.directory / "slurm", max_num_timeout=_MAX_REQUEUES)
    executor.update_parameters(
        job_name=f"aavae-{task.directory.name}",
        partition=cluster.partition or None,
        time=cluster.time_minutes,
        signal_delay_s=min(_NOTICE_SECONDS, 15 * cluster.time_minutes),
        nodes=hardware.nodes,
        ntasks_per_node=hardware.devices,
        cpus_per_task=cluster.cpus_per_task,
        gpus_per_node=cluster.gpus_per_node or None,
        mem=f"{cluster.memory_gb}GB" if cluster.memory_gb else None,
        stderr_to_stdout=True,
        # What it says of its end is for whoever started it.
        setup=[f"export {LANGUAGE_VARIABLE}={shlex.quote(get_language())}"],
        srun_args=[
            f"--output={log}",
            # Since 22.05 srun does not take the number of processors from sbatch.
            f"--cpus-per-task={cluster.cpus_per_task}",
            # A process that fails would leave the others waiting for it.
            "--kill-on-bad-exit=1",
        ],
        additional_parameters={"chdir": str(ROOT), "output": str(log), "requeue": True},
    )
    try:
        slurm_id = executor.submit(task).job_id
    except (FailedJobError, FailedSubmissionError) as error:
        raise UserError(
            _("Slurm refuses the job ({reason}): change the cluster's settings.").format(
                reason=_read_reason(str(error))
            )
        ) from error
    _forget_answer()
    return slurm_id


def _read_reason(message: str) -> str:
    """What Slurm's command complained of, without its name before every line."""
    lines = [line.split("error: ", 1)[-1].strip() for line in message.splitlines()]
    return "; ".join(line for line in lines if line) or _("it says no more")


class SlurmState(NamedTuple):
    """A job as Slurm's queue shows it.

    Attributes:
        name: in Slurm's words, e.g. PENDING, RUNNING, COMPLETING.
        reason: for people: why it waits; empty if it does not.
    """

    name: str
    reason: str

    @property
    def is_running(self) -> bool:
        """Whether it has a machine."""
        return self.name in ("RUNNING", "COMPLETING")


class _Answer(NamedTuple):
    time: float
    asked: frozenset[str]
    states: dict[str, SlurmState] | None


_NO_ANSWER = _Answer(float("-inf"), frozenset(), None)
_answer = _NO_ANSWER
_lock = threading.Lock()


def query_states(slurm_ids: Sequence[str]) -> dict[str, SlurmState] | None:
    """Ask Slurm's queue about jobs, all at once, and at most every two seconds.

    `squeue` works on every cluster; `sacct`, which submitit asks, needs accounting.

    Args:
        slurm_ids: which jobs.

    Returns:
        The state of each job that waits or runs; one that is missing has ended. None if Slurm does not
        answer, which says nothing of the jobs.
    """
    global _answer
    asked = frozenset(slurm_ids)
    if not asked:
        return {}
    with _lock:
        if time.monotonic() - _answer.time > _ANSWER_SECONDS or not asked <= _answer.asked:
            _answer = _Answer(time.monotonic(), asked, _ask_squeue(asked))
        return _answer.states


def _forget_answer() -> None:
    global _answer
    with _lock:
        _answer = _NO_ANSWER


def _ask_squeue(slurm_ids: frozenset[str]) -> dict[str, SlurmState] | None:
    done = _run_command("squeue", "--noheader", "--format=%i|%T|%r", f"--jobs={','.join(sorted(slurm_ids))}")
    if done is None:
        return None
    if done.returncode != 0:
        return {} if "Invalid job id" in done.stderr else None
    rows = (line.strip().split("|", 2) for line in done.stdout.splitlines())
    return {slurm_id: _read_state(name, reason) for slurm_id, name, reason in rows}


def _read_state(name: str, reason: str) -> SlurmState:
    if name != "PENDING":
        return SlurmState(name, "")
    return SlurmState(
        name,
        _("in Slurm's queue") if reason == "None" else _("in Slurm's queue ({reason})").format(reason=reason),
    )


def cancel(slurm_id: str) -> None:
    """End a job: Slurm sends SIGTERM, on which a training saves, and half a minute later SIGKILL.

    Raises:
        UserError: Slurm does not do it; that the job has ended already is no error.
    """
    done = _run_command("scancel", slurm_id)
    if done is None:
        raise UserError(
            _("Slurm does not answer: try again, or cancel the job with `scancel {slurm_id}`.").format(
                slurm_id=slurm_id
            )
        )
    if done.returncode != 0 and "Invalid job id" not in done.stderr:
        raise UserError(
            _("Slurm does not cancel the job {slurm_id} ({reason}).").format(
                slurm_id=slurm_id, reason=_read_reason(done.stderr)
            )
        )
    _forget_answer()


def _run_command(*command: str) -> subprocess.CompletedProcess[str] | None:
    """Run one of Slurm's commands; None if there is no Slurm here or its answer takes too long."""
    try:
        return subprocess.run(
            command, capture_output=True, text=True, timeout=_COMMAND_SECONDS, stdin=subprocess.DEVNULL
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
