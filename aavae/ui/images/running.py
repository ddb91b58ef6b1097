"""Imports that wait, run, or have just ended: the same in every browser, followed while somebody looks."""

import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import streamlit as st

from aavae.data.store import describe_datasets
from aavae.formatting import format_count, format_duration
from aavae.importing.report import read_report
from aavae.jobs.job import Job
from aavae.jobs.progress import Progress, read_progress
from aavae.jobs.queue import find_job, kill, stop
from aavae.language import _
from aavae.ui.frame import guard
from aavae.ui.images.jobs import find_set_name, is_download, list_imports, name_job
from aavae.ui.images.report import render_sentences
from aavae.ui.images.words import adapt
from aavae.ui.notices.markup import escape, mark_state
from aavae.ui.notices.notices import attempt, render_notice

DATA = "data"
"""The session state's key of the chosen image set, as on every page."""
SECTION = "images_section"
"""The session state's key of the page's open section."""

_POLL_SECONDS = 1.0
_IDLE_POLL_SECONDS = 8.0
"""While nothing is imported: a start from another browser appears this late."""
_SHOWN_SECONDS = 600.0
"""How an import ended is said for so long."""
_PATIENCE_SECONDS = 10.0
"""One that has not ended this long after it was asked to may be ended by force."""
_PLACE = "imports"
_DISMISSED, _OPENING = "images_dismissed", "images_opening"


def render_imports() -> None:
    """Cards of the imports; the page is drawn anew when one of them begins or ends."""
    jobs = list_imports()
    is_active = any(job.status.is_active for job in jobs)
    poll_seconds = _POLL_SECONDS if is_active else _IDLE_POLL_SECONDS
    st.fragment(_follow, run_every=poll_seconds)(_list_states(jobs))


def _list_states(jobs: Sequence[Job]) -> list[tuple[str, str]]:
    return [(job.id, job.status.state) for job in jobs]


def _follow(drawn: list[tuple[str, str]]) -> None:
    with guard(_("The list of imports")):
        jobs = list_imports()
        if st.session_state.pop(_OPENING, False) or _list_states(jobs) != drawn:
            st.rerun()
        render_notice(_PLACE)
        for job in jobs:
            if job.status.is_active:
                with st.container(border=True, key=f"import_{job.id}"):
                    _render_active(job)
        for job in _choose_ended(jobs):
            _render_ended(job)


def _render_active(job: Job) -> None:
    asked = job.seconds_since_stop
    is_stopping = asked is not None
    state = "stopping" if is_stopping else job.status.state
    st.markdown(f"{mark_state(state)} **{escape(name_job(job))}**")
    if job.status.state == "waiting":
        st.caption(_("It waits until the job before it has ended."))
    elif (progress := read_progress(job.path)) is not None:
        st.progress(progress.share, describe_progress(progress))
    else:
        doing = (
            _("Downloading … {duration} so far")
            if is_download(job)
            else _("Finding out what is there … {duration} so far")
        )
        st.progress(0.0, doing.format(duration=format_duration(job.seconds or 0)))
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            _("Stop"),
            icon=":material/stop:",
            key=f"stop_{job.id}",
            disabled=is_stopping,
            on_click=attempt,
            args=(_PLACE, partial(_stop, job.id)),
            help=_("Nothing of it is left behind."),
        )
        if asked is not None and asked > _PATIENCE_SECONDS:
            st.button(
                _("End it at once"),
                icon=":material/dangerous:",
                key=f"kill_{job.id}",
                help=_("What it leaves on the disk goes with the next import."),
                on_click=attempt,
                args=(_PLACE, partial(_kill, job.id)),
            )
        st.caption(_("It goes on when this page is closed. Stopped, it leaves nothing behind."))


def describe_progress(progress: Progress) -> str:
    """How far an import is, and how fast."""
    parts = [
        _("{done} of {total} pictures").format(
            done=format_count(progress.done), total=format_count(progress.total)
        )
    ]
    if progress.done >= progress.total > 0:
        parts += [_("looking for duplicates, and putting the set in its place …")]
    elif progress.rate > 0:
        left = (progress.total - progress.done) / progress.rate
        parts += [
            _("{rate} a second").format(rate=format_count(progress.rate)),
            _("about {duration} left").format(duration=format_duration(left)),
        ]
    return " · ".join(parts)


def _stop(job_id: str) -> str:
    job = find_job(job_id)
    if not job.status.is_active:
        return _("{title} has ended already.").format(title=name_job(job))
    stop(job)
    return _("{title} stops.").format(title=name_job(job))


def _kill(job_id: str) -> str:
    kill(find_job(job_id))
    return ""


def _choose_ended(jobs: Sequence[Job]) -> list[Job]:
    """Imports that have just ended, the last one of each set, newest first."""
    dismissed = st.session_state.setdefault(_DISMISSED, set[str]())
    last = {find_set_name(job): job for job in jobs}
    return [
        job
        for job in sorted(last.values(), key=lambda job: job.id, reverse=True)
        if not job.status.is_active
        and job.id not in dismissed
        and time.time() - (job.status.ended or job.status.updated) < _SHOWN_SECONDS
    ]


def _render_ended(job: Job) -> None:
    name, title = find_set_name(job), escape(name_job(job))
    with st.container(border=True, key=f"import_{job.id}"):
        if job.status.state == "finished":
            info = next((info for info in describe_datasets() if info.name == name), None)
            if info is None:
                st.info(
                    _("{title}: it ended, and the set is not here any more: add it again below.").format(
                        title=title
                    ),
                    icon=":material/info:",
                )
            else:
                st.success(
                    _(
                        "**{name}** is here: {num_train} training and {num_test} test images, imported in "
                        "{duration}."
                    ).format(
                        name=escape(name),
                        num_train=format_count(info.num_train),
                        num_test=format_count(info.num_test),
                        duration=format_duration(job.seconds or 0),
                    ),
                    icon=":material/check:",
                )
                render_sentences(read_report(Path(info.path)))
        elif job.status.state == "stopped":
            st.info(
                _("{title}: it was stopped, and has left nothing behind.").format(title=title),
                icon=":material/stop_circle:",
            )
        else:
            reason = job.status.message or _("it ended without a word; the Jobs page has its log.")
            st.error(f"{title}: {escape(adapt(reason))}", icon=":material/error:")
        with st.container(horizontal=True):
            if job.status.state == "finished":
                st.button(
                    _("Open it"),
                    icon=":material/photo_library:",
                    type="primary",
                    key=f"open_{job.id}",
                    on_click=_open,
                    args=(job.id, name),
                    help=_("Shows the new set, here and on the other pages."),
                )
            st.button(
                _("Dismiss"),
                type="tertiary",
                key=f"dismiss_{job.id}",
                on_click=st.session_state[_DISMISSED].add,
                args=(job.id,),
                help=_("Takes this notice away; the set stays."),
            )


def _open(job_id: str, name: str) -> None:
    st.session_state[_DISMISSED].add(job_id)
    st.session_state[DATA] = name
    st.session_state[SECTION] = "sets"
    # A press inside a fragment runs the fragment alone: the page has to follow.
    st.session_state[_OPENING] = True
