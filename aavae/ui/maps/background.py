"""Maps that are computed in the background: one job for each model and setting."""

import time
from collections.abc import Sequence
from typing import NamedTuple

import streamlit as st

from aavae.config import ClusterConfig
from aavae.data.image_set import Dataset
from aavae.evaluation.maps.projection import Projection, find_projection
from aavae.evaluation.maps.settings import MAP_METHODS, ProjectionSettings
from aavae.evaluation.subject import Subject
from aavae.formatting import format_duration
from aavae.jobs.job import Job, JobSpec
from aavae.jobs.queue import find_last, submit
from aavae.language import _

_POLL_SECONDS = 2.0
_RETRY_SECONDS = 60.0
"""A job that ended without a map is not started again for this long."""


class Wanted(NamedTuple):
    """A map that a page shows."""

    subject: Subject
    dataset: Dataset
    settings: ProjectionSettings

    def find(self) -> Projection | None:
        """The map, if it is there."""
        return find_projection(self.subject, self.dataset, self.settings)

    def describe_job(self) -> JobSpec:
        """The command that makes it."""
        settings = self.settings
        arguments = (
            *("project", self.subject.address, "--data", self.dataset.name),
            *("--representation", settings.representation, "--num-points", str(settings.num_points)),
            *("--method", settings.method, "--n-neighbors", str(settings.n_neighbors)),
            *("--min-dist", str(settings.min_dist), "--perplexity", str(settings.perplexity)),
            *("--seed", str(settings.seed)),
        )
        return JobSpec(
            title=_("Map: {title}").format(title=self.subject.title), kind="projection", arguments=arguments
        )

    def find_job(self) -> Job | None:
        """The last job that makes it, if there was one."""
        return find_last(self.describe_job().arguments)

    @property
    def is_coming(self) -> bool:
        """Whether a job that makes it waits or runs."""
        job = self.find_job()
        return job is not None and job.status.is_active


def start(wanted: Wanted) -> bool:
    """Start a map's job, unless it has just ended without one; returns whether a map is on its way."""
    spec = wanted.describe_job()
    job = wanted.find_job()
    if job is not None and job.status.ended is not None and time.time() - job.status.ended < _RETRY_SECONDS:
        why = job.status.message or _("its result could not be kept")
        st.warning(
            _("The map of {title} was not finished ({why}): try again in a minute.").format(
                title=wanted.subject.title, why=why
            ),
            icon=":material/warning:",
        )
        return False
    # An analysis of a few seconds runs here, whatever engine trains.
    submit(spec, ClusterConfig())
    return True


@st.fragment(run_every=_POLL_SECONDS)
def wait(missing: Sequence[Wanted]) -> None:
    """Say which maps are on their way, and show the page anew when one is there."""
    left = [wanted for wanted in missing if wanted.is_coming]
    if len(left) < len(missing):
        st.rerun()
    lines = "  \n".join(_describe_progress(wanted) for wanted in left)
    st.info(
        _("Computed in the background, one after the other:  \n{lines}").format(lines=lines),
        icon=":material/hourglass_top:",
    )


def _describe_progress(wanted: Wanted) -> str:
    job = wanted.find_job()
    seconds = None if job is None else job.seconds
    title, method = wanted.subject.title, MAP_METHODS[wanted.settings.method]
    if seconds is None:
        return _("the map of {title}, {method}: waits for its turn").format(title=title, method=method)
    return _("the map of {title}, {method}: for {duration} now").format(
        title=title, method=method, duration=format_duration(seconds)
    )
