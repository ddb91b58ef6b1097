"""The jobs page: what waits and works now, and what ended, followed while somebody looks."""

import time
from functools import partial
from typing import NamedTuple

import streamlit as st

from aavae.config import RunConfig
from aavae.errors import UserError
from aavae.formatting import format_count, format_duration
from aavae.jobs.job import Job, read_tail
from aavae.jobs.progress import Progress, read_progress
from aavae.jobs.queue import find_job, kill, list_jobs, stop
from aavae.jobs.worker import count_ahead, count_slots
from aavae.language import N_, _
from aavae.permissions import find_refusal
from aavae.runs.registry import Run, list_runs
from aavae.runs.status import Status
from aavae.ui.frame import guard
from aavae.ui.jobs.class_state import describe_owner
from aavae.ui.notices.markup import escape, mark_state
from aavae.ui.notices.next_step import render_next_step
from aavae.ui.notices.notices import attempt, render_notice

_POLL_SECONDS = 2.0
_IDLE_POLL_SECONDS = 8.0
"""While nothing is active: a start from another browser appears this late."""
_PATIENCE_SECONDS = 15.0
"""A job that has not ended this long after it was asked to may be ended by force."""
_NUM_ENDED = 5
_PLACE = "jobs"
_COUNTED = {"pictures": N_("{done} of {total} pictures"), "": N_("{done} of {total}")}
"""By what a job's command says that it counts; of anything else, as of nothing."""


class PageState(NamedTuple):
    """All that the page shows, at one moment.

    Attributes:
        jobs: in the order of submission.
        runs: one's own and shipped ones, with their status.
    """

    jobs: list[Job]
    runs: list[tuple[Run, Status]]

    @property
    def active(self) -> list[Job]:
        """Jobs that wait or work."""
        return [job for job in self.jobs if job.status.is_active]

    @property
    def states(self) -> list[tuple[str, str, int]]:
        """What there is and how far it is: when this changes, the whole page does."""
        jobs = [(job.id, job.status.state, 0) for job in self.jobs]
        return jobs + [(run.name, status.state, status.epoch) for run, status in self.runs]


def read_page_state() -> PageState:
    """Look at all jobs and runs once."""
    return PageState(list_jobs(), [(run, run.status) for run in list_runs()])


def render_queue(page_state: PageState) -> None:
    """Active jobs with all that can be done about them, then ended ones; it follows what happens."""
    poll_seconds = _POLL_SECONDS if page_state.active else _IDLE_POLL_SECONDS
    st.fragment(_follow, run_every=poll_seconds)(page_state.states)


def _follow(drawn: list[tuple[str, str, int]]) -> None:
    with guard("The queue"):
        page_state = read_page_state()
        if page_state.states != drawn:
            st.rerun()
        st.header(_("In the queue"))
        render_notice(_PLACE)
        if not page_state.active:
            st.caption(_("Nothing waits and nothing runs. Start a training, or import images."))
            render_next_step("train", "race", "images")
        runs = {run.name: (run.config, status) for run, status in page_state.runs if not run.shipped}
        for job in page_state.active:
            with st.container(border=True, key=f"job_{job.id}"):
                _render_active(job, page_state.jobs, runs.get(job.spec.run))
        _render_ended([job for job in page_state.jobs if not job.status.is_active])


def _render_active(job: Job, jobs: list[Job], run: tuple[RunConfig, Status] | None) -> None:
    asked = job.seconds_since_stop
    state = "stopping" if asked is not None else job.status.state
    whose = describe_owner(job.spec.owner)
    place = _describe_place(job, jobs) + (f" · {whose}" if whose else "")
    st.markdown(f"{mark_state(state)} **{escape(job.spec.title)}** {place}")
    if job.status.state == "running":
        progress = read_progress(job.path)
        if progress is not None:
            st.progress(progress.share, _describe_counted(job, progress))
        elif run is None:
            st.caption(_("{duration} so far").format(duration=format_duration(job.seconds or 0)))
        else:
            _render_progress(job, *run)
    with st.container(horizontal=True, vertical_alignment="center"):
        if job.spec.kind == "training":
            st.page_link(
                "pages/watch.py",
                label=_("Watch"),
                icon=":material/visibility:",
                query_params={"runs": job.spec.run},
            )
        refusal = find_refusal("stop a job", job.spec.owner)
        label = _("Stop (saves first)") if job.spec.kind == "training" and job.status.started else _("Stop")
        st.button(
            label,
            icon=":material/stop:",
            key=f"stop_{job.id}",
            disabled=asked is not None or refusal is not None,
            on_click=attempt,
            args=(_PLACE, partial(_stop, job.id)),
            help=refusal
            or _("Ends it at its next step; a training saves what it has learned, and can be resumed."),
        )
        if asked is not None and asked > _PATIENCE_SECONDS and refusal is None:
            st.button(
                _("Force stop"),
                icon=":material/dangerous:",
                key=f"kill_{job.id}",
                help=_("Ends it at once; what it did since it last saved is lost."),
                on_click=attempt,
                args=(_PLACE, partial(_kill, job.id)),
            )
    with st.expander(_("Log"), key=f"log_{job.id}"):
        _render_log(job)


