"""What a run would take on this machine, measured in the background while the visitor goes on."""

import time

import streamlit as st

from aavae.config import ClusterConfig, HardwareConfig, OptimConfig, RunConfig
from aavae.errors import UserError
from aavae.estimate.capacity import describe_shortage
from aavae.estimate.estimate import Estimate, describe_source
from aavae.estimate.kept import find_any_estimate, find_estimate, forget_estimate
from aavae.estimate.load import is_busy, look
from aavae.flags import to_flags
from aavae.formatting import format_bytes, format_duration, format_range
from aavae.jobs.job import Job, JobSpec
from aavae.jobs.queue import find_last, list_jobs, stop, submit
from aavae.jobs.settings import load_settings
from aavae.jobs.training import find_local_training
from aavae.language import _
from aavae.methods import METHODS
from aavae.permissions import is_allowed
from aavae.runs.registry import Run
from aavae.ui.frame import guard
from aavae.ui.train.settings_form import Settings

_POLL_SECONDS = 1.0
_LOOK_SECONDS = 5.0
"""How often the page looks whether the machine has become free."""
_AGAIN_SECONDS = 30.0
"""A machine that seemed free, but was not while it was measured, is left alone for this long."""
_RETRY_SECONDS = 300.0
"""A measurement that failed is not tried again for this long."""
_JOB = "estimate_job"


def render_estimate(settings: Settings) -> str | None:
    """Show the estimate, or have it measured and show it then; it warns, and keeps nobody from starting.

    Returns:
        Why there can be no such run: its images are not there, or of another size; None: there can.
    """
    config, hardware = settings.config, settings.hardware
    if settings.cluster.cluster == "slurm":
        st.caption(_("Slurm finds the machine, so there is no estimate before the start."))
        return None
    training = find_local_training()
    # A run that waits for another one is not slowed down by it.
    waits = training is not None and load_settings().jobs_at_once == 1
    try:
        beside_work = not waits and _is_machine_busy()
        estimate = find_any_estimate(config, hardware, beside_work)
    except UserError as error:
        return str(error)
    if estimate is not None:
        _render(estimate, settings)
        if estimate.is_beside_work and training is None:
            _measure_when_free(config, hardware)
        return None
    try:
        _request(config, hardware, training)
    except UserError as error:
        st.caption(
            _(":material/timer_off: There is no estimate. {error} The run can start all the same.").format(
                error=error
            )
        )
    return None


def _render(estimate: Estimate, settings: Settings) -> None:
    st.markdown(
        _(
            ":material/timer: **{duration}**, about {epoch_duration} an epoch  \n:material/memory: "
            "{memory} of memory  \n:material/hard_drive: {disk} of disk"
        ).format(
            duration=_capitalise(format_range(estimate.low_seconds, estimate.high_seconds)),
            epoch_duration=format_duration(estimate.seconds_per_epoch),
            memory=format_bytes(estimate.memory_bytes),
            disk=format_bytes(estimate.disk_bytes),
        )
    )
    st.caption(
        _(
            "Time {source}, memory counted ({device}, {precision}); whatever else runs here makes it longer."
        ).format(source=describe_source(estimate), device=estimate.device, precision=estimate.precision)
    )
    shortage = describe_shortage(estimate)
    if shortage is not None:
        st.warning(
            _("{shortage} You can start it all the same.").format(shortage=shortage),
            icon=":material/warning:",
        )
    st.button(
        _("Measure again"),
        icon=":material/refresh:",
        type="tertiary",
        help=_("For when the machine was busier at the time, or less busy."),
        on_click=_measure_again,
        args=(settings.config, settings.hardware),
    )


def _measure_again(config: RunConfig, hardware: HardwareConfig) -> None:
    try:
        forget_estimate(config, hardware)
        _submit(_describe_job(config, hardware))
    except UserError:
        # The page says the same where it looks for the estimate.
        return


def _capitalise(text: str) -> str:
    return text[:1].upper() + text[1:]


