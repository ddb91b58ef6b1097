"""What a run would take on this machine, measured in the background while the visitor goes on."""

import time

import streamlit as st

from aavae.config import ClusterConfig, HardwareConfig, OptimConfig, RunConfig
from aavae.errors import UserError
from aavae.evaluation.capacity import check_fits
from aavae.evaluation.estimate import Estimate, find_estimate, forget_estimate
from aavae.flags import to_flags
from aavae.formatting import format_bytes, format_duration
from aavae.jobs.job import Job, JobSpec
from aavae.jobs.queue import find_last, list_jobs, stop, submit
from aavae.jobs.training import find_local_training
from aavae.methods import METHODS
from aavae.ui.frame import guard
from aavae.ui.settings_form import Settings

_POLL_SECONDS = 1.0
_RETRY_SECONDS = 300.0
"""A measurement that failed is not tried again for this long."""
_JOB = "estimate_job"


def render_estimate(settings: Settings) -> str | None:
    """Show the estimate, or have it measured and show it then.

    Returns:
        Why the run cannot start; None: nothing is known against it.
    """
    if settings.cluster.cluster == "slurm":
        st.caption("Slurm finds the machine, so there is no estimate before the start.")
        return None
    try:
        estimate = find_estimate(settings.config, settings.hardware)
        if estimate is not None:
            _render(estimate, settings)
            check_fits(estimate)
            return None
    except UserError as error:
        return str(error)
    training = find_local_training()
    if training is not None:
        st.caption(
            f":material/timer_off: '{training.name}' trains on this machine: measuring beside it would slow "
            "it down and be wrong. There is an estimate once it has ended."
        )
        return None
    try:
        _request(settings.config, settings.hardware)
    except UserError as error:
        st.caption(f":material/timer_off: There is no estimate. {error}")
    return None


def _render(estimate: Estimate, settings: Settings) -> None:
    st.markdown(
        f":material/timer: **About {format_duration(estimate.seconds)}**, "
        f"{format_duration(estimate.seconds_per_epoch)} an epoch  \n"
        f":material/memory: {format_bytes(estimate.memory_bytes)} of memory  \n"
        f":material/hard_drive: {format_bytes(estimate.disk_bytes)} of disk"
    )
    source = "extrapolated from smaller steps" if estimate.is_extrapolated else "from a few steps"
    st.caption(
        f"Measured on this machine ({estimate.device}, {estimate.precision}), {source}; "
        "whatever else runs here makes it longer."
    )
    st.button(
        "Measure again",
        icon=":material/refresh:",
        type="tertiary",
        help="For when the machine was busy at the time.",
        on_click=forget_estimate,
        args=(settings.config, settings.hardware),
    )


def _describe_job(config: RunConfig, hardware: HardwareConfig) -> JobSpec:
    # The length, seed and optimiser need no measurement of their own, so they start no other job.
    plain = config.model_copy(update={"num_epochs": 1, "seed": 0, "optim": OptimConfig()})
    arguments = ("estimate", *to_flags(plain), *to_flags(hardware))
    title = f"Estimate: {METHODS[config.method].title}, {config.model.encoder}"
    return JobSpec(title=title, kind="estimate", arguments=arguments)


def _request(config: RunConfig, hardware: HardwareConfig) -> None:
    """Have a run measured, unless that has just failed.

    Raises:
        UserError: it has, or the job cannot be submitted.
    """
    spec = _describe_job(config, hardware)
    job = find_last(spec.arguments)
    if job is None or not job.status.is_active:
        if job is not None:
            _check_not_failed(job)
        _stop_previous()
        job = submit(spec, ClusterConfig())
        st.session_state[_JOB] = job.id
    _wait(config, hardware, job.id)


def _check_not_failed(job: Job) -> None:
    # A job that was stopped was given up by a session that changed its settings.
    ended = job.status.ended or job.status.updated
    if job.status.state == "stopped" or time.time() - ended > _RETRY_SECONDS:
        return
    raise UserError(job.status.message or "The measurement ended without a result.")


def _stop_previous() -> None:
    """End the measurement of settings that this session has changed since."""
    previous = st.session_state.get(_JOB)
    for job in list_jobs():
        if job.id == previous:
            stop(job)


@st.fragment(run_every=_POLL_SECONDS)
def _wait(config: RunConfig, hardware: HardwareConfig, job_id: str) -> None:
    with guard("The estimate"):
        is_active = any(job.id == job_id and job.status.is_active for job in list_jobs())
        if find_estimate(config, hardware) is not None or not is_active:
            st.rerun()
        st.caption(
            ":material/hourglass_top: Time, memory and disk are being measured on this machine … "
            "The run need not wait for them."
        )