def _describe_place(job: Job, jobs: list[Job]) -> str:
    if job.spec.cluster == "slurm":
        if job.status.state == "running":
            return _("Slurm's job {slurm_id}").format(slurm_id=job.slurm_id)
        if job.status.message:
            return _("Slurm's job {slurm_id}, {reason}").format(
                slurm_id=job.slurm_id, reason=_(job.status.message)
            )
        return _("Slurm's job {slurm_id}, in its queue").format(slurm_id=job.slurm_id)
    if job.status.state == "running":
        return _("on this machine")
    place = count_ahead(job, jobs) - count_slots(job.spec.lane) + 1
    if place > 0:
        return _("on this machine, place {place} in the queue").format(place=place)
    return _("on this machine, about to start")


def _render_progress(job: Job, config: RunConfig, status: Status) -> None:
    if not status.step:
        st.progress(0.0, _("Starting: loading torch, timing a step …"))
        return
    parts = [
        _("epoch {epoch} of {num_epochs}").format(
            epoch=format_count(status.epoch), num_epochs=format_count(config.num_epochs)
        )
    ]
    if status.seconds_left is not None:
        parts.append(_("about {duration} left").format(duration=format_duration(status.seconds_left)))
    parts.append(_("{duration} so far").format(duration=format_duration(job.seconds or 0)))
    if status.images_per_second:
        parts.append(_("{number} images a second").format(number=format_count(status.images_per_second)))
    processes = f"{status.processes} × " if status.processes > 1 else ""
    parts.append(f"{processes}{status.device}, {status.precision}")
    st.progress(min(1.0, status.step / max(1, status.total_steps)), " · ".join(parts))


def _describe_counted(job: Job, progress: Progress) -> str:
    words = _(_COUNTED.get(progress.what, _COUNTED[""]))
    parts = [words.format(done=format_count(progress.done), total=format_count(progress.total))]
    if progress.rate > 0:
        parts.append(_("{number} a second").format(number=format_count(progress.rate)))
    return " · ".join([*parts, _("{duration} so far").format(duration=format_duration(job.seconds or 0))])


def _render_log(job: Job) -> None:
    # What goes wrong before a training opens its own log is in the job's.
    text = read_tail(job.log) or read_tail(job.path / "log.txt")
    st.code(text or _("The log is empty."), language=None, wrap_lines=True, height=260 if text else "content")


def _find(job_id: str) -> Job:
    try:
        return find_job(job_id)
    except UserError as error:
        raise UserError(_("This job is gone: it ended, and others took its place in the list.")) from error


def _stop(job_id: str) -> str:
    job = _find(job_id)
    if not job.status.is_active:
        return _("{title} has ended already.").format(title=job.spec.title)
    stop(job)
    if job.spec.kind == "training" and job.status.state == "running":
        return _("{title} saves and stops at its next batch.").format(title=job.spec.title)
    return _("{title} stops.").format(title=job.spec.title)


def _kill(job_id: str) -> str:
    job = _find(job_id)
    if not job.status.is_active:
        return _("{title} has ended already.").format(title=job.spec.title)
    kill(job)
    return _("{title} is ended by force.").format(title=job.spec.title)


def _render_ended(jobs: list[Job]) -> None:
    st.header(_("Ended"))
    if not jobs:
        st.caption(_("No job has ended yet. What ends stays here with its log."))
        return
    newest = sorted(jobs, key=_get_end, reverse=True)
    shows_all = len(newest) > _NUM_ENDED and st.toggle(
        _("Show all {number}").format(number=len(newest)), key="all_ended", help=_("Older jobs, too.")
    )
    for job in newest if shows_all else newest[:_NUM_ENDED]:
        with st.expander(_describe_end(job), key=f"ended_{job.id}"):
            _render_log(job)


def _describe_end(job: Job) -> str:
    since = format_duration(max(0.0, time.time() - _get_end(job)))
    parts = [_("{duration} ago").format(duration=since)]
    if job.seconds is not None and job.status.ended is not None:
        parts.append(_("after {duration}").format(duration=format_duration(job.seconds)))
    if job.status.message:
        parts.append(escape(_(job.status.message)))
    return f"{mark_state(job.status.state)} **{escape(job.spec.title)}** · {' · '.join(parts)}"


def _get_end(job: Job) -> float:
    """When a job ended, or was last heard of."""
    return job.status.ended or job.status.updated