def _describe_job(config: RunConfig, hardware: HardwareConfig) -> JobSpec:
    # The length, seed and learning rate need no measurement of their own, so they start no other job.
    optim = OptimConfig(optimizer=config.optim.optimizer)
    plain = config.model_copy(update={"num_epochs": 1, "seed": 0, "optim": optim})
    arguments = ("estimate", *to_flags(plain), *to_flags(hardware))
    title = _("Estimate: {method}, {encoder}").format(
        method=_(METHODS[config.method].title), encoder=config.model.encoder
    )
    return JobSpec(title=title, kind="estimate", arguments=arguments)


def _request(config: RunConfig, hardware: HardwareConfig, training: Run | None) -> None:
    """Have a run measured, unless that has just failed; `training` is what trains here meanwhile.

    Raises:
        UserError: it has, or the job cannot be submitted.
    """
    spec = _describe_job(config, hardware)
    job = find_last(spec.arguments)
    if job is None or not job.status.is_active:
        if job is not None:
            _check_not_failed(job)
        job = _submit(spec)
    _wait(config, hardware, job.id, None if training is None else training.name)


def _submit(spec: JobSpec) -> Job:
    """Have settings measured, and no longer those that this session has changed since."""
    _stop_previous()
    job = submit(spec, ClusterConfig())
    st.session_state[_JOB] = job.id
    return job


def _check_not_failed(job: Job) -> None:
    # A job that was stopped was given up by a session that changed its settings.
    if job.status.state == "stopped" or _count_seconds_since(job) > _RETRY_SECONDS:
        return
    message = job.status.message
    raise UserError(_(message) if message else _("The measurement ended without a result."))


def _count_seconds_since(job: Job) -> float:
    return time.time() - (job.status.ended or job.status.updated)


def _stop_previous() -> None:
    previous = st.session_state.get(_JOB)
    for job in list_jobs():
        # Of two visitors who want to know the same, one has it measured.
        if job.id == previous and is_allowed("stop a job", job.spec.owner):
            stop(job)


def _is_machine_busy() -> bool:
    """Whether a run would start beside other work; what this server does is other work to it."""
    return is_busy(look(counts_own=True))


@st.fragment(run_every=_LOOK_SECONDS)
def _measure_when_free(config: RunConfig, hardware: HardwareConfig) -> None:
    """Where only a busy machine was measured, measure it again once it is free."""
    with guard("The estimate"):
        if find_estimate(config, hardware, beside_work=False) is not None:
            st.rerun()
        spec = _describe_job(config, hardware)
        job = find_last(spec.arguments)
        is_measured = job is not None and job.status.is_active
        if not is_measured and _may_measure_again(job) and not _is_machine_busy():
            _submit(spec)
            is_measured = True
        st.caption(
            _(":material/hourglass_top: The machine is free now, so it is being measured again …")
            if is_measured
            else _(":material/update: It is measured again once nothing else runs here.")
        )


def _may_measure_again(job: Job | None) -> bool:
    if job is None:
        return True
    pause = _AGAIN_SECONDS if job.status.state in ("finished", "stopped") else _RETRY_SECONDS
    return _count_seconds_since(job) > pause


@st.fragment(run_every=_POLL_SECONDS)
def _wait(config: RunConfig, hardware: HardwareConfig, job_id: str, training: str | None) -> None:
    with guard("The estimate"):
        is_active = any(job.id == job_id and job.status.is_active for job in list_jobs())
        if find_any_estimate(config, hardware, beside_work=False) is not None or not is_active:
            st.rerun()
        st.caption(
            _(
                ":material/hourglass_top: Time, memory and disk are being measured on this machine: ten "
                "seconds or so, more beside other work … The run need not wait for them."
            )
            if training is None
            else _(
                ":material/hourglass_top: Time, memory and disk are being measured on this machine, beside "
                "'{run}', which trains here: ten seconds or so, more beside other work … The run need not "
                "wait for them."
            ).format(run=training)
        )
